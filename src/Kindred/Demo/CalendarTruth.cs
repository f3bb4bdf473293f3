using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Numerics.Series;

namespace Kindred.Demo;

/// <summary>The weekly pattern, the seasons of the year, and the bad week of tracking, found in the days of the web shop.</summary>
static class CalendarTruth
{
    public static async Task<IReadOnlyList<FoundTruth>> JudgeAsync(Engine engine, string folder, CancellationToken cancellation)
    {
        var days = await engine.QueryAsync(
            $"""
            SELECT toDate(toDateTime(intDiv(occurred_at, 1000)), {ShopYear.TimeZone}) AS day, toFloat64(uniqExact(anonymous_id)), toFloat64(count())
            FROM events
            WHERE source = 'web' AND customer_key NOT IN (SELECT customer_id FROM features WHERE left_out IN ('robot', 'test'))
            GROUP BY day ORDER BY day
            """,
            row => (Visitors: row.Get<double>(1), Hits: row.Get<double>(2)),
            cancellation);
        var known = TruthFiles.Read(folder, "days").Select(row => Array.ConvertAll(row[1..], text => double.Parse(text, CultureInfo.InvariantCulture))).ToList();
        if (days.Count != known.Count)
        {
            return [new("seasons", "days with events", days.Count, known.Count)];
        }

        var parts = Stl.Decompose([.. days.Select(day => Math.Log(day.Visitors))], new() { Period = 7, Periodic = true, Robust = true }, cancellation);
        double[] week = [.. Enumerable.Range(0, 7).Select(i => Math.Exp(parts.Seasonal[i]))];
        var level = week.Average();
        var bad = PointAnomalies.Find([.. days.Select(day => day.Hits / day.Visitors)], new() { Period = 7, Level = 0.01, MaxShare = 0.05, TrendWindow = 31 }, cancellation).Anomalies
            .Where(day => day.Score < 0).Select(day => day.Index).ToList();
        return
        [
            new("seasons", "largest error of a weekday's factor", Enumerable.Range(0, 7).Max(i => Math.Abs((week[i] / level) - known[i][0])), 0),
            new("seasons", "correlation of the trend with the seasons", Correlation([.. parts.Trend.Select(Math.Exp)], [.. known.Select(day => day[1])]), null),
            new("tracking", "days of the bad week found", bad.Count(day => known[day][2] < 1), known.Count(day => day[2] < 1)),
            new("tracking", "false alarms", bad.Count(day => known[day][2] == 1), 0),
        ];
    }

    static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var together = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return together / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
