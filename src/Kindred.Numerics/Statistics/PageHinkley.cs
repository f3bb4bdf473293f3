namespace Kindred.Numerics.Statistics;

/// <summary>The Page–Hinkley test: has the mean of a stream moved up or down from what it was?</summary>
/// <remarks>
/// Sums how far values lie above the mean so far, less a tolerance, and signals when the sum has risen by more than the threshold over its least;
/// the same downwards. After a signal it begins anew. O(1) a value. The threshold is in the unit of the values: about 10 to 50
/// standard deviations, more for fewer false alarms.
/// E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954); D. V. Hinkley, "Inference about the change-point from cumulative sum
/// tests", Biometrika 58 (1971).
/// </remarks>
public sealed class PageHinkley
{
    readonly double _tolerance;
    readonly double _threshold;
    readonly int _warmUp;
    double _mean, _rise, _leastRise, _fall, _leastFall;

    /// <summary>A detector that has seen nothing.</summary>
    /// <param name="tolerance">Changes smaller than this are not of interest, in the unit of the values, at least 0.</param>
    /// <param name="threshold">What the sum must exceed, in the unit of the values, above 0.</param>
    /// <param name="warmUp">How many values set the mean before anything can signal; 30 unless told.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative tolerance, a threshold not above 0, or a warm-up below 1.</exception>
    public PageHinkley(double tolerance, double threshold, int warmUp = 30)
    {
        Require.Finite(tolerance);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        Require.Positive(threshold);
        ArgumentOutOfRangeException.ThrowIfLessThan(warmUp, 1);
        (_tolerance, _threshold, _warmUp) = (tolerance, threshold, warmUp);
    }

    /// <summary>Values since the last signal.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean; 0 before the first value.</summary>
    public double Mean => _mean;

    /// <summary>Adds the newest value: 1 if the mean was found to have risen, −1 if fallen, else 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite, or above 10¹⁰⁰ in size.</exception>
    public int Add(double value)
    {
        Require.Value(value);
        Count++;
        _mean += (value - _mean) / Count;
        _rise += value - _mean - _tolerance;
        _fall += _mean - value - _tolerance;
        _leastRise = Math.Min(_leastRise, _rise);
        _leastFall = Math.Min(_leastFall, _fall);
        var (risen, fallen) = (_rise - _leastRise, _fall - _leastFall);
        if (Count < _warmUp || Math.Max(risen, fallen) <= _threshold)
        {
            return 0;
        }

        (Count, _mean, _rise, _leastRise, _fall, _leastFall) = (0, 0, 0, 0, 0, 0);
        return risen >= fallen ? 1 : -1;
    }
}
