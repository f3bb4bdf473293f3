using System.Runtime.InteropServices;

namespace Kindred.Numerics.Clustering.Hierarchy;

/// <summary>Complete and average linkage by nearest-neighbour chains over the distances of all pairs, which merging updates (Lance–Williams).</summary>
sealed class PairChain
{
    readonly float[] _distances; // of row i from the rows below it: from i·(i − 1)/2 on
    readonly int[] _sizes;
    readonly List<int> _clusters; // those left, in ascending order
    readonly bool _complete;

    PairChain(Matrix points, bool complete, CancellationToken cancellation)
    {
        (_complete, _sizes, _clusters) = (complete, new int[points.Rows], [.. Enumerable.Range(0, points.Rows)]);
        Array.Fill(_sizes, 1);
        _distances = Distances(points, cancellation);
    }

    /// <summary>The n − 1 joins, each naming its clusters by their greatest rows.</summary>
    public static Join[] Run(Matrix points, Linkage linkage, CancellationToken cancellation)
    {
        var pairs = new PairChain(points, linkage == Linkage.Complete, cancellation);
        var (joins, chain) = (new Join[points.Rows - 1], new List<int>());
        for (var m = 0; m < joins.Length; m++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (chain.Count == 0)
            {
                chain.Add(pairs._clusters[0]);
            }

            while (true)
            {
                var (nearest, distance) = pairs.Nearest(chain[^1], chain.Count > 1 ? chain[^2] : -1);
                if (chain.Count > 1 && nearest == chain[^2])
                {
                    joins[m] = new(Math.Min(nearest, chain[^1]), Math.Max(nearest, chain[^1]), distance);
                    break;
                }

                chain.Add(nearest);
            }

            chain.RemoveRange(chain.Count - 2, 2);
            pairs.Merge(joins[m].One, joins[m].Other);
        }

        return joins;
    }

    static unsafe float[] Distances(Matrix points, CancellationToken cancellation)
    {
        const int width = DistanceTiles.Width;
        var (distances, tiles) = (new float[points.Rows * (points.Rows - 1L) / 2], new DistanceTiles(points));
        RowBlocks.For(points.Rows, width, (_, from, until) =>
        {
            Span<float> squares = stackalloc float[width * width];
            for (var tile = 0; tile * width < until - 1; tile++)
            {
                tiles.Squares(points, from, until - from, tile, squares);
                for (var i = from; i < until; i++)
                {
                    var (first, count) = (Start(i) + (tile * width), Math.Clamp(i - (tile * width), 0, width));
                    for (var lane = 0; lane < count; lane++)
                    {
                        distances[first + lane] = MathF.Sqrt(squares[((i - from) * width) + lane]);
                    }
                }
            }
        }, cancellation);
        return distances;
    }

    /// <summary>The nearest cluster and how far it is; the former link of the chain wins a tie, then the lowest number.</summary>
    (int Cluster, float Distance) Nearest(int cluster, int former)
    {
        var (nearest, least) = (former, former < 0 ? float.PositiveInfinity : Distance(cluster, former));
        foreach (var other in CollectionsMarshal.AsSpan(_clusters))
        {
            if (other != cluster && Distance(cluster, other) < least)
            {
                (nearest, least) = (other, Distance(cluster, other));
            }
        }

        return (nearest, least);
    }

    /// <summary>Puts the union of two clusters in the place of the second.</summary>
    void Merge(int one, int other)
    {
        _clusters.RemoveAt(_clusters.BinarySearch(one));
        double first = _sizes[one], second = _sizes[other];
        foreach (var third in CollectionsMarshal.AsSpan(_clusters))
        {
            if (third != other)
            {
                var (near, far) = (Distance(one, third), Distance(other, third));
                Distance(other, third) = _complete ? Math.Max(near, far) : (float)(((near * first) + (far * second)) / (first + second));
            }
        }

        _sizes[other] += _sizes[one];
    }

    ref float Distance(int one, int other) => ref _distances[one > other ? Start(one) + other : Start(other) + one];

    static long Start(int row) => row * (row - 1L) / 2;
}
