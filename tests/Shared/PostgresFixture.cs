using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kindred.Testing;

/// <summary>A PostgreSQL of its own in a temporary folder, run by the installed server as a user without rights, on loopback alone.</summary>
/// <remarks>It is gone with the test process, however that ends. Tests that ask for it without a server installed are skipped.</remarks>
public sealed class PostgresFixture : IAsyncDisposable
{
    public const string Database = "shop", User = "kindred", Password = "rather-secret-7";

    // The shell reads our end of the pipe, which closes when this process ends, however it ends.
    const string Guard = """
        folder=$1
        shift
        "$@" >"$folder/out" 2>&1 &
        server=$!
        read -r line
        kill -INT $server
        wait $server 2>/dev/null
        rm -rf "$folder"
        """;

    readonly SemaphoreSlim _starting = new(1);
    string? _folder;
    Process? _guard;

    public int Port { get; private set; }

    static string? Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order().LastOrDefault()
        : null;

    /// <summary>Starts the server if it does not run.</summary>
    public async Task StartAsync()
    {
        if (Programs is not { } programs)
        {
            Assert.Skip("No PostgreSQL server is installed; on Debian and Ubuntu: apt-get install postgresql.");
            return;
        }

        await _starting.WaitAsync();
        try
        {
            if (_guard is null)
            {
                await StartAsync(programs);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Runs statements as the superuser and answers what they print.</summary>
    public async Task<string> SqlAsync(string statements, string database = Database)
    {
        var (code, output) = await RunAsync(
            Path.Combine(Programs!, "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", Text(Port), "-U", "postgres", "-d", database, "-c", statements);
        return code == 0 ? output.TrimEnd() : throw new InvalidOperationException(output);
    }

    public async ValueTask DisposeAsync()
    {
        if (_guard is { } guard)
        {
            guard.StandardInput.Close();
            await guard.WaitForExitAsync();
            guard.Dispose();
        }

        _starting.Dispose();
    }

    async Task StartAsync(string programs)
    {
        var folder = _folder = Directory.CreateTempSubdirectory("kindred-postgres-").FullName;
        var (data, secret) = (Path.Combine(folder, "data"), Path.Combine(folder, "secret"));
        await File.WriteAllTextAsync(secret, Password);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "-R", "postgres", folder);
        }

        var (code, output) = await RunAsync([.. Unprivileged, Path.Combine(programs, "initdb"), "-D", data, "-U", "postgres", "-A", "scram-sha-256", $"--pwfile={secret}", "--no-sync", "-E", "UTF8", "--no-locale"]);
        Assert.True(code == 0, output);
        Port = FreePort();
        string[] server =
        [
            .. Unprivileged, Path.Combine(programs, "postgres"), "-D", data, "-p", Text(Port), "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "datestyle=German", "-c", "timezone=Asia/Kolkata",
        ];
        _guard = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", folder, .. server]) { RedirectStandardInput = true })!;
        await ReadyAsync();
        await SqlAsync($"CREATE DATABASE {Database}", "postgres");
        await SqlAsync($"CREATE ROLE {User} LOGIN PASSWORD '{Password}'; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {User}");
    }

    async Task ReadyAsync()
    {
        for (var began = Stopwatch.StartNew(); began.Elapsed < TimeSpan.FromMinutes(5); await Task.Delay(100))
        {
            try
            {
                await SqlAsync("SELECT 1", "postgres");
                return;
            }
            catch (InvalidOperationException) when (!_guard!.HasExited)
            {
                // Not up yet.
            }
        }

        Assert.Fail($"PostgreSQL does not start: {await File.ReadAllTextAsync(Path.Combine(_folder!, "out"))}");
    }

    /// <summary>PostgreSQL does not run as root.</summary>
    static string[] Unprivileged => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : [];

    static async Task<(int Code, string Output)> RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment["PGPASSWORD"] = Password;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
