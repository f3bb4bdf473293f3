using MathNet.Numerics.Distributions;

namespace Kindred.Numerics.Series;

/// <summary>What is expected next, and how far off that may be.</summary>
/// <param name="Mean">The expected values, one a step ahead, in the units of the series.</param>
/// <param name="StandardErrors">The standard deviation of each one's error, parameters taken as known.</param>
public sealed record SeriesForecast(double[] Mean, double[] StandardErrors)
{
    /// <summary>The lower ends of intervals that hold each value with a probability, if errors are normal.</summary>
    /// <param name="level">Between 0 and 1, such as 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public double[] Lower(double level = 0.95) => Bound(-1, level);

    /// <summary>The upper ends of intervals that hold each value with a probability, if errors are normal.</summary>
    /// <param name="level">Between 0 and 1, such as 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not strictly between 0 and 1.</exception>
    public double[] Upper(double level = 0.95) => Bound(1, level);

    double[] Bound(int side, double level)
    {
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "A probability strictly between 0 and 1 is needed.");
        }

        var width = side * Normal.InvCDF(0, 1, (1 + level) / 2);
        return [.. Mean.Zip(StandardErrors, (mean, error) => mean + (width * error))];
    }
}
