using Kindred.ClickHouse;
using Kindred.Identity;
using Kindred.Project;

namespace Kindred.Customers;

/// <summary>The ids of a customer, the evidence for them, and what a person says against it.</summary>
public static class CustomerIds
{
    /// <summary>The number of the customer whom an id belongs to, or null where no event carries it.</summary>
    public static async Task<ulong?> NumberAsync(Engine engine, string value, CancellationToken cancellation)
    {
        var found = await engine.QueryAsync(
            $"""
            SELECT multiIf(user_id = {value}, 0, anonymous_id = {value}, 1, 2) AS kind FROM sightings
            WHERE user_id = {value} OR anonymous_id = {value} OR device_id = {value} ORDER BY kind LIMIT 1
            """,
            row => new Id((IdKind)row.Get<byte>(0), value),
            cancellation);
        return found.Count == 0 ? null : await engine.ValueAsync<ulong>(
            $"SELECT if(merged = 0, own, merged) FROM (SELECT {Resolution.KeyOf(found[0])} AS own, (SELECT max(merged_id) FROM customer_keys WHERE customer_key = {Resolution.KeyOf(found[0])}) AS merged)",
            cancellation);
    }

    /// <summary>Every id of a customer with where and when it was seen.</summary>
    public static Task<IReadOnlyList<KnownId>> OfAsync(Engine engine, ulong number, CancellationToken cancellation) => engine.QueryAsync(
        $"""
        SELECT kind, id, source, min(first_at) AS first, max(last_at) AS last, toInt64(sum(events)) AS times
        FROM (
            SELECT kind, id, source, first_at, last_at, events FROM sightings ARRAY JOIN [0, 1, 2] AS kind, [user_id, anonymous_id, device_id] AS id
        )
        WHERE id != '' AND {Owned(number, $"cityHash64(id) + kind")}
        GROUP BY kind, id, source
        ORDER BY kind, id, source
        """,
        row => new KnownId(new((IdKind)row.Get<byte>(0), row.Get<string>(1)), row.Get<string>(2), Time(row.Get<long>(3)), Time(row.Get<long>(4)), row.Get<long>(5)),
        cancellation);

    /// <summary>Which ids of a customer were seen together, and not parted since.</summary>
    public static async Task<IReadOnlyList<IdLink>> LinksAsync(Engine engine, ulong number, CancellationToken cancellation)
    {
        var parted = (await Resolution.RetractionsAsync(engine, cancellation)).ToHashSet();
        var links = await engine.QueryAsync(
            $"""
            SELECT a_kind, a, b_kind, b, source, min(first_at) AS first, max(last_at) AS last, toInt64(sum(events)) AS times
            FROM (
                SELECT pair.1 AS a_kind, pair.2 AS a, pair.3 AS b_kind, pair.4 AS b, source, first_at, last_at, events
                FROM sightings
                ARRAY JOIN [(0, user_id, 1, anonymous_id), (0, user_id, 2, device_id), (1, anonymous_id, 2, device_id)] AS pair
            )
            WHERE a != '' AND b != '' AND {Owned(number, $"cityHash64(a) + a_kind")} AND {Owned(number, $"cityHash64(b) + b_kind")}
            GROUP BY a_kind, a, b_kind, b, source
            ORDER BY a_kind, a, b_kind, b, source
            """,
            row => new IdLink(
                new((IdKind)row.Get<byte>(0), row.Get<string>(1)), new((IdKind)row.Get<byte>(2), row.Get<string>(3)),
                row.Get<string>(4), Time(row.Get<long>(5)), Time(row.Get<long>(6)), row.Get<long>(7)),
            cancellation);
        return [.. links.Where(link => !parted.Contains((link.A, link.B)) && !parted.Contains((link.B, link.A)))];
    }

    /// <summary>Ids that were parted by hand from one of the customer's.</summary>
    public static async Task<IReadOnlyList<Id>> PartedAsync(Engine engine, ulong number, CancellationToken cancellation)
    {
        var own = (await OfAsync(engine, number, cancellation)).Select(known => known.Id).ToHashSet();
        var pairs = await Resolution.RetractionsAsync(engine, cancellation);
        return
        [
            .. pairs.Where(pair => own.Contains(pair.A) != own.Contains(pair.B))
                .Select(pair => own.Contains(pair.A) ? pair.B : pair.A).Distinct(),
        ];
    }

    /// <summary>Parts an id from every other id of its customer that it was seen with. From then on events count as of two customers; the next run measures both.</summary>
    /// <param name="number">The customer.</param>
    /// <returns>The links taken back; none where the customer has no such id, or it stands alone.</returns>
    public static async Task<IReadOnlyList<IdLink>> UnmergeAsync(
        Engine engine, IdentityDefinition rules, ulong number, string value, CancellationToken cancellation)
    {
        var before = await Resolution.RetractionsAsync(engine, cancellation);
        var links = (await LinksAsync(engine, number, cancellation)).Where(link => link.A.Value == value || link.B.Value == value).ToList();
        foreach (var (a, b) in links.Select(link => (link.A, link.B)).Distinct())
        {
            await Resolution.RetractAsync(engine, a, b, cancellation);
        }

        await Recognition.ReviseAsync(engine, links.SelectMany(link => (Id[])[link.A, link.B]), before, rules, cancellation);
        return links;
    }

    /// <summary>Takes back that an id was parted from a customer's ids; they are joined again where events say so.</summary>
    /// <returns>How many pairs of ids may be one customer again.</returns>
    public static async Task<int> RejoinAsync(Engine engine, IdentityDefinition rules, ulong number, string value, CancellationToken cancellation)
    {
        var before = await Resolution.RetractionsAsync(engine, cancellation);
        var own = (await OfAsync(engine, number, cancellation)).Select(known => known.Id).ToHashSet();
        var pairs = before
            .Where(pair => (own.Contains(pair.A) && pair.B.Value == value) || (own.Contains(pair.B) && pair.A.Value == value)).Distinct().ToList();
        foreach (var (a, b) in pairs)
        {
            await Resolution.RestoreAsync(engine, a, b, cancellation);
        }

        await Recognition.ReviseAsync(engine, pairs.SelectMany(pair => (Id[])[pair.A, pair.B]), before, rules, cancellation);
        return pairs.Count;
    }

    /// <summary>A condition on events: they are the customer's.</summary>
    internal static Sql Owned(ulong number) => Owned(number, $"customer_key");

    static Sql Owned(ulong number, Sql key) => $"({key} = {number} OR {key} IN (SELECT customer_key FROM customer_keys WHERE merged_id = {number}))";

    static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
