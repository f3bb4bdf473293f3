using System.Numerics.Tensors;

namespace Kindred.Numerics.Series;

/// <summary>A series taken apart: at every place series = seasonal + trend + remainder.</summary>
/// <param name="Seasonal">The repeating pattern, in the units of the series.</param>
/// <param name="Trend">The slow movement, in the units of the series.</param>
/// <param name="Remainder">What is left.</param>
/// <param name="Weights">How much each value counted, 0 to 1; all 1 unless the fit was robust.</param>
public sealed record StlFit(double[] Seasonal, double[] Trend, double[] Remainder, double[] Weights)
{
    /// <summary>Strength of season, 0 to 1: max(0, 1 − Var(remainder) / Var(seasonal + remainder)) (Wang, Smith and Hyndman 2006).</summary>
    public double SeasonalStrength => Strength(Seasonal);

    /// <summary>Strength of trend, 0 to 1: max(0, 1 − Var(remainder) / Var(trend + remainder)).</summary>
    public double TrendStrength => Strength(Trend);

    double Strength(double[] part)
    {
        var whole = new double[part.Length];
        TensorPrimitives.Add(part, Remainder, whole);
        var spread = Variance(whole);
        return spread > 0 ? Math.Max(0, 1 - (Variance(Remainder) / spread)) : 0;
    }

    static double Variance(double[] values)
    {
        var mean = TensorPrimitives.Sum<double>(values) / values.Length;
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return sum / values.Length;
    }
}

/// <summary>STL: a seasonal-trend decomposition by local regression.</summary>
/// <remarks>
/// <para>An inner pass smooths each season along the cycles by loess, takes the slow part out of the result (moving averages of lengths
/// period, period and 3, then loess), and smooths what the season leaves by loess as the trend. An outer round gives each value the bisquare
/// weight of its remainder against six times the median absolute one. All loess windows have tricube weights.</para>
/// <para>O(n·window) time a pass, vectorised over neighbouring points; O(n) memory. No chance is involved; one series is one thread.</para>
/// <para>Defaults are Cleveland's and R's <c>stl</c> but for the jumps, which are 1 as in statsmodels, and the seasonal degree, which is 1
/// as in statsmodels (R: 0). statsmodels takes the low-pass window as the least odd number above the period, this the least not below it, and
/// does 2 inner passes when robust and 5 when not. A season of period s is refused on fewer than two cycles.</para>
/// <para>R. B. Cleveland, W. S. Cleveland, J. E. McRae and I. Terpenning, "STL: A seasonal-trend decomposition procedure based on loess",
/// Journal of Official Statistics 6 (1990).</para>
/// </remarks>
public static class Stl
{
    /// <summary>Takes one series apart.</summary>
    /// <param name="series">At least two cycles of finite values at equal distances.</param>
    /// <exception cref="ArgumentException">A value is missing or infinite, the series is shorter than two cycles, or an option is out of range.</exception>
    public static StlFit Decompose(ReadOnlySpan<double> series, StlOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check(series.Length);
        Observed.Complete(series);
        return new StlPasses(series.Length, options).Decompose(series, cancellation);
    }

    /// <summary>Takes many series apart, several at a time; each result is what <see cref="Decompose"/> gives.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Decompose"/>; the first series at fault is named.</exception>
    public static IReadOnlyList<StlFit> DecomposeAll(
        IReadOnlyList<double[]> series, StlOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(options);
        for (var i = 0; i < series.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(series[i], $"series[{i}]");
            options.Check(series[i].Length);
            Observed.Complete(series[i], 1, $"series[{i}]");
        }

        var fits = new StlFit[series.Count];
        Parallel.For(
            0,
            series.Count,
            new ParallelOptions { CancellationToken = cancellation },
            () => default(StlPasses),
            (i, _, passes) =>
            {
                passes = passes?.Length == series[i].Length ? passes : new StlPasses(series[i].Length, options);
                fits[i] = passes.Decompose(series[i], cancellation);
                return passes;
            },
            _ => { });
        return fits;
    }
}
