using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Learners;

/// <summary>The columns cut into at most 255 bins each, column after column, a byte a value; bin 255 holds missing values.</summary>
sealed class FeatureBins
{
    internal const int Slots = 256;
    internal const byte Missing = 255;
    const int SampledRows = 200_000;

    readonly double[][] _thresholds;
    readonly byte[][] _bins;

    /// <summary>Lays the bins and sorts the values into them.</summary>
    internal FeatureBins(Matrix points, int most, ulong seed, CancellationToken cancellation)
    {
        Columns = points.Columns;
        (_thresholds, _bins, HasMissing) = (new double[Columns][], new byte[Columns][], new bool[Columns]);
        var sampled = points.Rows <= SampledRows ? null : RowSample.Distinct(points.Rows, SampledRows, new(seed));
        RowBlocks.Each(Columns, column =>
        {
            var values = new float[points.Rows];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = points[i, column];
            }

            var sample = sampled is null ? values.AsSpan().ToArray() : Array.ConvertAll(sampled, row => values[row]);
            _thresholds[column] = Thresholds(sample, most);
            _bins[column] = Sort(values, _thresholds[column]);
            HasMissing[column] = _bins[column].AsSpan().Contains(Missing);
        }, cancellation);
    }

    internal int Columns { get; }

    internal bool[] HasMissing { get; }

    /// <summary>Bins of a column, without that of missing values.</summary>
    internal int Count(int column) => _thresholds[column].Length + 1;

    /// <summary>The greatest value of a bin; infinite for the last.</summary>
    internal double UpperEdge(int column, int bin) =>
        bin < _thresholds[column].Length ? _thresholds[column][bin] : double.PositiveInfinity;

    /// <summary>The bin of each row in a column.</summary>
    internal byte[] Of(int column) => _bins[column];

    /// <summary>Halfway between neighbouring values where these are few, else at equal shares of the values.</summary>
    static double[] Thresholds(float[] values, int most)
    {
        Array.Sort(values); // missing ones first
        var known = values.AsSpan(values.AsSpan().LastIndexOf(float.NaN) + 1);
        var distinct = Distinct(known, most);
        var thresholds = new List<double>();
        if (distinct is not null)
        {
            for (var i = 1; i < distinct.Count; i++)
            {
                thresholds.Add(((double)distinct[i - 1] + distinct[i]) / 2);
            }

            return [.. thresholds];
        }

        for (var cut = 1; cut < most; cut++)
        {
            var place = (known.Length - 1.0) * cut / most;
            var threshold = ((double)known[(int)Math.Floor(place)] + known[(int)Math.Ceiling(place)]) / 2;
            if (thresholds.Count == 0 || threshold > thresholds[^1])
            {
                thresholds.Add(threshold);
            }
        }

        return [.. thresholds];
    }

    /// <summary>The different values in order; null where there are more than <paramref name="most"/>.</summary>
    static List<float>? Distinct(ReadOnlySpan<float> sorted, int most)
    {
        var distinct = new List<float>();
        foreach (var value in sorted)
        {
            if (distinct.Count == 0 || value > distinct[^1])
            {
                if (distinct.Count == most)
                {
                    return null;
                }

                distinct.Add(value);
            }
        }

        return distinct;
    }

    /// <summary>The number of thresholds below each value, by halving a range of 256 without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static unsafe byte[] Sort(float[] values, double[] thresholds)
    {
        var padded = new float[Slots];
        Array.Fill(padded, float.PositiveInfinity);
        for (var i = 0; i < thresholds.Length; i++)
        {
            padded[i] = BoostedPaths.Below(thresholds[i]);
        }

        var bins = new byte[values.Length];
        fixed (float* least = padded)
        {
            for (var i = 0; i < bins.Length; i++)
            {
                var value = values[i];
                var place = least;
                for (var shift = 7; shift >= 0; shift--)
                {
                    place += (nint)(place[(1 << shift) - 1] < value ? 1 : 0) << shift;
                }

                bins[i] = float.IsNaN(value) ? Missing : (byte)(place - least);
            }
        }

        return bins;
    }
}
