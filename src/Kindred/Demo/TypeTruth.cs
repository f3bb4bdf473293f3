using Kindred.ClickHouse;
using Kindred.Numerics.Clustering.Quality;
using Kindred.Runs;

namespace Kindred.Demo;

/// <summary>Which behaviour type somebody is of: types against the segments of the model, each person counted once.</summary>
static class TypeTruth
{
    public static async Task<IReadOnlyList<FoundTruth>> JudgeAsync(Engine engine, string folder, RunReport report, CancellationToken cancellation)
    {
        var segments = await SegmentsAsync(engine, report, cancellation);
        var types = TypesById(folder);
        var labels = segments.Where(row => types.ContainsKey(row.Customer)).DistinctBy(row => types[row.Customer].Person)
            .Select(row => (types[row.Customer].Type, row.Segment)).ToList();
        if (labels.Count == 0)
        {
            return [];
        }

        var names = BehaviourType.All.Select(type => type.Key).ToList();
        var all = labels.Select(label => label.Segment).Distinct().ToList();
        int[] truth = [.. labels.Select(label => names.IndexOf(label.Type))];
        int[] found = [.. labels.Select(label => all.IndexOf(label.Segment))];
        var most = labels.CountBy(label => label).GroupBy(pair => pair.Key.Segment).Sum(segment => segment.Max(pair => pair.Value));
        return
        [
            new("behaviour types", "types", all.Count, names.Count),
            new("behaviour types", "adjusted Rand index", Agreement.AdjustedRand(truth, found), 1),
            new("behaviour types", "share in a segment of their own type", most / (double)labels.Count, 1),
        ];
    }

    static Task<IReadOnlyList<(string Customer, string Segment)>> SegmentsAsync(Engine engine, RunReport report, CancellationToken cancellation) => engine.QueryAsync(
        $"""
        SELECT customer, segment FROM (SELECT customer_id, segment FROM memberships WHERE run = {report.Run} AND model = {report.Models[0].Id}) AS m
        ANY INNER JOIN customers USING (customer_id)
        ORDER BY customer
        """,
        row => (row.Get<string>(0), row.Get<string>(1)),
        cancellation);

    /// <summary>The type and person of each id that a person mainly goes by: the customer number, or whatever there is.</summary>
    static Dictionary<string, (string Type, int Person)> TypesById(string folder)
    {
        var people = TruthFiles.Read(folder, "people").ToDictionary(row => row[0], row => (Type: row[1], Customer: row[2]));
        return TruthFiles.Read(folder, "ids")
            .Where(row => people.TryGetValue(row[2], out var person) && (person.Customer.Length == 0 || person.Customer == row[1]))
            .ToDictionary(row => row[1], row => (people[row[2]].Type, int.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture)));
    }
}
