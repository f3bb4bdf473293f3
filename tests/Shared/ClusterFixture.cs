using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Kindred.ClickHouse;

namespace Kindred.Testing;

/// <summary>A cluster of two shards on this machine, run by the clickhouse-server that is installed: Debian's, the oldest still in use.</summary>
/// <remarks>
/// It starts at the first test that asks for it, once for all tests of an assembly, and is gone with the test process however that ends. Its
/// cluster is named <c>kindred</c>. Tests that ask for it without a server installed are skipped.
/// </remarks>
public sealed class ClusterFixture : IAsyncDisposable
{
    readonly SemaphoreSlim _starting = new(1);
    readonly List<Shard> _shards = [];

    /// <summary>The engine of the first shard, from which the whole cluster is asked.</summary>
    public async Task<Engine> EngineAsync() => (await ShardsAsync())[0];

    /// <summary>The engines of all shards, to look at what each holds and to define tables on each.</summary>
    public async Task<IReadOnlyList<Engine>> ShardsAsync()
    {
        if (Server() is not { } server)
        {
            Assert.Skip("No clickhouse-server is installed; on Debian and Ubuntu: apt-get install clickhouse-server.");
            return [];
        }

        await _starting.WaitAsync();
        try
        {
            if (_shards.Count == 0)
            {
                var ports = FreePorts(4);
                _shards.AddRange([new(server, ports[0], ports[1], [ports[1], ports[3]]), new(server, ports[2], ports[3], [ports[1], ports[3]])]);
                await Task.WhenAll(_shards.Select(s => s.ReadyAsync()));
            }
        }
        finally
        {
            _starting.Release();
        }

        return [.. _shards.Select(s => s.Engine)];
    }

    /// <summary>Makes a database of its own for a test, on every shard; the engines returned are the shards', in that database.</summary>
    public async Task<IReadOnlyList<Engine>> DatabaseAsync(string name)
    {
        foreach (var shard in await ShardsAsync())
        {
            await shard.ExecuteAsync($"DROP DATABASE IF EXISTS {Sql.Identifier(name)}", CancellationToken.None);
            await shard.ExecuteAsync($"CREATE DATABASE {Sql.Identifier(name)}", CancellationToken.None);
        }

        return [.. _shards.Select(s => s.Connect(name))];
    }

    /// <summary>An engine of the first shard that may only read.</summary>
    public async Task<Engine> ReadOnlyAsync(string database)
    {
        await ShardsAsync();
        return _shards[0].Connect(database, readOnly: true);
    }

    /// <summary>The HTTP addresses of the shards.</summary>
    public async Task<IReadOnlyList<Uri>> AddressesAsync()
    {
        await ShardsAsync();
        return [.. _shards.Select(s => s.Address)];
    }

    /// <summary>Ends a shard's server as a power failure would, but for the disk.</summary>
    public Task KillAsync(int shard) => _shards[shard].TellAsync("kill");

    /// <summary>Starts the server of a shard that was ended, with the data that it had.</summary>
    public async Task StartAsync(int shard)
    {
        await _shards[shard].TellAsync("start");
        await _shards[shard].ReadyAsync();
    }

    /// <summary>Has the server of a shard do nothing at all until it is told to go on; who asks it waits.</summary>
    public Task HangAsync(int shard) => _shards[shard].TellAsync("hang");

    /// <summary>Has the server of a shard go on.</summary>
    public Task GoAsync(int shard) => _shards[shard].TellAsync("go");

    /// <summary>Has the server of a shard refuse every change, or take changes again.</summary>
    public Task RefuseAsync(int shard, bool refuse) => _shards[shard].RefuseAsync(refuse);

    /// <summary>Makes a table that is spread over the shards: <c>name_local</c> on each, and <c>name</c> over all of them.</summary>
    /// <param name="shards">Engines of one database, from <see cref="DatabaseAsync"/>.</param>
    /// <param name="columns">Column definitions, such as <c>customer_id UInt64, at Int64</c>.</param>
    /// <param name="shardBy">The expression that decides the shard, such as <c>cityHash64(customer_id)</c>.</param>
    public static async Task CreateTableAsync(IReadOnlyList<Engine> shards, string name, string columns, string orderBy, string shardBy)
    {
        var (local, whole) = (Sql.Identifier(name + "_local"), Sql.Identifier(name));
        foreach (var shard in shards)
        {
            await shard.ExecuteAsync($"CREATE TABLE {local} ({Sql.Trusted(columns)}) ENGINE = MergeTree ORDER BY ({Sql.Trusted(orderBy)})", CancellationToken.None);
            await shard.ExecuteAsync($"CREATE TABLE {whole} AS {local} ENGINE = Distributed(kindred, currentDatabase(), {local}, {Sql.Trusted(shardBy)})", CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shard in _shards)
        {
            await shard.DisposeAsync();
        }

        _starting.Dispose();
    }

    static string? Server() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/usr/local/sbin")
        .Select(folder => Path.Combine(folder, "clickhouse-server")).FirstOrDefault(File.Exists);

    /// <summary>Ports that are free, below those that the system gives to clients: one of these could take the port of a server that is down.</summary>
    static int[] FreePorts(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            var port = RandomNumberGenerator.GetInt32(15_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                ports.Add(port);
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }

        return [.. ports];
    }

    /// <summary>One server process with its folder.</summary>
    sealed class Shard : IAsyncDisposable
    {
        // The shell reads our end of the pipe, which closes when this process ends, however it ends.
        const string Guard = """
            start() {
              "$1" "--config-file=$2/config.xml" >>"$2/out" 2>&1 &
              server=$!
            }
            start "$@"
            while read -r word; do
              case $word in
                kill) kill -9 $server; wait $server 2>/dev/null ;;
                start) start "$@" ;;
                hang) kill -STOP $server ;;
                go) kill -CONT $server ;;
              esac
            done
            kill -9 $server 2>/dev/null
            wait $server 2>/dev/null
            rm -rf "$2"
            """;

        readonly string _folder = Directory.CreateTempSubdirectory("kindred-cluster-").FullName;
        readonly Process _guard;
        readonly List<Engine> _engines = [];

        public Shard(string server, int httpPort, int port, int[] ports)
        {
            File.WriteAllText(Path.Combine(_folder, "config.xml"), Configuration(_folder, httpPort, port, ports));
            Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{httpPort}/"));
            _guard = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", server, _folder]) { RedirectStandardInput = true })!;
            Engine = Connect("default");
        }

        public Uri Address { get; }

        public Engine Engine { get; }

        public Task TellAsync(string word) => _guard.StandardInput.WriteLineAsync(word);

        public Engine Connect(string database, bool readOnly = false)
        {
            var engine = Kindred.ClickHouse.Engine.Connect(new() { Address = Address, Database = database, Limits = new() { MemoryBytes = 1L << 30, ReadOnly = readOnly } });
            _engines.Add(engine);
            return engine;
        }

        /// <summary>Has it read another configuration, which it does by itself.</summary>
        public async Task RefuseAsync(bool refuse)
        {
            var (path, allowed, refused) = (Path.Combine(_folder, "config.xml"), "<readonly>0</readonly>", "<readonly>1</readonly>");
            await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace(refuse ? allowed : refused, refuse ? refused : allowed, StringComparison.Ordinal));
            await using var asking = Kindred.ClickHouse.Engine.Connect(new() { Address = Address }); // one that sets nothing, which would be refused
            for (var i = 0; await asking.ValueAsync<string>($"SELECT value FROM system.settings WHERE name = 'readonly'", CancellationToken.None) != (refuse ? "1" : "0"); i++)
            {
                Assert.True(i < 6000, "The server does not read its configuration.");
                await Task.Delay(50);
            }
        }

        public async Task ReadyAsync()
        {
            for (var started = Stopwatch.StartNew(); ; await Task.Delay(50))
            {
                try
                {
                    await Engine.ExecuteAsync($"SELECT 1", CancellationToken.None);
                    return;
                }
                catch (EngineException) when (started.Elapsed < TimeSpan.FromMinutes(5) && !_guard.HasExited)
                {
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var engine in _engines)
            {
                await engine.DisposeAsync();
            }

            _guard.StandardInput.Close();
            await _guard.WaitForExitAsync();
            _guard.Dispose();
        }

        static string Configuration(string folder, int httpPort, int port, int[] ports) => $"""
            <yandex>
              <logger><level>warning</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog></logger>
              <listen_host>127.0.0.1</listen_host>
              <http_port>{httpPort}</http_port>
              <tcp_port>{port}</tcp_port>
              <path>{folder}/data/</path>
              <tmp_path>{folder}/tmp/</tmp_path>
              <user_files_path>{folder}/files/</user_files_path>
              <format_schema_path>{folder}/schemas/</format_schema_path>
              <timezone>UTC</timezone>
              <mark_cache_size>268435456</mark_cache_size>
              <max_concurrent_queries>100</max_concurrent_queries>
              <remote_servers>
                <kindred>
                  {string.Concat(ports.Select(p => $"<shard><replica><host>127.0.0.1</host><port>{p}</port></replica></shard>"))}
                </kindred>
              </remote_servers>
              <default_profile>default</default_profile>
              <default_database>default</default_database>
              <profiles><default><insert_distributed_sync>1</insert_distributed_sync><readonly>0</readonly></default></profiles>
              <users>
                <default>
                  <password></password>
                  <networks><ip>127.0.0.1</ip></networks>
                  <profile>default</profile>
                  <quota>default</quota>
                </default>
                <guarded>
                  <password>a secret &amp; more</password>
                  <networks><ip>127.0.0.1</ip></networks>
                  <profile>default</profile>
                  <quota>default</quota>
                </guarded>
              </users>
              <quotas><default></default></quotas>
            </yandex>
            """;
    }
}
