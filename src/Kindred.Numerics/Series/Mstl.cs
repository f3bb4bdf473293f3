using System.Numerics.Tensors;

namespace Kindred.Numerics.Series;

/// <summary>How <see cref="Mstl"/> smooths.</summary>
public sealed record MstlOptions
{
    /// <summary>Values in each cycle, such as 24 and 168 for hourly values; all different, each at least 2.</summary>
    public required IReadOnlyList<int> Periods { get; init; }

    /// <summary>The seasonal window of each period, in cycles; unless told 11, 15, 19 … from the shortest period to the longest.</summary>
    public IReadOnlyList<int>? SeasonalWindows { get; init; }

    /// <summary>Rounds over all periods; 2 unless told, and always 1 for a single period.</summary>
    public int Iterations { get; init; } = 2;

    /// <summary>The settings of each STL; its period and seasonal window are replaced. Unless told, STL's own defaults.</summary>
    public StlOptions? Stl { get; init; }
}

/// <summary>A series taken apart: at every place series = all seasonals + trend + remainder.</summary>
/// <param name="Seasonals">The pattern of each period, in the order of <see cref="MstlOptions.Periods"/>.</param>
/// <param name="Trend">The slow movement.</param>
/// <param name="Remainder">What is left.</param>
public sealed record MstlFit(IReadOnlyList<double[]> Seasonals, double[] Trend, double[] Remainder);

/// <summary>MSTL: a decomposition with several seasons, by STL on one after the other.</summary>
/// <remarks>
/// <para>From the shortest period to the longest, the season is estimated by STL of the series less all other seasons, and again in the next
/// round. The trend is that of the last STL. Deterministic, one thread.</para>
/// <para>Equal to <c>mstl</c> of R's forecast package when the STL settings are the same (R smooths seasons by local means and fits only
/// every tenth of a window). R drops periods that do not fit twice; here they are refused.</para>
/// <para>K. Bandara, R. Hyndman and C. Bergmeir, "MSTL: A seasonal-trend decomposition algorithm for time series with multiple seasonal
/// patterns", arXiv:2107.13462 (2021).</para>
/// </remarks>
public static class Mstl
{
    /// <summary>Takes a series apart.</summary>
    /// <param name="series">At least two cycles of the longest period, finite, at equal distances.</param>
    /// <exception cref="ArgumentException">A value is missing or infinite, there are too few, or an option is out of range.</exception>
    public static MstlFit Decompose(ReadOnlySpan<double> series, MstlOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        Observed.Complete(series);
        var count = options.Periods.Count;
        var order = Enumerable.Range(0, count).OrderBy(i => options.Periods[i]).ToArray();
        var length = series.Length;
        var seasonals = options.Periods.Select(_ => new double[length]).ToArray();
        double[] rest = [.. series];
        double[] trend = [];
        for (var round = 0; round < (count == 1 ? 1 : options.Iterations); round++)
        {
            foreach (var (rank, i) in order.Index())
            {
                TensorPrimitives.Add(rest, seasonals[i], rest);
                var fit = Stl.Decompose(rest, Settings(options, i, rank), cancellation);
                (seasonals[i], trend) = (fit.Seasonal, fit.Trend);
                TensorPrimitives.Subtract(rest, seasonals[i], rest);
            }
        }

        TensorPrimitives.Subtract(rest, trend, rest);
        return new(seasonals, trend, rest);
    }

    static StlOptions Settings(MstlOptions options, int i, int rank) =>
        (options.Stl ?? new() { Period = 2 }) with
        {
            Period = options.Periods[i],
            SeasonalWindow = options.SeasonalWindows?[i] ?? 11 + (4 * rank),
        };

    static void Check(MstlOptions options)
    {
        if (options.Periods.Count == 0 || options.Periods.Distinct().Count() != options.Periods.Count)
        {
            throw new ArgumentException($"At least one period is needed and all different, found [{string.Join(", ", options.Periods)}].", nameof(options));
        }

        if (options.SeasonalWindows is { } windows && windows.Count != options.Periods.Count)
        {
            throw new ArgumentException($"{options.Periods.Count} period(s) take as many windows, found {windows.Count}.", nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.Iterations, 1);
    }
}
