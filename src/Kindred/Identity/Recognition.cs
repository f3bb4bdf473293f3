using Kindred.ClickHouse;
using Kindred.Collect;
using Kindred.Import;
using Kindred.Project;

namespace Kindred.Identity;

/// <summary>Decides who belongs together as events arrive, so that whoever asks between two runs sees the customers as they are.</summary>
/// <remarks>
/// <para>Groups of ids that are not connected do not bear on each other. So only the groups that new evidence touches are looked up and
/// decided, by the rules of <see cref="IdentityGraph"/>; the outcome is that of <see cref="Resolution"/> over everything, in whatever
/// order and blocks the evidence came. An id that joins nobody because everyone shares it is not followed further.</para>
/// <para>The evidence is noted last: what a killed process left undone is done when the same block comes again. A run writes both the
/// evidence and the customers anew, which is when many small notes become few.</para>
/// </remarks>
public static class Recognition
{
    /// <summary>The most ids to look at for the evidence of a block; a larger group waits for the next run.</summary>
    const int MostIds = 200_000;

    /// <summary>Makes the tables it needs.</summary>
    public static async Task PrepareAsync(Engine engine, CancellationToken cancellation)
    {
        await Resolution.PrepareAsync(engine, cancellation);
        await engine.ExecuteAsync($"CREATE TABLE IF NOT EXISTS asked_ids (user_id String, anonymous_id String, device_id String) ENGINE = Memory", cancellation);
    }

    /// <summary>Takes in the ids of a block of events.</summary>
    /// <returns>How many ids now belong to another customer than before.</returns>
    public static async Task<int> RunAsync(Engine engine, ArrivalBlock block, IdentityDefinition rules, CancellationToken cancellation)
    {
        var seen = block.Ids.Where(IsEvidence).GroupBy(ids => (ids.UserId, ids.AnonymousId, ids.DeviceId)).ToDictionary(group => group.Key);
        if (seen.Count == 0)
        {
            return 0;
        }

        var fresh = await FreshAsync(engine, seen.Keys, cancellation);
        if (fresh.Count == 0)
        {
            return 0;
        }

        var changed = await DecideAsync(engine, fresh, rules, cancellation);
        await NoteAsync(engine, fresh.SelectMany(ids => seen[ids.Values].GroupBy(one => one.File)), cancellation);
        return changed;
    }

    /// <summary>Takes in the ids of rows that were pulled.</summary>
    /// <param name="first">The number of the first file of the pull, as which its rows stand in the store; all from there on are new.</param>
    /// <returns>How many ids now belong to another customer than before; a pull with too much that is new waits for the next run.</returns>
    public static async Task<int> RunAsync(Engine engine, uint first, IdentityDefinition rules, CancellationToken cancellation)
    {
        await PrepareAsync(engine, cancellation);
        Sql pulled = $"file >= {first} AND file NOT IN (SELECT number FROM files WHERE path = {ImportedFiles.Collected})";
        var fresh = await engine.QueryAsync(
            $"""
            SELECT DISTINCT user_id, anonymous_id, device_id, {Keys} FROM events
            WHERE {pulled} AND (user_id != '') + (anonymous_id != '') + (device_id != '') > 1 AND (user_id, anonymous_id, device_id) NOT IN (
                SELECT user_id, anonymous_id, device_id FROM sightings
                WHERE (user_id, anonymous_id, device_id) IN (SELECT user_id, anonymous_id, device_id FROM events WHERE {pulled}))
            LIMIT {MostIds + 1}
            """,
            SeenIds.Read,
            cancellation);
        if (fresh.Count is 0 or > MostIds)
        {
            return 0;
        }

        var changed = await DecideAsync(engine, fresh, rules, cancellation);
        await Resolution.NoteAsync(engine, pulled, cancellation);
        return changed;
    }

    /// <summary>Decides anew about ids of whom a person said that they do not belong together, or that they may again.</summary>
    /// <param name="before">The links that were taken back before that.</param>
    /// <returns>Whether it counts from now on; a group that is too large waits for the next run.</returns>
    public static async Task<bool> ReviseAsync(
        Engine engine, IEnumerable<Id> ids, IReadOnlyList<(Id A, Id B)> before, IdentityDefinition rules, CancellationToken cancellation)
    {
        await PrepareAsync(engine, cancellation);
        var group = new IdGroup(rules, (before.ToHashSet(), (await Resolution.RetractionsAsync(engine, cancellation)).ToHashSet()));
        group.Ask(ids);
        if (!await FollowAsync(engine, group, rules, cancellation))
        {
            return false;
        }

        var changed = await StoreAsync(engine, group, cancellation);
        if (changed.Count > 0)
        {
            await engine.ExecuteAsync($"DELETE FROM customers WHERE customer_id IN {Literal.List(changed.Select(owner => (Literal)owner.Value.Key))}", cancellation);
            await Resolution.NameAsync(
                engine, [.. changed.Where(owner => owner.Value.Merged == 0).Select(owner => (owner.Value.Key, owner.Key))], cancellation);
        }

        return true;
    }

    /// <summary>Decides about ids that were seen together for the first time, and all that are connected with them.</summary>
    /// <returns>How many ids now belong to another customer than before.</returns>
    static async Task<int> DecideAsync(Engine engine, IEnumerable<SeenIds> fresh, IdentityDefinition rules, CancellationToken cancellation)
    {
        var retracted = (await Resolution.RetractionsAsync(engine, cancellation)).ToHashSet();
        var group = new IdGroup(rules, (retracted, retracted));
        foreach (var ids in fresh)
        {
            group.Add(ids);
        }

        return await FollowAsync(engine, group, rules, cancellation) ? (await StoreAsync(engine, group, cancellation)).Count : 0;
    }

    /// <summary>Goes from ids to those they were seen with until all are known.</summary>
    /// <returns>False where there are too many.</returns>
    static async Task<bool> FollowAsync(Engine engine, IdGroup group, IdentityDefinition rules, CancellationToken cancellation)
    {
        while (group.Front is { Count: > 0 } front && group.Size < MostIds)
        {
            await AskAsync(engine, front.Select(Alone), cancellation);
            group.Found(await NeighboursAsync(engine, rules.MaxIdsPerCustomer, cancellation));
        }

        return group.Front.Count == 0;
    }

    /// <summary>Whether ids say of each other whose they are.</summary>
    static bool IsEvidence(ArrivedIds ids) => (ids.UserId.Length > 0 ? 1 : 0) + (ids.AnonymousId.Length > 0 ? 1 : 0) + (ids.DeviceId.Length > 0 ? 1 : 0) > 1;

    static (string User, string Anonymous, string Device) Alone(Id id) =>
        (id.Kind is IdKind.User ? id.Value : "", id.Kind is IdKind.Anonymous ? id.Value : "", id.Kind is IdKind.Device ? id.Value : "");

    /// <summary>Puts ids where queries can look for them.</summary>
    static async Task AskAsync(Engine engine, IEnumerable<(string User, string Anonymous, string Device)> ids, CancellationToken cancellation)
    {
        var asked = ids.ToList();
        await engine.ExecuteAsync($"TRUNCATE TABLE asked_ids", cancellation);
        await engine.InsertAsync(
            "asked_ids",
            new(
                Column.Of("user_id", asked.Select(one => one.User).ToArray()),
                Column.Of("anonymous_id", asked.Select(one => one.Anonymous).ToArray()),
                Column.Of("device_id", asked.Select(one => one.Device).ToArray())),
            cancellation);
    }

    /// <summary>Those ids that were never seen together before.</summary>
    static async Task<List<SeenIds>> FreshAsync(Engine engine, IEnumerable<(string User, string Anonymous, string Device)> seen, CancellationToken cancellation)
    {
        await AskAsync(engine, seen, cancellation);
        return [.. await engine.QueryAsync(
            $"""
            SELECT user_id, anonymous_id, device_id, {Keys} FROM asked_ids
            WHERE (user_id, anonymous_id, device_id) NOT IN (
                SELECT user_id, anonymous_id, device_id FROM sightings
                WHERE (user_id, anonymous_id, device_id) IN (SELECT user_id, anonymous_id, device_id FROM asked_ids))
            """,
            SeenIds.Read,
            cancellation)];
    }

    /// <summary>What the ids asked for were seen with: everything, or so much that an id has more neighbours than allowed.</summary>
    static Task<IReadOnlyList<SeenIds>> NeighboursAsync(Engine engine, int mostIds, CancellationToken cancellation)
    {
        // With u user ids and d devices, a visitor has at most (u + 1) · (d + 1) different sightings.
        var half = (mostIds / 2) + 1L;
        var sightings = ((string[])["user_id", "anonymous_id", "device_id"]).Select(Sql.Identifier).Select(column => (Sql)
            $"""
            SELECT user_id, anonymous_id, device_id, {Keys} FROM sightings
            WHERE {column} IN (SELECT {column} FROM asked_ids WHERE {column} != '')
            GROUP BY user_id, anonymous_id, device_id LIMIT {(half * half) + 1} BY {column}
            """);
        return engine.QueryAsync($"SELECT * FROM ({Sql.Join(" UNION ALL ", sightings)})", SeenIds.Read, cancellation);
    }

    static Sql Keys => $"cityHash64(user_id) AS user_key, cityHash64(anonymous_id) + 1 AS anonymous_key, cityHash64(device_id) + 2 AS device_key";

    /// <summary>Writes the customers of a group's ids where they are others than before.</summary>
    static async Task<IReadOnlyList<KeyValuePair<Id, (ulong Key, ulong Merged)>>> StoreAsync(Engine engine, IdGroup group, CancellationToken cancellation)
    {
        var owners = group.Owners();
        await AskAsync(engine, owners.Keys.Select(Alone), cancellation);
        Sql asked = $"""
            SELECT if(user_id != '', cityHash64(user_id), if(anonymous_id != '', cityHash64(anonymous_id) + 1, cityHash64(device_id) + 2)) FROM asked_ids
            """;
        var before = (await engine.QueryAsync(
            $"SELECT customer_key, merged_id FROM customer_keys WHERE customer_key IN ({asked})",
            row => (row.Get<ulong>(0), row.Get<ulong>(1)),
            cancellation)).ToDictionary();
        var changed = owners.Where(owner => before.GetValueOrDefault(owner.Value.Key) != owner.Value.Merged).ToList();
        var outdated = changed.Where(owner => before.ContainsKey(owner.Value.Key)).ToList();
        if (outdated.Count > 0)
        {
            await AskAsync(engine, outdated.Select(owner => Alone(owner.Key)), cancellation);
            await engine.ExecuteAsync($"DELETE FROM customer_keys WHERE customer_key IN ({asked})", cancellation);
        }

        var merged = changed.Where(owner => owner.Value.Merged != 0).ToList();
        if (merged.Count > 0)
        {
            await engine.InsertAsync(
                "customer_keys",
                new(
                    Column.Of("customer_key", merged.Select(owner => owner.Value.Key).ToArray()),
                    Column.Of("merged_id", merged.Select(owner => owner.Value.Merged).ToArray())),
                cancellation);
        }

        return changed;
    }

    static async Task NoteAsync(Engine engine, IEnumerable<IGrouping<uint, ArrivedIds>> fresh, CancellationToken cancellation)
    {
        var notes = fresh.Select(group => (Ids: group.First(), First: group.Min(one => one.At), Last: group.Max(one => one.At), Events: (ulong)group.Count())).ToList();
        await engine.InsertAsync(
            "sightings",
            new(
                Column.Of("user_id", notes.Select(note => note.Ids.UserId).ToArray()),
                Column.Of("anonymous_id", notes.Select(note => note.Ids.AnonymousId).ToArray()),
                Column.Of("device_id", notes.Select(note => note.Ids.DeviceId).ToArray()),
                Column.Of("source", notes.Select(note => note.Ids.Source).ToArray()),
                Column.Of("file", notes.Select(note => note.Ids.File).ToArray()),
                Column.Of("first_at", notes.Select(note => note.First).ToArray()),
                Column.Of("last_at", notes.Select(note => note.Last).ToArray()),
                Column.Of("events", notes.Select(note => note.Events).ToArray())),
            cancellation);
    }
}
