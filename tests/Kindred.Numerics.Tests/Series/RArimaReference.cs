using System.Globalization;
using System.Text.RegularExpressions;
using Kindred.Numerics.Series;

namespace Kindred.Numerics.Tests.Series;

/// <summary>One fit as R printed it: the part of a reference text under a header.</summary>
sealed partial record RArimaReference(
    ArimaOrder Order,
    (double Value, double StandardError)[] Coefficients,
    double LogLikelihood,
    double Variance,
    double Aic,
    double[] Forecast,
    double[] Errors)
{
    public static RArimaReference Read(string header)
    {
        var lines = SeriesData.Lines("classic_series/reference_R422/arima_reference.txt.gz")
            .SkipWhile(line => !line.StartsWith($"== {header}", StringComparison.Ordinal))
            .ToArray();
        var part = lines.Skip(1).TakeWhile(line => !line.StartsWith("==", StringComparison.Ordinal)).ToArray();
        var summary = Numbers(part.Single(line => line.StartsWith("loglik", StringComparison.Ordinal)));
        var (values, errors) = Table(part);
        var seasonal = SeasonalOrder().Match(lines[0]);
        var order = NonseasonalOrder().Match(lines[0]);
        int Whole(Match match, int group) => match.Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;
        return new(
            new(Whole(order, 1), Whole(order, 2), Whole(order, 3))
            {
                SeasonalP = Whole(seasonal, 1),
                SeasonalD = Whole(seasonal, 2),
                SeasonalQ = Whole(seasonal, 3),
                Period = Math.Max(1, Whole(seasonal, 4)),
                Constant = part.Any(line => line.Contains("intercept", StringComparison.Ordinal)),
            },
            [.. values.Zip(errors)],
            summary[0],
            summary[2], // the 2 of "sigma2" reads as a number, too
            summary[3],
            Numbers(Array.Find(part, line => line.StartsWith("forecast:", StringComparison.Ordinal)) ?? ""),
            Numbers(Array.Find(part, line => line.StartsWith("se:", StringComparison.Ordinal)) ?? ""));
    }

    /// <summary>The coefficients and standard errors of R's table, which may be broken into several blocks.</summary>
    static (double[] Values, double[] Errors) Table(string[] part)
    {
        List<double> values = [], errors = [];
        for (var i = 1; i < part.Length; i++)
        {
            if (part[i].StartsWith("s.e.", StringComparison.Ordinal))
            {
                values.AddRange(Numbers(part[i - 1]));
                errors.AddRange(Numbers(part[i]["s.e.".Length..]));
            }
        }

        return ([.. values], [.. errors]);
    }

    static double[] Numbers(string line) =>
        [.. Number().Matches(line).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?\d+(\.\d+)?(e[+-]?\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@" \((\d),(\d),(\d)\)")]
    private static partial Regex NonseasonalOrder();

    [GeneratedRegex(@"\)\((\d),(\d),(\d)\)\[(\d+)\]")]
    private static partial Regex SeasonalOrder();
}
