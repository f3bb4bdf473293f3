using System.Security.Cryptography;
using Kindred.ClickHouse;
using Kindred.Events;

namespace Kindred.Collect;

/// <summary>Stores events that arrived in a cluster, beside other collectors that do the same, each message once.</summary>
/// <remarks>
/// <para>A block passes through tables in the memory of the first server, which bear a new name after each failure. Dropping those of before
/// waits for what an attempt whose outcome is unknown left running, and shuts out what it might still begin. After that the events that it
/// stored can be looked for, by customer and message, and the rest is stored.</para>
/// <para>A message that came in another block, to this collector or another, is told by its id, for <see cref="Arrivals.RememberedDays"/>
/// days. Two collectors that store the same message at the same moment do not see each other; their rows have one key, customer and message, and
/// the engine keeps one of them when it merges. FINAL sees one before.</para>
/// </remarks>
public sealed class ClusterArrivals(EventCluster cluster, string collector, TimeProvider clock)
{
    /// <summary>How long the servers may take for one block.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    static readonly IReadOnlyList<string> IdFields = ["user_id", "anonymous_id", "device_id"];

    readonly string _stages = $"arriving_{collector}_";
    string _stage = "";
    DateOnly _forgotten;

    Engine First => cluster.First;

    Sql Stage => Sql.Identifier(_stage);

    Sql Known => Sql.Identifier(_stage + "_known");

    /// <summary>Makes the tables that are missing, and shuts out whatever an earlier attempt of this collector left running.</summary>
    /// <returns>The server that is asked.</returns>
    public Task<Engine> PrepareAsync(CancellationToken cancellation) => WithinAsync(
        async patience =>
        {
            await cluster.PrepareAsync(patience);
            await cluster.DropAsync(_stages, patience);
            _stage = _stages + RandomNumberGenerator.GetHexString(16, lowercase: true);
            var fields = Sql.Join(", ", EventTable.Fields.Select(Arrivals.Staged));
            await Arrivals.StageAsync(
                First, _stage, $"place Int32, message_id String, source String, file UInt32, flagged String, properties String, {fields}", patience);
            await Arrivals.StageAsync(First, _stage + "_known", $"place Int32, stored UInt8", patience);
            return First;
        },
        cancellation);

    /// <summary>Stores a block as a whole. After a failure, prepare and repeat with the same block and token.</summary>
    /// <param name="token">What tells this block from all others.</param>
    /// <param name="again">Whether the block may have been stored before, as a whole or in part.</param>
    /// <returns>The places in the block of events whose message came in another block before.</returns>
    public Task<IReadOnlyList<int>> StoreAsync(
        ArrivalBlock block, IReadOnlyList<RejectedArrival> rejected, string token, bool again, CancellationToken cancellation) => WithinAsync(
        async patience =>
        {
            await ForgetAsync(patience);
            await RejectAsync(rejected, again, patience);
            return block.Rows == 0 ? [] : await StoreAsync(block, token, again, patience);
        },
        cancellation);

    async Task<IReadOnlyList<int>> StoreAsync(ArrivalBlock block, string token, bool again, CancellationToken cancellation)
    {
        await First.ExecuteAsync($"TRUNCATE TABLE {Stage}", cancellation);
        await First.ExecuteAsync($"TRUNCATE TABLE {Known}", cancellation);
        await First.InsertAsync(_stage, block.ToBlock(), cancellation);
        var before = await PlacesAsync($"SELECT event_id FROM event_ids WHERE block != sipHash64({token}) AND event_id GLOBAL IN ({Ids})", cancellation);
        var stored = again
            ? await PlacesAsync($"SELECT event_id FROM events WHERE customer_key GLOBAL IN (SELECT {Key} FROM {Stage}) AND event_id GLOBAL IN ({Ids})", cancellation)
            : [];
        await First.InsertAsync(
            _stage + "_known",
            new(
                Column.Of("place", before.Concat(stored).ToArray()),
                Column.Of("stored", before.Select(_ => (byte)0).Concat(stored.Select(_ => (byte)1)).ToArray())),
            cancellation);
        var columns = Sql.Join(", ", block.Fields.Select(Sql.Identifier));
        await First.ExecuteAsync(
            $"""
            INSERT INTO events (event_id, customer_key, collector, source, flagged, properties, {columns})
            SELECT sipHash128(message_id), {Key}, {collector}, source, flagged, properties, {columns} FROM {Stage} WHERE place NOT IN (SELECT place FROM {Known})
            """,
            cancellation);
        await First.ExecuteAsync(
            $"""
            INSERT INTO event_ids (event_id, block, day)
            SELECT sipHash128(message_id), sipHash64({token}), today() FROM {Stage} WHERE place NOT IN (SELECT place FROM {Known} WHERE stored = 0)
            """,
            cancellation);
        await First.ExecuteAsync($"TRUNCATE TABLE {Stage}", cancellation);
        return before;
    }

    static Sql Key => Arrivals.CustomerKey(IdFields);

    Sql Ids => $"SELECT sipHash128(message_id) FROM {Stage}";

    /// <summary>The places in the block of messages whose ids a query finds.</summary>
    Task<IReadOnlyList<int>> PlacesAsync(Sql found, CancellationToken cancellation) =>
        First.QueryAsync($"SELECT place FROM {Stage} WHERE sipHash128(message_id) IN ({found})", row => row.Get<int>(0), cancellation);

    async Task RejectAsync(IReadOnlyList<RejectedArrival> rejected, bool again, CancellationToken cancellation)
    {
        if (rejected.Count == 0)
        {
            return;
        }

        var (first, last) = (rejected.Min(one => one.Request), rejected.Max(one => one.Request));
        var stored = again
            ? (await First.QueryAsync(
                $"SELECT line, place FROM events_rejected WHERE collector = {collector} AND line BETWEEN {first} AND {last}",
                row => ((long)row.Get<ulong>(0), (int)row.Get<uint>(1)),
                cancellation)).ToHashSet()
            : [];
        var fresh = rejected.GroupBy(one => one.Request).SelectMany(request => request.Index())
            .Where(one => !stored.Contains((one.Item.Request, one.Index))).ToList();
        await First.InsertAsync(
            "events_rejected",
            new(
                Column.Of("collector", fresh.Select(_ => collector).ToArray()),
                Column.Of("line", fresh.Select(one => (ulong)one.Item.Request).ToArray()),
                Column.Of("place", fresh.Select(one => (uint)one.Index).ToArray()),
                Column.Of("source", fresh.Select(one => one.Item.Source).ToArray()),
                Column.Of("reason", fresh.Select(one => one.Item.Reason).ToArray()),
                Column.Of("raw", fresh.Select(one => one.Item.Raw).ToArray())),
            cancellation);
    }

    async Task ForgetAsync(CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (today != _forgotten)
        {
            await cluster.ForgetAsync(cancellation);
            _forgotten = today;
        }
    }

    /// <summary>A server that does not answer is one that fails.</summary>
    static async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return await work(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"The cluster did not answer within {Patience.TotalMinutes} minutes");
        }
    }
}
