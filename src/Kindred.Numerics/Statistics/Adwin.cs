namespace Kindred.Numerics.Statistics;

/// <summary>ADWIN: a window over a stream that drops its older part as soon as the mean has changed.</summary>
/// <remarks>
/// <para>Keeps O(log n) buckets; adding a value takes O(1) on average, and every <c>checkEvery</c> values all splits of the window at
/// bucket borders are tried: means that differ by more than √(2/m·σ²·log(2/δ′)) + 2/(3m)·log(2/δ′), with 1/m = 1/n₀ + 1/n₁ and
/// δ′ = δ / log n, are told apart. The bound is for values in [0, 1]: scale others, roughly, to that range.</para>
/// <para>Departs from the paper in looking only every 32 values by default, as its authors' code does.</para>
/// <para>A. Bifet and R. Gavaldà, "Learning from time-changing data with adaptive windowing", SDM (2007).</para>
/// </remarks>
public sealed class Adwin
{
    const int BucketsASize = 5;
    const int LeastSide = 5;
    readonly double _delta;
    readonly int _checkEvery;

    /// <summary>Buckets of 1, 2, 4, … values, each list from the oldest to the newest.</summary>
    readonly List<List<Bucket>> _sizes = [[]];
    Bucket _window;
    long _seen;

    /// <summary>An empty window.</summary>
    /// <param name="delta">The probability of dropping anything while nothing changed; 0.002 unless told.</param>
    /// <param name="checkEvery">How many values between checks, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A delta outside (0, 1), or no value between checks.</exception>
    public Adwin(double delta = 0.002, int checkEvery = 32)
    {
        Require.Fraction(delta);
        ArgumentOutOfRangeException.ThrowIfLessThan(checkEvery, 1);
        (_delta, _checkEvery) = (delta, checkEvery);
    }

    /// <summary>How many of the newest values are in the window.</summary>
    public long Width => (long)_window.Count;

    /// <summary>Their mean; 0 before the first value.</summary>
    public double Mean => _window.Mean;

    /// <summary>Their variance, with divisor n; 0 before the first value.</summary>
    public double Variance => _window.Count > 0 ? _window.Squares / _window.Count : 0;

    /// <summary>Adds the newest value; true if the mean was found to have changed, and the older part dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite, or above 10¹⁰⁰ in size.</exception>
    public bool Add(double value)
    {
        Require.Value(value);
        var bucket = new Bucket(1, value, 0);
        _sizes[0].Add(bucket);
        _window = _window.With(bucket);
        Merge();
        return ++_seen % _checkEvery == 0 && Shrink();
    }

    void Merge()
    {
        for (var size = 0; size < _sizes.Count && _sizes[size].Count > BucketsASize; size++)
        {
            if (size + 1 == _sizes.Count)
            {
                _sizes.Add([]);
            }

            _sizes[size + 1].Add(_sizes[size][0].With(_sizes[size][1]));
            _sizes[size].RemoveRange(0, 2);
        }
    }

    bool Shrink()
    {
        var changed = false;
        while (_window.Count > 2 * LeastSide && HasChanged())
        {
            var oldest = _sizes[^1];
            _window = _window.Without(oldest[0]);
            oldest.RemoveAt(0);
            if (oldest.Count == 0 && _sizes.Count > 1)
            {
                _sizes.RemoveAt(_sizes.Count - 1);
            }

            changed = true;
        }

        return changed;
    }

    bool HasChanged()
    {
        var older = default(Bucket);
        var log = Math.Log(2 * Math.Log(_window.Count) / _delta);
        for (var size = _sizes.Count - 1; size >= 0; size--)
        {
            foreach (var bucket in _sizes[size])
            {
                older = older.With(bucket);
                var newer = _window.Count - older.Count;
                if (older.Count < LeastSide || newer < LeastSide)
                {
                    continue;
                }

                var inverse = (1 / older.Count) + (1 / newer);
                var newerMean = ((_window.Count * _window.Mean) - (older.Count * older.Mean)) / newer;
                if (Math.Abs(older.Mean - newerMean) > Math.Sqrt(2 * inverse * Variance * log) + (2.0 / 3 * inverse * log))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>A count, a mean and the sum of squared distances to it.</summary>
    readonly record struct Bucket(double Count, double Mean, double Squares)
    {
        public Bucket With(Bucket other)
        {
            var (count, gap) = (Count + other.Count, other.Mean - Mean);
            return new(
                count, Mean + (gap * other.Count / count), Squares + other.Squares + (gap * gap * Count * other.Count / count));
        }

        public Bucket Without(Bucket part)
        {
            var count = Count - part.Count;
            var mean = Mean - ((part.Mean - Mean) * part.Count / count);
            var gap = part.Mean - mean;
            return new(count, mean, Math.Max(0, Squares - part.Squares - (gap * gap * count * part.Count / Count)));
        }
    }
}
