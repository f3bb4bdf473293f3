using Kindred.ClickHouse;

namespace Kindred.Validation;

/// <summary>How the segments of a run overlap: those of one model never do, those of two models or by rules may.</summary>
/// <param name="Segments">By model, then by size; those by rules last.</param>
/// <param name="Shared">Segments × segments: customers who are in both; on the diagonal, all of a segment.</param>
public sealed record Overlap(IReadOnlyList<OverlappingSegment> Segments, IReadOnlyList<IReadOnlyList<long>> Shared)
{
    /// <summary>The share of all their customers whom two segments share (Jaccard), 0 to 1.</summary>
    public double Similarity(int a, int b) => Shared[a][b] / Math.Max(1.0, Shared[a][a] + Shared[b][b] - Shared[a][b]);

    /// <summary>Counts the overlaps of a run; null where all segments are of one model.</summary>
    public static async Task<Overlap?> OfAsync(Engine engine, uint run, CancellationToken cancellation)
    {
        var stored = await engine.QueryAsync(
            $"SELECT toString(model) AS owner, toString(segment) AS id, name FROM segments WHERE run = {run} ORDER BY size DESC, id",
            row => new OverlappingSegment(row.Get<string>(0), row.Get<string>(1), row.Get<string>(2)),
            cancellation);
        // A segment by a rule is its own model.
        var segments = stored.GroupBy(segment => segment.Model).OrderBy(model => model.Count() == 1).SelectMany(model => model).ToList();
        if (segments.Select(segment => segment.Model).Distinct().Count() < 2)
        {
            return null;
        }

        var pairs = (await engine.QueryAsync(
            $"""
            SELECT a, b, toInt64(count()) AS customers FROM (
                SELECT arrayJoin(held) AS a, held FROM (
                    SELECT customer_id, groupArray(toString(segment)) AS held FROM memberships WHERE run = {run} GROUP BY customer_id
                )
            ) ARRAY JOIN held AS b GROUP BY a, b
            """,
            row => (A: row.Get<string>(0), B: row.Get<string>(1), Customers: row.Get<long>(2)),
            cancellation)).ToDictionary(pair => (pair.A, pair.B), pair => pair.Customers);
        return new(segments, [.. segments.Select(a => (IReadOnlyList<long>)[.. segments.Select(b => pairs.GetValueOrDefault((a.Id, b.Id)))])]);
    }
}

/// <summary>A segment in the table of overlaps.</summary>
public sealed record OverlappingSegment(string Model, string Id, string Name);
