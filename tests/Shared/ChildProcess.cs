using System.Collections.Concurrent;
using System.Diagnostics;

namespace Kindred.Testing;

/// <summary>A process at work for a test, which does not outlive it: it is killed, with those it started, when it is let go of or the tests end.</summary>
public sealed class ChildProcess : Process
{
    static readonly ConcurrentDictionary<ChildProcess, bool> Running = new();

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Running.Keys)
        {
            process.KillIfRunning();
        }
    };

    public ChildProcess(ProcessStartInfo start)
    {
        StartInfo = start;
        Start();
        Running[this] = true;
    }

    protected override void Dispose(bool disposing)
    {
        if (Running.TryRemove(this, out _))
        {
            KillIfRunning();
            WaitForExit();
        }

        base.Dispose(disposing);
    }

    void KillIfRunning()
    {
        if (!HasExited)
        {
            Kill(entireProcessTree: true);
        }
    }
}
