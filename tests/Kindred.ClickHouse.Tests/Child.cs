using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kindred.ClickHouse.Tests;

/// <summary>Work that a test has done in a process of its own: this same program, started with a switch.</summary>
sealed partial class Child(string work, string folder) : IDisposable
{
    public const string Switch = "--child";

    readonly Process _process = Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, [Switch, work, folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    public int Id => _process.Id;

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The next line it prints, or null at its end; no child here is silent for long.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5));

    /// <summary>Runs to the end and gives what is left to read.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        var (output, errors) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        return (_process.ExitCode, await output, await errors);
    }

    /// <summary>Sends what Ctrl-C sends.</summary>
    public void Interrupt() => _ = Kill(Id, 2);

    internal static async Task<int> RunAsync(string work, string folder)
    {
        if (work == "start")
        {
            await StartAsync();
            return 0;
        }

        try
        {
            await using var engine = await Engine.OpenAsync(folder, new(), CancellationToken.None);
            await (work switch
            {
                "hold" => HoldAsync(),
                "insert" => InsertAsync(engine),
                "fault" => FaultAsync(engine),
                "interrupt" => InterruptAsync(engine),
                _ => throw new ArgumentException(work),
            });
            return 0;
        }
        catch (EngineException refusal)
        {
            Console.WriteLine(refusal.Message);
            return 3;
        }
    }

    /// <summary>Starts its first process while handlers are being kept, and waits for its end afterwards.</summary>
    static async Task StartAsync()
    {
        using var other = SignalHandlers.Preserve(() => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read line; exit 7"]) { RedirectStandardInput = true })!);
        other.StandardInput.Close();
        await other.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exit code {other.ExitCode}"));
    }

    static async Task HoldAsync()
    {
        Console.WriteLine("open");
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>Inserts blocks of a hundred rows for ever, printing each block's number once it is committed.</summary>
    static async Task InsertAsync(Engine engine)
    {
        await engine.ExecuteAsync(
            $"CREATE TABLE t (block Int64) ENGINE = MergeTree ORDER BY block",
            CancellationToken.None);
        for (var block = 0L; ; block++)
        {
            await engine.InsertAsync("t", new(Column.Of("block", Enumerable.Repeat(block, 100).ToArray())), CancellationToken.None);
            Console.WriteLine(block);
        }
    }

    /// <summary>Null references, garbage collections and queries, all at once, until there were enough of each.</summary>
    static async Task FaultAsync(Engine engine)
    {
        var (faults, collections, queries) = (0, 0, 0);
        var faulting = Repeat(() =>
        {
            faults += CatchNull(null) ? 1 : 0;
            return Task.CompletedTask;
        });
        var collecting = Repeat(() =>
        {
            GC.Collect();
            collections++;
            return Task.CompletedTask;
        });
        await Task.WhenAll(faulting, collecting, Repeat(AskAsync), Repeat(AskAsync), Repeat(AskAsync));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{faults} {collections} {queries}"));

        Task Repeat(Func<Task> work) => Task.Run(async () =>
        {
            while (faults < 100 || collections < 30 || queries < 30)
            {
                await work();
                await Task.Delay(1);
            }
        });

        async Task AskAsync()
        {
            var words = await engine.QueryAsync($"SELECT number, toString(number) AS word FROM numbers(20000) ORDER BY cityHash64(number)", CancellationToken.None);
            Interlocked.Add(ref queries, words.Column<string>("word").Length / 20000);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static bool CatchNull(string? nothing)
    {
        try
        {
            return nothing!.Length < 0;
        }
        catch (NullReferenceException)
        {
            return true;
        }
    }

    /// <summary>Starts a process, then waits for Ctrl-C and says that it came.</summary>
    static async Task InterruptAsync(Engine engine)
    {
        var came = new TaskCompletionSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            came.SetResult();
        };
        await engine.QueryAsync($"SELECT sum(number) FROM numbers(1000000)", CancellationToken.None);
        using var other = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "echo hello; exit 7"]) { RedirectStandardOutput = true })!;
        Console.Write(await other.StandardOutput.ReadToEndAsync());
        await other.WaitForExitAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exit code {other.ExitCode}"));
        Console.WriteLine($"blocked: {string.Join(' ', ThreadsThatBlockSignals())}");
        Console.WriteLine("ready");
        await came.Task;
        Console.WriteLine("interrupted");
    }

    /// <summary>The threads of .NET that some signal does not reach.</summary>
    static IEnumerable<string> ThreadsThatBlockSignals() =>
        from thread in Directory.GetDirectories("/proc/self/task")
        let name = File.ReadAllText($"{thread}/comm").Trim()
        where name.StartsWith(".NET", StringComparison.Ordinal)
        where File.ReadLines($"{thread}/status").Single(l => l.StartsWith("SigBlk", StringComparison.Ordinal)).TrimEnd('0') != "SigBlk:\t"
        select name;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
