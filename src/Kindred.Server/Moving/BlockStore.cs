using Kindred.ClickHouse;
using Kindred.Collect;
using Kindred.Identity;
using Kindred.Server.Keys;
using Kindred.Server.Mapping;
using Kindred.Server.Spooling;

namespace Kindred.Server.Moving;

/// <summary>Makes a block of the events of many requests, stores it, and tells who watches. One block at a time.</summary>
/// <param name="cluster">Where events go in place of this machine's store, or null.</param>
sealed class BlockStore(KeyRing keys, ArrivalRules rules, Feed feed, ClusterArrivals? cluster)
{
    readonly EventMapping _mapping = new(rules);
    readonly ArrivalBlock _block = new();
    readonly Dictionary<string, uint> _numbers = [];

    /// <summary>Stores the events of requests.</summary>
    /// <param name="requests">They are gone through once, and none is held longer than it takes to map it.</param>
    /// <param name="token">What tells these requests from all others.</param>
    /// <param name="again">Whether they may have been stored before.</param>
    /// <returns>What became of each event, counted by key.</returns>
    public async Task<IReadOnlyList<Count>> StoreAsync(Engine engine, IEnumerable<SpooledRequest> requests, string token, bool again, CancellationToken cancellation)
    {
        _block.Clear();
        var gathering = new Gathering(_block, feed.IsWatched);
        foreach (var request in requests)
        {
            var source = keys.Find(request.Key)?.Source ?? "unknown";
            gathering.Add(request, source, cluster is null ? await NumberAsync(engine, source, cancellation) : 0, _mapping);
        }

        var before = cluster is null
            ? await StoreAsync(engine, gathering, token, again, cancellation)
            : await cluster.StoreAsync(gathering.Block, gathering.Rejected, token, again, cancellation);
        var counts = gathering.Counts(before);
        feed.Tell(gathering.Lines, gathering.Untold);
        return counts;
    }

    /// <summary>Forgets what it knows of the store, which another process may have changed.</summary>
    public void Forget() => _numbers.Clear();

    async Task<uint> NumberAsync(Engine engine, string source, CancellationToken cancellation)
    {
        if (!_numbers.TryGetValue(source, out var number))
        {
            _numbers[source] = number = await CollectedSources.NumberAsync(engine, source, cancellation);
        }

        return number;
    }

    async Task<IReadOnlyList<int>> StoreAsync(Engine engine, Gathering gathering, string token, bool again, CancellationToken cancellation)
    {
        var before = await Arrivals.StoreAsync(engine, gathering.Block, gathering.Rejected, token, again, cancellation);
        await Recognition.RunAsync(engine, gathering.Block, rules.Identity, cancellation);
        return before;
    }
}
