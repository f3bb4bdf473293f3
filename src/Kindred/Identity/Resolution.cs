using Kindred.ClickHouse;
using Kindred.Import;
using Kindred.Project;

namespace Kindred.Identity;

/// <summary>Joins the ids in the store into customers.</summary>
/// <remarks>
/// Events keep the key of the strongest id they came with; the table <c>customer_keys</c> says which customer a key belongs to, where that
/// is another one. So a merge rewrites no event, and a retracted link gives both customers back.
/// </remarks>
public static class Resolution
{
    /// <summary>Ids to keep room for at once: with more the room grows as they come.</summary>
    const ulong Most = 4_000_000;

    /// <summary>Takes the pairs of ids from new events and decides anew who belongs together.</summary>
    /// <param name="asOf">Only evidence from before this moment counts, in milliseconds.</param>
    public static async Task<Identities> RunAsync(
        Engine engine, IdentityDefinition rules, long asOf, CancellationToken cancellation)
    {
        await PrepareAsync(engine, cancellation);
        await NoteAsync(engine, cancellation);
        var retracted = (await RetractionsAsync(engine, cancellation)).ToHashSet();
        var sightings = await engine.ValueAsync<ulong>($"SELECT count() FROM sightings", cancellation);
        var graph = new IdentityGraph((int)Math.Min(sightings, Most));
        await foreach (var block in engine.StreamAsync(
            $"""
            SELECT user_id, anonymous_id, device_id, cityHash64(user_id) AS user_key, cityHash64(anonymous_id) + 1 AS anonymous_key, cityHash64(device_id) + 2 AS device_key
            FROM sightings WHERE first_at < {asOf}
            """,
            cancellation))
        {
            Add(graph, block, retracted);
        }

        var identities = graph.Resolve(rules);
        await StoreAsync(engine, identities, cancellation);
        return identities;
    }

    /// <summary>Takes back that two ids belong together, and that any sighting of both ever says so again.</summary>
    public static async Task RetractAsync(Engine engine, Id a, Id b, CancellationToken cancellation)
    {
        await PrepareAsync(engine, cancellation);
        await engine.ExecuteAsync(
            $"INSERT INTO retractions VALUES ({(int)a.Kind}, {a.Value}, {(int)b.Kind}, {b.Value})", cancellation);
    }

    /// <summary>Lets two ids belong together again wherever they are seen together.</summary>
    public static async Task RestoreAsync(Engine engine, Id a, Id b, CancellationToken cancellation)
    {
        await PrepareAsync(engine, cancellation);
        await engine.ExecuteAsync(
            $"DELETE FROM retractions WHERE a_kind = {(int)a.Kind} AND a = {a.Value} AND b_kind = {(int)b.Kind} AND b = {b.Value}", cancellation);
    }

    /// <summary>The pairs of ids that were taken back.</summary>
    public static Task<IReadOnlyList<(Id A, Id B)>> RetractionsAsync(Engine engine, CancellationToken cancellation) => engine.QueryAsync(
        $"SELECT a_kind, a, b_kind, b FROM retractions",
        row => (new Id((IdKind)row.Get<byte>(0), row.Get<string>(1)), new Id((IdKind)row.Get<byte>(2), row.Get<string>(3))),
        cancellation);

    /// <summary>The number that an id has as a customer: that of its events' key.</summary>
    public static Sql KeyOf(Id id) => $"cityHash64({id.Value}) + {(int)id.Kind}";

    internal static async Task PrepareAsync(Engine engine, CancellationToken cancellation)
    {
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS sightings (
                user_id String, anonymous_id String, device_id String, source LowCardinality(String), file UInt32,
                first_at Int64, last_at Int64, events UInt64
            ) ENGINE = MergeTree ORDER BY (user_id, anonymous_id, device_id) SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
        await engine.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS retractions (a_kind UInt8, a String, b_kind UInt8, b String) ENGINE = MergeTree ORDER BY (a, b) SETTINGS fsync_after_insert = 1",
            cancellation);
        await engine.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS customer_keys (customer_key UInt64, merged_id UInt64) ENGINE = MergeTree ORDER BY customer_key SETTINGS fsync_after_insert = 1",
            cancellation);
        await engine.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS customers (customer_id UInt64, kind UInt8, customer String) ENGINE = MergeTree ORDER BY customer_id SETTINGS fsync_after_insert = 1",
            cancellation);
    }

    /// <summary>Brings the sightings in line with the files that are in the store.</summary>
    static async Task NoteAsync(Engine engine, CancellationToken cancellation)
    {
        // A collected source is a file that grows, so what was noted of it may be out of date.
        Sql outdated = $"file NOT IN (SELECT number FROM files WHERE path != {ImportedFiles.Collected})";
        if (await engine.ValueAsync<ulong>($"SELECT count() FROM sightings WHERE {outdated}", cancellation) > 0)
        {
            await engine.ExecuteAsync($"DELETE FROM sightings WHERE {outdated}", cancellation);
        }

        await NoteAsync(engine, $"1", cancellation);
    }

    /// <summary>Notes what was seen in those events of which nothing is noted yet.</summary>
    /// <param name="events">Which events, by whole files.</param>
    internal static Task NoteAsync(Engine engine, Sql events, CancellationToken cancellation) => engine.ExecuteAsync(
        $"""
        INSERT INTO sightings
        SELECT user_id, anonymous_id, device_id, any(source), file, min(occurred_at), max(occurred_at), count()
        FROM events
        WHERE {events} AND file NOT IN (SELECT DISTINCT file FROM sightings)
        GROUP BY file, user_id, anonymous_id, device_id
        """,
        cancellation);

    static void Add(IdentityGraph graph, Block block, HashSet<(Id A, Id B)> retracted)
    {
        var ids = ((string[])["user_id", "anonymous_id", "device_id"]).Select(block.Column<string>).ToArray();
        var numbers = ((string[])["user_key", "anonymous_key", "device_key"]).Select(block.Column<ulong>).ToArray();
        for (var row = 0; row < block.Rows; row++)
        {
            Add(graph, (ids[0][row], ids[1][row], ids[2][row]), (numbers[0][row], numbers[1][row], numbers[2][row]), retracted);
        }
    }

    /// <summary>Adds ids that were seen together, empty where there is none of a kind, with the number of each.</summary>
    internal static void Add(
        IdentityGraph graph, (string User, string Anonymous, string Device) ids, (ulong User, ulong Anonymous, ulong Device) numbers, HashSet<(Id A, Id B)> retracted)
    {
        var user = Place(IdKind.User, ids.User, numbers.User);
        var anonymous = Place(IdKind.Anonymous, ids.Anonymous, numbers.Anonymous);
        var device = Place(IdKind.Device, ids.Device, numbers.Device);
        var linked = Linked(ids, retracted);
        Link(linked.UserAnonymous, user, anonymous);
        Link(linked.UserDevice, user, device);
        Link(linked.AnonymousDevice, anonymous, device);

        int Place(IdKind kind, string value, ulong number) => value.Length > 0 ? graph.Add(number, new(kind, value)) : -1;

        void Link(bool together, int a, int b)
        {
            if (together && a >= 0 && b >= 0)
            {
                graph.Link(a, b);
            }
        }
    }

    /// <summary>The pairs of ids that a sighting says belong to one customer.</summary>
    internal static IEnumerable<(Id A, Id B)> Links((string User, string Anonymous, string Device) ids, HashSet<(Id A, Id B)> retracted)
    {
        var (user, anonymous, device) = (new Id(IdKind.User, ids.User), new Id(IdKind.Anonymous, ids.Anonymous), new Id(IdKind.Device, ids.Device));
        var linked = Linked(ids, retracted);
        (bool Together, Id A, Id B)[] pairs = [(linked.UserAnonymous, user, anonymous), (linked.UserDevice, user, device), (linked.AnonymousDevice, anonymous, device)];
        return pairs.Where(pair => pair.Together && pair.A.Value.Length > 0 && pair.B.Value.Length > 0).Select(pair => (pair.A, pair.B));
    }

    /// <summary>Which ids of a sighting belong together, as far as they are there.</summary>
    /// <remarks>
    /// An event is that of its strongest id. An id that was parted from that one says nothing of the third, or else every event that both
    /// come with again would join them by way of it.
    /// </remarks>
    static (bool UserAnonymous, bool UserDevice, bool AnonymousDevice) Linked((string User, string Anonymous, string Device) ids, HashSet<(Id A, Id B)> retracted)
    {
        if (retracted.Count == 0)
        {
            return (true, true, true);
        }

        var (user, anonymous, device) = (new Id(IdKind.User, ids.User), new Id(IdKind.Anonymous, ids.Anonymous), new Id(IdKind.Device, ids.Device));
        var others = IsRetracted(anonymous, device);
        var anonymousApart = IsRetracted(user, anonymous);
        var deviceApart = IsRetracted(user, device) || (others && !anonymousApart);
        return (!anonymousApart, !deviceApart, !others && anonymousApart == deviceApart);

        bool IsRetracted(Id a, Id b) => retracted.Contains((a, b)) || retracted.Contains((b, a));
    }

    /// <summary>Writes the keys whose customer goes by another id, and the id that each customer goes by.</summary>
    static async Task StoreAsync(Engine engine, Identities identities, CancellationToken cancellation)
    {
        var (customers, merged, owners) = (new List<int>(), new List<ulong>(), new List<ulong>());
        for (var i = 0; i < identities.Ids.Count; i++)
        {
            var customer = identities.Customer[i];
            if (customer == i)
            {
                customers.Add(i);
            }
            else
            {
                merged.Add(identities.Numbers[i]);
                owners.Add(identities.Numbers[customer]);
            }
        }

        await engine.ExecuteAsync($"TRUNCATE TABLE customer_keys", cancellation);
        if (merged.Count > 0)
        {
            await engine.InsertAsync("customer_keys", new Block(Column.Of("customer_key", merged.ToArray()), Column.Of("merged_id", owners.ToArray())), cancellation);
        }

        await engine.ExecuteAsync($"TRUNCATE TABLE customers", cancellation);
        await NameAsync(engine, [.. customers.Select(i => (identities.Numbers[i], identities.Ids[i]))], cancellation);
    }

    /// <summary>Writes the id that each customer goes by, for people to read.</summary>
    internal static async Task NameAsync(Engine engine, IReadOnlyList<(ulong Customer, Id Id)> names, CancellationToken cancellation)
    {
        if (names.Count > 0)
        {
            await engine.InsertAsync(
                "customers",
                new Block(
                    Column.Of("customer_id", names.Select(name => name.Customer).ToArray()),
                    Column.Of("kind", names.Select(name => (byte)name.Id.Kind).ToArray()),
                    Column.Of("customer", names.Select(name => name.Id.Value).ToArray())),
                cancellation);
        }
    }
}
