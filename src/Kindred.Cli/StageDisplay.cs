using Spectre.Console;

namespace Kindred.Cli;

/// <summary>Shows the stages of a job while it runs: bars on a terminal, a line for each ended stage elsewhere.</summary>
sealed class StageDisplay : IProgress<StageProgress>
{
    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    readonly Lock _lock = new();
    readonly List<Stage> _stages = [];

    /// <summary>Runs the work and shows what it reports, if it takes longer than <paramref name="patience"/> and there is a console.</summary>
    public static async Task<T> WatchAsync<T>(Func<IProgress<StageProgress>, Task<T>> work, TimeSpan patience, IAnsiConsole? console)
    {
        var display = new StageDisplay();
        var job = Task.Run(() => work(display));
        if (console is not null && await Task.WhenAny(job, Task.Delay(patience)) != job)
        {
            await (console.Profile.Out.IsTerminal ? display.ShowBarsAsync(job, console) : display.WriteLinesAsync(job, console));
        }

        return await job;
    }

    /// <summary>Notes a stage; word that comes after its end is too late.</summary>
    public void Report(StageProgress value)
    {
        var now = TimeProvider.System.GetTimestamp();
        lock (_lock)
        {
            var stage = _stages.Find(stage => stage.Last.Stage == value.Stage);
            if (stage is null)
            {
                _stages.Add(stage = new(value, now));
            }

            if (stage.Ended is null)
            {
                stage.Last = value with { Detail = value.Detail ?? stage.Last.Detail };
                stage.Ended = value.Share >= 1 ? now : null;
            }
        }
    }

    Stage[] Seen()
    {
        lock (_lock)
        {
            return [.. _stages];
        }
    }

    async Task WriteLinesAsync(Task job, IAnsiConsole console)
    {
        for (var written = 0; ;)
        {
            var ended = job.IsCompleted;
            foreach (var stage in Seen().Skip(written).TakeWhile(s => ended || s.Ended is not null))
            {
                console.Profile.Out.Writer.WriteLine(stage.ToString());
                written++;
            }

            if (ended)
            {
                return;
            }

            await Task.WhenAny(job, Task.Delay(Beat));
        }
    }

    Task ShowBarsAsync(Task job, IAnsiConsole console) =>
        console.Progress()
            .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 24 }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async progress =>
            {
                for (var bars = new List<ProgressTask>(); ;)
                {
                    var ended = job.IsCompleted;
                    foreach (var (i, stage) in Seen().Index())
                    {
                        if (i == bars.Count)
                        {
                            bars.Add(progress.AddTask(Markup.Escape(stage.Last.Stage), maxValue: 1));
                        }

                        stage.Show(bars[i], ended);
                    }

                    if (ended)
                    {
                        return;
                    }

                    await Task.WhenAny(job, Task.Delay(Beat));
                }
            });

    sealed class Stage(StageProgress first, long started)
    {
        public StageProgress Last { get; set; } = first;

        public long? Ended { get; set; }

        public void Show(ProgressTask bar, bool all)
        {
            bar.Description = Markup.Escape(ToString());
            bar.IsIndeterminate = Last.Share is null && Ended is null;
            bar.Value = Ended is null ? Last.Share ?? 0 : 1;
            if (Ended is not null || all)
            {
                bar.StopTask();
            }
        }

        public override string ToString()
        {
            var seconds = Ended is { } end ? TimeProvider.System.GetElapsedTime(started, end) : TimeProvider.System.GetElapsedTime(started);
            return $"{Last.Stage}{(Last.Detail is null ? "" : $": {Last.Detail}")}, {seconds.TotalSeconds:0.0} s";
        }
    }
}
