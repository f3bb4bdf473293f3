using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Kindred.Cli;

/// <summary>How a check ended: a warning does not keep Kindred from working.</summary>
public enum Verdict
{
    Ok,
    Warn,
    Fail,
}

/// <summary>One thing looked at, what was found, and what to do about it.</summary>
sealed record Check(string Name, Verdict Verdict, string Found, string? Advice = null);

/// <summary>Looks at the installation.</summary>
static class Checkup
{
    const long Gigabyte = 1L << 30;

    public static async Task<IReadOnlyList<Check>> RunAsync(
        DirectoryInfo? folder, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        progress.Report(new("Check the installation"));
        return
        [
            Platform(RuntimeInformation.RuntimeIdentifier),
            Tool(".NET SDK", "10", await AskAsync("dotnet", "--list-sdks", cancellation), "https://dotnet.microsoft.com/download/dotnet/10.0"),
            Tool("Node.js", "20", await AskAsync("node", "--version", cancellation), "https://nodejs.org/en/download"),
            Memory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Environment.ProcessorCount),
            TimeZones(),
            Folder(folder?.FullName ?? Environment.CurrentDirectory),
        ];
    }

    /// <summary>The platforms that the native engine is packaged for.</summary>
    internal static Check Platform(string platform) => platform == "linux-x64"
        ? new("Platform", Verdict.Ok, platform)
        : new("Platform", Verdict.Fail, $"{platform} is not supported.", "Run Kindred on 64-bit x86 Linux with glibc; a container will do.");

    /// <summary>A program that only the launcher needs: the newest version it names must be at least <paramref name="least"/>.</summary>
    internal static Check Tool(string name, string least, string? said, string where)
    {
        var versions = (said ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ')[0].TrimStart('v'))
            .Where(v => int.TryParse(v.Split('.')[0], CultureInfo.InvariantCulture, out _))
            .OrderBy(v => int.Parse(v.Split('.')[0], CultureInfo.InvariantCulture))
            .ToList();
        return versions is [.., var newest] && int.Parse(newest.Split('.')[0], CultureInfo.InvariantCulture) >= int.Parse(least, CultureInfo.InvariantCulture)
            ? new(name, Verdict.Ok, newest)
            : new(name, Verdict.Warn, versions is [.., var old] ? $"{old} is too old." : "Not found.", $"./kindred needs {least} or newer to build: {where}");
    }

    internal static Check Memory(long bytes, int cores)
    {
        var found = string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Gigabyte:0.0} GB of memory, {cores} cores");
        return bytes >= 2 * Gigabyte
            ? new("Machine", Verdict.Ok, found)
            : new("Machine", Verdict.Warn, found, "Below 2 GB, large imports go to disk and take longer.");
    }

    static Check TimeZones() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _)
        ? new("Time zones", Verdict.Ok, $"{TimeZoneInfo.GetSystemTimeZones().Count} known")
        : new("Time zones", Verdict.Fail, "Europe/Berlin is not known.", "Install the time zone data, as with 'apt-get install tzdata'.");

    /// <summary>Can be written to, with room for a store.</summary>
    internal static Check Folder(string folder)
    {
        var probe = Path.Combine(folder, $".kindred-probe-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            var free = new DriveInfo(folder).AvailableFreeSpace;
            var found = string.Create(CultureInfo.InvariantCulture, $"{folder} can be written, {(double)free / Gigabyte:0.0} GB free");
            return free >= Gigabyte
                ? new("Folder", Verdict.Ok, found)
                : new("Folder", Verdict.Warn, found, "Free some space: a store needs about the size of its compressed sources.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("Folder", Verdict.Fail, e.Message, "Give yourself the right to write there, or name another folder with --dir.");
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
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
