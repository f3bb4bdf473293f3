using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Numerics.Statistics;

namespace Kindred.Demo;

/// <summary>The effect of the e-mail in March, by behaviour type: orders within fourteen days of those who got it against those held out.</summary>
static class ExperimentTruth
{
    const long Day = 86_400_000;

    public static async Task<IReadOnlyList<FoundTruth>> JudgeAsync(Engine engine, string folder, CancellationToken cancellation)
    {
        var types = TruthFiles.Read(folder, "people").Where(row => row[2].Length > 0).ToDictionary(row => row[2], row => row[1]);
        var known = TruthFiles.Read(folder, "experiment").ToDictionary(row => row[0], row => double.Parse(row[1], CultureInfo.InvariantCulture));
        var began = ShopYear.StartOf(ShopYear.Experiment);
        var readers = await engine.QueryAsync(
            $"""
            SELECT user_id, anyIf(variation_id, event = 'Experiment Viewed') AS variation,
                toFloat64(uniqExactIf(order_id, event = 'Order Completed' AND occurred_at >= {began + Day} AND occurred_at < {began + (Campaigns.WorksForDays * Day)})) AS orders
            FROM events
            WHERE event = 'Experiment Viewed' OR event = 'Order Completed'
            GROUP BY user_id
            HAVING variation != ''
            ORDER BY user_id
            """,
            row => (Type: types.GetValueOrDefault(row.Get<string>(0), ""), Sent: row.Get<string>(1) == TruthFiles.Word(Letter.Sent), Orders: row.Get<double>(2)),
            cancellation);
        return [.. readers.Where(reader => reader.Type.Length > 0).GroupBy(reader => reader.Type)
            .Select(type => (Type: type.Key, Sent: Orders(type.Where(reader => reader.Sent)), Held: Orders(type.Where(reader => !reader.Sent))))
            .Where(type => type.Sent.Length > 30 && type.Held.Length > 30 && type.Sent.Concat(type.Held).Distinct().Count() > 1)
            .SelectMany(type => Effect(type.Type, TTest.Welch(SampleMoments.Of(type.Sent), SampleMoments.Of(type.Held)), known[type.Type]))];

        static double[] Orders(IEnumerable<(string Type, bool Sent, double Orders)> readers) => [.. readers.Select(reader => reader.Orders)];
    }

    static IEnumerable<FoundTruth> Effect(string type, TTestResult test, double known) =>
    [
        new("experiment", $"orders added: {type}", test.Difference, known),
        new("experiment", $"the interval holds the truth: {type}", test.Interval.Contains(known) ? 1 : 0, 1),
    ];
}
