using Kindred.ClickHouse;
using Kindred.Features;

namespace Kindred.Validation;

/// <summary>Two segments held against each other.</summary>
/// <param name="Both">Customers who are in both; they take no part in the differences.</param>
/// <param name="Differences">The first against the second, largest first, corrected for all features together.</param>
/// <param name="Judged">How many customers the differences were measured on.</param>
public sealed record SegmentComparison(
    ComparedSegment A, ComparedSegment B, long Both, double Similarity, IReadOnlyList<FeatureDifference> Differences, int Judged)
{
    /// <summary>Compares two segments of a run by every feature.</summary>
    /// <param name="snapshot">The features of the run.</param>
    public static async Task<SegmentComparison> OfAsync(
        Engine engine, Snapshot snapshot, (string Id, string Name) a, (string Id, string Name) b, CancellationToken cancellation)
    {
        var (ofA, ofB) = (await MembersAsync(engine, snapshot, a.Id, cancellation), await MembersAsync(engine, snapshot, b.Id, cancellation));
        var both = ofA.Intersect(ofB).ToHashSet();
        int[] rows = [.. ofA.Where(row => !both.Contains(row)), .. ofB.Where(row => !both.Contains(row))];
        int[] labels = [.. rows.Select((_, i) => i < ofA.Length - both.Count ? 0 : 1)];
        var differences = rows.Length == 0 ? [] : Validation.Differences.Of(snapshot, snapshot.Features, rows, labels, 2, cancellation)[0];
        var indicators = KeyIndicators.Of(snapshot, [ofA, ofB]);
        return new(
            new(a.Id, a.Name, ofA.Length, indicators[0]),
            new(b.Id, b.Name, ofB.Length, indicators[1]),
            both.Count,
            both.Count / Math.Max(1.0, ofA.Length + ofB.Length - both.Count),
            [.. differences.Where(difference => difference.Delta != 0)],
            Math.Min(rows.Length, Validation.Differences.MostRows));
    }

    static async Task<int[]> MembersAsync(Engine engine, Snapshot snapshot, string segment, CancellationToken cancellation)
    {
        var members = await engine.QueryAsync(
            $"SELECT customer_id FROM memberships WHERE run = {snapshot.Run} AND segment = {segment} ORDER BY customer_id", cancellation);
        return [.. members.Column<ulong>("customer_id").Select(id => Array.BinarySearch(snapshot.Customers, id)).Where(place => place >= 0)];
    }
}

/// <summary>One side of a comparison.</summary>
public sealed record ComparedSegment(string Id, string Name, long Customers, IReadOnlyList<Indication> Indicators);
