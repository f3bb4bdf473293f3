using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kindred.ClickHouse;
using Kindred.Project;
using Kindred.Testing;

namespace Kindred.Server.Tests;

/// <summary>A server in a process of its own: this same program, started with a switch.</summary>
sealed class Child : IDisposable
{
    public const string Switch = "--serve";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    readonly Process _process;

    Child(Process process, string address, Task<string> logged) =>
        (_process, Logged, Client) = (process, logged, new() { BaseAddress = new(address), Timeout = Patience });

    /// <summary>All that it logged, once it has ended; only kept where it was given an environment.</summary>
    public Task<string> Logged { get; }

    public HttpClient Client { get; }

    /// <summary>Starts a server on a project and waits until it listens.</summary>
    /// <param name="environment">Variables to set; what it logs is kept then.</param>
    /// <param name="before">A shell command to go before it, in a mount of its own.</param>
    public static async Task<Child> StartAsync(string folder, ServeOptions? options = null, string? before = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] self = [Environment.ProcessPath!, Switch, folder, JsonSerializer.Serialize(options ?? new() { Port = 0 })];
        var line = before is null ? self : ["unshare", "--mount", "sh", "-c", $"{before} && exec \"$@\"", "sh", .. self];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true, RedirectStandardError = environment is not null };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = new ChildProcess(start);
        try
        {
            var logged = environment is null ? Task.FromResult("") : process.StandardError.ReadToEndAsync();
            var address = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            return new(process, address ?? throw new IOException("The server did not start."), logged);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>Has it fill its disk, with <c>fill</c> or with <c>fill N</c> but for N bytes, or make room again.</summary>
    public async Task TellAsync(string word)
    {
        await _process.StandardInput.WriteLineAsync(word);
        Assert.Equal(word, await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience));
    }

    /// <summary>Has it ask its store for a text; what is refused answers with the name of the error, what answers nothing with nothing.</summary>
    public async Task<string?> AskAsync(string query)
    {
        await _process.StandardInput.WriteLineAsync(query);
        return await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
    }

    /// <summary>Sets its clock ahead by this much, or back.</summary>
    public Task JumpAsync(TimeSpan ahead) => TellAsync($"jump {ahead}");

    /// <summary>Waits until its spool is empty and it is ready.</summary>
    public Task MovedAsync() => ReadyAsync("{\"status\":\"ready\",\"reason\":null,\"spool_bytes\":0,");

    /// <summary>Waits until it says of itself what is waited for.</summary>
    public async Task ReadyAsync(string awaited)
    {
        for (var (i, told) = (0, ""); !told.Contains(awaited, StringComparison.Ordinal); i++)
        {
            Assert.True(i < 6000, told);
            await Task.Delay(50);
            told = await (await Client.GetAsync("/ready")).Content.ReadAsStringAsync();
        }
    }

    /// <summary>The most bytes of memory that it ever held.</summary>
    public long PeakMemory() => 1024 * File.ReadLines($"/proc/{_process.Id}/status").Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).Single();

    /// <summary>Ends it as a power failure would, but for the disk.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Lets it stop in its own time.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Dispose();
    }

    internal static async Task<int> RunAsync(string folder, string options)
    {
        var clock = new WrongClock();
        await using var server = KindredServer.Build(ProjectFile.Open(folder), JsonSerializer.Deserialize<ServeOptions>(options)!, clock);
        await server.StartAsync(CancellationToken.None);
        Console.WriteLine(server.Address);
        using var stop = new CancellationTokenSource();
        _ = Task.Run(() => ListenAsync(server, clock, Path.Combine(folder, "fill"))).ContinueWith(_ => stop.Cancel(), TaskScheduler.Default);
        await server.WaitAsync(stop.Token);
        return 0;
    }

    static async Task ListenAsync(KindredServer server, WrongClock clock, string fill)
    {
        while (Console.ReadLine() is { } word)
        {
            if (word.StartsWith("fill", StringComparison.Ordinal))
            {
                Fill(fill, word.Length > 4 ? int.Parse(word[5..], CultureInfo.InvariantCulture) : 0);
            }
            else if (word == "free")
            {
                File.Delete(fill);
            }
            else if (word.StartsWith("jump ", StringComparison.Ordinal))
            {
                clock.Ahead += TimeSpan.Parse(word[5..], CultureInfo.InvariantCulture);
            }
            else
            {
                word = await server.Store.UseAsync(engine => AnswerAsync(engine, Sql.Trusted(word)), CancellationToken.None);
            }

            Console.WriteLine(word);
        }
    }

    static async Task<string> AnswerAsync(Engine engine, Sql query)
    {
        try
        {
            var answer = await engine.QueryAsync(query, row => row.Get<string>(0), CancellationToken.None);
            return answer is [var text] ? text : "";
        }
        catch (EngineException e)
        {
            return e.CodeName;
        }
    }

    static void Fill(string path, int left)
    {
        using var file = File.Create(path, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            file.SetLength(Math.Max(0, file.Length - left)); // now it is full but for that
        }
    }

    /// <summary>A clock that goes as the system's does, but can jump.</summary>
    sealed class WrongClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
