using Kindred.Numerics.Series;

namespace Kindred.Numerics.Outliers;

/// <summary>FastMCD: the h rows whose covariance has the least determinant, by concentration from random starts.</summary>
/// <remarks>A concentration step keeps the h rows nearest to an ellipsoid and takes theirs; the determinant never rises. Up to 600 rows are searched by 500
/// starts to the end. More are searched as Rousseeuw and Van Driessen do: starts in five random sets of 300, the best of these in all 1,500, the best of those among all rows.</remarks>
sealed class MinimumDeterminant(Matrix points, int kept, ulong seed, CancellationToken cancellation)
{
    const int Starts = 500;
    const int Best = 10;
    const int Finalists = 2;
    const int FewRows = 600;
    const int SetRows = 300;
    const int Sets = 5;
    const int MostSteps = 100;

    /// <summary>The ellipsoid of the best h rows found.</summary>
    internal Ellipsoid Find()
    {
        if (points.Rows <= FewRows)
        {
            return Started(points, Starts, 0, MostSteps)[0];
        }

        var pooled = RowSample.Distinct(points.Rows, Math.Min(points.Rows, Sets * SetRows), new(seed));
        var pool = RowSample.Take(points, pooled);
        var order = Enumerable.Range(0, pool.Rows).ToArray();
        new Rng(seed + 1).Shuffle<int>(order);
        var sets = order.Chunk(RowBlocks.Count(pool.Rows, RowBlocks.Count(pool.Rows, SetRows))).ToArray();
        var candidates = sets.SelectMany((rows, set) =>
            Started(RowSample.Take(pool, rows), Starts / sets.Length, 1000 * (set + 1), 2)).ToList();
        candidates = Least(Best, candidates, pool, 2);
        return Least(1, Least(Finalists, candidates, points, 1), points, MostSteps)[0];
    }

    /// <summary>The best ten ellipsoids of a set after some steps from each random start.</summary>
    List<Ellipsoid> Started(Matrix set, int starts, int stream, int steps)
    {
        var found = new Ellipsoid[starts];
        RowBlocks.Each(starts, start => found[start] = Steps(set, Start(set, new(seed + (ulong)(stream + start + 2))), steps), cancellation);
        return Ranked(found, Best);
    }

    List<Ellipsoid> Least(int count, List<Ellipsoid> candidates, Matrix set, int steps) =>
        Ranked([.. candidates.Select(candidate => Steps(set, candidate, steps))], count);

    /// <summary>Those with the least determinants, flat ones last: a set may be flat by chance.</summary>
    static List<Ellipsoid> Ranked(Ellipsoid[] found, int count) =>
        [.. found.OrderBy(ellipsoid => ellipsoid.FlatColumn >= 0).ThenBy(ellipsoid => ellipsoid.LogDeterminant).Take(count)];

    /// <summary>The ellipsoid of d + 1 random rows, and of more where these lie on a plane.</summary>
    Ellipsoid Start(Matrix set, Rng rng)
    {
        var order = Enumerable.Range(0, set.Rows).ToArray();
        rng.Shuffle<int>(order);
        for (var rows = set.Columns + 1; ; rows += Math.Max(1, rows / 4))
        {
            var taken = Math.Min(rows, set.Rows);
            var ellipsoid = Ellipsoid.Of(RowSample.Take(set, order.AsSpan(0, taken)), cancellation);
            if (ellipsoid.FlatColumn < 0 || taken == set.Rows)
            {
                return ellipsoid;
            }
        }
    }

    /// <summary>Concentrates until the determinant falls no more, it is 0, or the steps are done.</summary>
    Ellipsoid Steps(Matrix set, Ellipsoid from, int most)
    {
        var held = (int)((((long)kept * set.Rows) + points.Rows - 1) / points.Rows); // the same share, rounded up
        var distances = new double[set.Rows];
        var (best, previous) = (from, double.PositiveInfinity);
        for (var step = 0; step < most && best.FlatColumn < 0 && best.LogDeterminant < previous; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            previous = step == 0 ? double.PositiveInfinity : best.LogDeterminant;
            best.SquaredDistances(set, distances, cancellation);
            best = Ellipsoid.Of(RowSample.Take(set, Nearest(distances, held)), cancellation);
        }

        return best;
    }

    /// <summary>The rows with the <paramref name="count"/> least distances in rising order of row; a tie goes to the lower row.</summary>
    static int[] Nearest(double[] distances, int count)
    {
        var limit = Selection.Nth([.. distances], count - 1);
        var atLimit = count - distances.Count(distance => distance < limit);
        var (rows, next) = (new int[count], 0);
        for (var i = 0; i < distances.Length; i++)
        {
            if (distances[i] < limit || (distances[i] == limit && atLimit-- > 0))
            {
                rows[next++] = i;
            }
        }

        return rows;
    }
}
