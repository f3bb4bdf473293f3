using System.Diagnostics;
using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Features;
using Kindred.Project;
using Kindred.Runs;

namespace Kindred.Cli.Tests;

/// <summary>A run that kills its own process, with no chance to tidy up, in the middle of a stage.</summary>
static class KilledRun
{
    public const string Switch = "--killed-run";

    /// <summary>Runs a project in another process until so long after a stage began, or until its end at the latest.</summary>
    public static Task<Run> InAsync(string stage, TimeSpan after, string folder) => Run.OfAsync(
        Environment.ProcessPath!, [Switch, stage, after.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture), folder]);

    /// <summary>What the other process does.</summary>
    public static async Task<int> MainAsync(string stage, int milliseconds, string folder)
    {
        var project = ProjectFile.Open(folder, Measuring.Catalogue);
        await Engine.ChangeAsync(
            project.Store,
            new(),
            engine => Running.RunAsync(engine, project, new(), TimeProvider.System, new Trap(stage, milliseconds), CancellationToken.None),
            CancellationToken.None);
        return 0;
    }

    sealed class Trap(string stage, int milliseconds) : IProgress<StageProgress>
    {
        bool _sprung;

        public void Report(StageProgress value)
        {
            if (value.Stage != stage)
            {
                return;
            }

            if (value.Share >= 1)
            {
                Kill();
            }

            if (!_sprung)
            {
                _sprung = true;
                new Thread(() =>
                {
                    Thread.Sleep(milliseconds);
                    Kill();
                }).Start();
            }
        }

        static void Kill()
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
