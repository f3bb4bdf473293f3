using System.Diagnostics;

namespace Kindred.Runs;

/// <summary>Times the stages of a run and tells of each as it begins; two may go on at once.</summary>
sealed class Stages(IProgress<StageProgress> progress)
{
    readonly List<StageLine> _done = [];
    readonly long _began = Stopwatch.GetTimestamp();

    public IReadOnlyList<StageLine> Done => _done;

    public double Seconds => Stopwatch.GetElapsedTime(_began).TotalSeconds;

    public static long PeakMemoryMb
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64 >> 20;
        }
    }

    public async Task<T> RunAsync<T>(string name, Func<Task<T>> work)
    {
        progress.Report(new(name, 0));
        var began = Stopwatch.GetTimestamp();
        var result = await work();
        lock (_done)
        {
            _done.Add(new(name, Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 3), PeakMemoryMb));
        }

        progress.Report(new(name, 1));
        return result;
    }
}
