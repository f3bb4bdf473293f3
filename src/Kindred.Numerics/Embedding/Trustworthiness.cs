using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Embedding;

/// <summary>How far a map can be trusted: whether rows that are near on it are near in truth.</summary>
public static class Trustworthiness
{
    const int BlockRows = 64;

    /// <summary>1 − 2 / (n·k·(2n − 3k − 1)) · Σ max(0, r − k), over the k nearest on the map of every row, r being their rank of nearness in truth.</summary>
    /// <remarks>
    /// <para>1 where no stranger is among anyone's nearest; about ½ for a map by chance. O(n²·d) time, O(n·d) memory. Deterministic on any number of cores. Ranks of equally distant
    /// rows follow the row number, as in scikit-learn's <c>trustworthiness</c> where its sort keeps them.</para>
    /// <para>J. Venna and S. Kaski, "Neighborhood preservation in nonlinear projection methods", ICANN (2001).</para>
    /// </remarks>
    /// <param name="points">The rows (n × d), finite.</param>
    /// <param name="places">Where the map shows them (n × m), finite.</param>
    /// <param name="neighbors">k, from 1 to below n / 2.</param>
    /// <exception cref="ArgumentException">The matrices differ in rows, or a value is not finite or beyond ±10¹⁵.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public static double Of(Matrix points, Matrix places, int neighbors = 5, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(places);
        ArgumentOutOfRangeException.ThrowIfNotEqual(places.Rows, points.Rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbors, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(2L * neighbors, points.Rows, nameof(neighbors));
        points.ThrowIfNotSquarable(nameof(points));
        places.ThrowIfNotSquarable(nameof(places));

        var near = NearestNeighbors.Among(places, neighbors, cancellation);
        var groups = new PointGroups(points, [.. Enumerable.Range(0, points.Rows)]);
        var strangers = new long[RowBlocks.Count(points.Rows, BlockRows)];
        RowBlocks.For(points.Rows, BlockRows, (block, from, until) =>
        {
            var distances = new float[groups.Count * PointGroups.Lanes];
            for (var i = from; i < until; i++)
            {
                for (var group = 0; group < groups.Count; group++)
                {
                    groups.SquaredDistances(ref MemoryMarshal.GetReference(points.Row(i)), group).CopyTo(distances, group * PointGroups.Lanes);
                }

                distances[i] = float.PositiveInfinity;
                foreach (var row in near.Rows.AsSpan(i * neighbors, neighbors))
                {
                    strangers[block] += Math.Max(0, Rank(distances, row) - neighbors);
                }
            }
        }, cancellation);
        double n = points.Rows, k = neighbors;
        return 1 - (strangers.Sum() * 2 / (n * k * ((2 * n) - (3 * k) - 1)));
    }

    /// <summary>The rank of a row among the distances, from 1 on.</summary>
    static int Rank(ReadOnlySpan<float> distances, int row)
    {
        var own = Vector256.Create(distances[row]);
        var nearer = Vector256<int>.Zero;
        for (var at = 0; at < distances.Length; at += PointGroups.Lanes)
        {
            nearer -= Vector256.LessThan(Vector256.Create(distances[at..]), own).AsInt32();
        }

        return 1 + Vector256.Sum(nearer) + distances[..row].Count(distances[row]);
    }
}
