using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Project;

namespace Kindred.Collect;

/// <summary>The servers of the ClickHouse cluster that a project keeps its events in.</summary>
/// <remarks>
/// Each server has a table such as <c>events_local</c> with its share, and <c>events</c> over the shares of all. Tables that are there already
/// are left as they are, so that they can be made as replicated ones beforehand.
/// </remarks>
public sealed class EventCluster : IAsyncDisposable
{
    readonly ClusterDefinition _definition;

    EventCluster(ClusterDefinition definition, IReadOnlyList<Engine> servers) => (_definition, Servers) = (definition, servers);

    /// <summary>All servers, in the order of the project file.</summary>
    public IReadOnlyList<Engine> Servers { get; }

    /// <summary>The server that is asked.</summary>
    public Engine First => Servers[0];

    /// <summary>The cluster of a project; nothing is sent before the first query.</summary>
    /// <exception cref="DefinitionException">The password cannot be read.</exception>
    public static EventCluster Connect(ProjectFile project, EngineLimits? limits)
    {
        var cluster = project.Definition.Cluster ?? throw new ArgumentException("The project has no cluster.", nameof(project));
        var password = cluster.Password is { } name ? Secrets.Read(project, "cluster.password", name) : "";

        // An insert is done when every shard has its rows. Old servers wait 50 ms for one another, too little for busy ones. A reader may set nothing.
        var settings = limits is { ReadOnly: true }
            ? new Dictionary<string, string>()
            : new() { ["insert_distributed_sync"] = "1", ["connect_timeout_with_failover_ms"] = "3000" };
        return new(cluster, [.. cluster.Servers.Select(server => Engine.Connect(new()
        {
            Address = new(server),
            Database = cluster.Database,
            User = cluster.User,
            Password = password,
            Settings = settings,
            Limits = limits,
        }))]);
    }

    /// <summary>Makes the tables that collecting needs, on every server.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        var fields = Sql.Join(", ", EventTable.Fields.Select(field => field.Name == "occurred_at" ? (Sql)$"occurred_at Int64" : Arrivals.Staged(field)));
        foreach (var server in Servers)
        {
            var durable = await DurableAsync(server, cancellation);
            await CreateAsync(
                server,
                "events",
                $"event_id FixedString(16), customer_key UInt64, collector String, source String, flagged String, properties String, {fields}",
                $"ReplacingMergeTree ORDER BY (customer_key, event_id) SETTINGS index_granularity = 8192{durable}",
                $"customer_key",
                cancellation);
            await CreateAsync(
                server,
                "event_ids",
                $"event_id FixedString(16), block UInt64, day Date",
                $"ReplacingMergeTree PARTITION BY day ORDER BY event_id SETTINGS index_granularity = 256{durable}",
                $"cityHash64(event_id)",
                cancellation);
            await CreateAsync(
                server,
                "events_rejected",
                $"collector String, line UInt64, place UInt32, source String, reason String, raw String",
                $"ReplacingMergeTree ORDER BY (collector, line, place) SETTINGS index_granularity = 8192{durable}",
                $"cityHash64(collector, line)",
                cancellation);
        }
    }

    /// <summary>Forgets the ids of messages that came longer ago than they are remembered, by the clock of the servers: a collector's may be wrong.</summary>
    public async Task ForgetAsync(CancellationToken cancellation)
    {
        foreach (var server in Servers)
        {
            var days = await server.QueryAsync(
                $"SELECT DISTINCT partition FROM system.parts WHERE active AND database = currentDatabase() AND table = 'event_ids_local' AND toDate(partition) < today() - {Arrivals.RememberedDays}",
                row => row.Get<string>(0),
                cancellation);
            foreach (var day in days)
            {
                await server.ExecuteAsync($"ALTER TABLE event_ids_local DROP PARTITION {day}", cancellation);
            }
        }
    }

    /// <summary>Drops tables of the first server, once no statement reads them any more.</summary>
    /// <param name="prefix">How their names begin.</param>
    public async Task DropAsync(string prefix, CancellationToken cancellation)
    {
        // Newer servers only put a table aside, and statements that read it go on; older ones always wait for these and do not know the word.
        var sync = await First.ValueAsync<ulong>($"SELECT count() FROM system.settings WHERE name = 'database_atomic_wait_for_drop_and_detach_synchronously'", cancellation) switch
        {
            0 => (Sql)$"",
            _ => (Sql)$" SYNC",
        };
        var tables = await First.QueryAsync(
            $"SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE {prefix + "%"}", row => row.Get<string>(0), cancellation);
        foreach (var table in tables)
        {
            await First.ExecuteAsync($"DROP TABLE IF EXISTS {Sql.Identifier(table)}{sync}", cancellation);
        }
    }

    /// <summary>Whether a server knows the cluster by the name that the project has for it.</summary>
    public async Task<bool> IsKnownAsync(Engine server, CancellationToken cancellation) =>
        await server.ValueAsync<ulong>($"SELECT count() FROM system.clusters WHERE cluster = {_definition.Name}", cancellation) > 0;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>Has an insert wait for the disk, on servers that can.</summary>
    static async Task<Sql> DurableAsync(Engine server, CancellationToken cancellation) =>
        await server.ValueAsync<ulong>($"SELECT count() FROM system.merge_tree_settings WHERE name = 'fsync_after_insert'", cancellation) switch
        {
            0 => $"",
            _ => $", fsync_after_insert = 1, fsync_part_directory = 1",
        };

    async Task CreateAsync(Engine server, string name, Sql columns, Sql engine, Sql shardBy, CancellationToken cancellation)
    {
        var local = name + "_local";
        await server.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {Sql.Identifier(local)} ({columns}) ENGINE = {engine}", cancellation);

        // The database by its name: a server that starts again takes currentDatabase() for none.
        await server.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS {Sql.Identifier(name)} ({columns}) ENGINE = Distributed({_definition.Name}, {_definition.Database}, {local}, {shardBy})", cancellation);
    }
}
