using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Kindred.ClickHouse;

namespace Kindred.Cli;

/// <summary>Looks at the machine and what is installed on it.</summary>
static class InstallationCheckup
{
    const long Gigabyte = 1L << 30;

    public static async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellation) =>
    [
        Platform(RuntimeInformation.RuntimeIdentifier),
        Tool(".NET SDK", 10, await AskAsync("dotnet", "--list-sdks", cancellation), "https://dotnet.microsoft.com/download/dotnet/10.0"),
        Tool("Node.js", 20, await AskAsync("node", "--version", cancellation), "https://nodejs.org/en/download"),
        await EngineAsync(cancellation),
        Machine(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Environment.ProcessorCount),
        TimeZones(),
    ];

    /// <summary>The platforms that the native engine is packaged for.</summary>
    internal static Check Platform(string platform) => platform == "linux-x64"
        ? new("Platform", Verdict.Ok, platform)
        : new("Platform", Verdict.Fail, $"{platform} is not supported.", "Run Kindred on 64-bit x86 Linux with glibc; a container will do.");

    /// <summary>A program that only the launcher needs; of the versions it names, the newest counts.</summary>
    internal static Check Tool(string name, int least, string? said, string where)
    {
        var newest = (said ?? "").Split('\n').Select(line => Version.TryParse(line.Split(' ')[0].TrimStart('v'), out var version) ? version : null).Max();
        return newest?.Major >= least
            ? new(name, Verdict.Ok, $"{newest}")
            : new(name, Verdict.Warn, newest is null ? "Not found." : $"{newest} is too old.", $"./kindred needs {least} or newer to build: {where}");
    }

    internal static Check Machine(long bytes, int cores)
    {
        var found = string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Gigabyte:0.0} GB of memory, {cores} cores");
        return bytes >= 2 * Gigabyte
            ? new("Machine", Verdict.Ok, found)
            : new("Machine", Verdict.Warn, found, "Below 2 GB, large imports go to disk and take longer.");
    }

    static Check TimeZones() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _)
        ? new("Time zones", Verdict.Ok, $"{TimeZoneInfo.GetSystemTimeZones().Count} known")
        : new("Time zones", Verdict.Fail, "Europe/Berlin is not known.", "Install the time zone data, as with 'apt-get install tzdata'.");

    /// <summary>The native library loads and answers, on a store that is thrown away.</summary>
    static async Task<Check> EngineAsync(CancellationToken cancellation)
    {
        try
        {
            var version = await Shared.WithScratchEngineAsync(engine => engine.ValueAsync<string>($"SELECT version()", cancellation), cancellation);
            return new("Engine", Verdict.Ok, $"ClickHouse {version}");
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return new("Engine", Verdict.Fail, e.Message.Split('\n')[0], "Run 'npm ci' in the folder that Kindred was cloned to.");
        }
        catch (EngineException e)
        {
            return new("Engine", Verdict.Fail, e.Message, "Look at the other checks; if all is well there, please report this.");
        }
    }

    /// <summary>What a program prints; null where it cannot be started.</summary>
    static async Task<string?> AskAsync(string program, string argument, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, argument) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return said;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
