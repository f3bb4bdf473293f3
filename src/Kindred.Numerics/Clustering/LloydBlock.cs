using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Clustering;

/// <summary>One block of rows in <see cref="Lloyd"/>: its sums by cluster and its bounds.</summary>
/// <remarks>
/// A bound is kept as it would be had no centre ever moved: the distance to the own centre less that centre's drift, and to the next
/// nearest plus the greatest drift. So rows that are left out need no writing.
/// </remarks>
sealed unsafe class LloydBlock(Matrix points, int from, int clusters)
{
    readonly double[] _sums = new double[clusters * points.Columns];
    readonly int[] _counts = new int[clusters];
    float[] _own = [], _other = [];

    /// <summary>How many labels the last assignment changed.</summary>
    public int Changed { get; private set; }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Assign(DistanceTiles tiles, CentreDrift drift, Span<int> labels)
    {
        Changed = 0;
        if (_own.Length == 0)
        {
            (_own, _other) = (new float[labels.Length], new float[labels.Length]);
            Array.Fill(_own, float.PositiveInfinity);
        }

        var rows = stackalloc int[DistanceTiles.Width];
        var each = drift.Each;
        var (waiting, farthest) = (0, drift.Greatest);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] >= 0)
            {
                var (own, other) = (_own[i] + each[labels[i]], _other[i] - farthest);
                if (own + ((own + farthest) * drift.Slack) < other)
                {
                    continue;
                }
            }

            rows[waiting++] = i;
            if (waiting == DistanceTiles.Width)
            {
                Search(tiles, drift, rows, waiting, labels);
                waiting = 0;
            }
        }

        if (waiting > 0)
        {
            new Span<int>(rows + waiting, DistanceTiles.Width - waiting).Fill(rows[0]);
            Search(tiles, drift, rows, waiting, labels);
        }
    }

    /// <summary>After the first assignment: the sum of squared distances to the nearest centre.</summary>
    public double Inertia()
    {
        var sum = 0.0;
        foreach (var distance in _own)
        {
            sum += (double)distance * distance;
        }

        return sum;
    }

    /// <summary>Adds this block's sums and counts to those of all.</summary>
    public void AddTo(double[] sums, long[] counts)
    {
        for (var c = 0; c < counts.Length; c++)
        {
            counts[c] += _counts[c];
        }

        for (var j = 0; j < sums.Length; j++)
        {
            sums[j] += _sums[j];
        }
    }

    /// <summary>Searches all centres for eight rows, of which the first <paramref name="count"/> matter.</summary>
    [SkipLocalsInit]
    void Search(DistanceTiles tiles, CentreDrift drift, int* rows, int count, Span<int> labels)
    {
        var nearest = stackalloc int[DistanceTiles.Width];
        float* least = stackalloc float[DistanceTiles.Width], second = stackalloc float[DistanceTiles.Width];
        fixed (float* values = points.Values)
        {
            tiles.Nearest(values + ((nint)from * points.Columns), rows, nearest, least, second);
        }

        for (var r = 0; r < count; r++)
        {
            var (i, label) = (rows[r], nearest[r]);
            _own[i] = MathF.Sqrt(least[r]) - drift.Each[label];
            _other[i] = MathF.Sqrt(second[r]) + drift.Greatest;
            if (labels[i] != label)
            {
                Relabel(points.Row(from + i), ref labels[i], label);
            }
        }
    }

    void Relabel(ReadOnlySpan<float> row, ref int label, int nearest)
    {
        Changed++;
        if (label >= 0)
        {
            _counts[label]--;
            RowSums.Subtract(_sums.AsSpan(label * row.Length, row.Length), row);
        }

        _counts[nearest]++;
        RowSums.Add(_sums.AsSpan(nearest * row.Length, row.Length), row);
        label = nearest;
    }
}
