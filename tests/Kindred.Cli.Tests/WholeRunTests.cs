using System.Text.Json;

namespace Kindred.Cli.Tests;

/// <summary>A run changes the store as a whole or not at all, whatever ends it.</summary>
public sealed class WholeRunTests(RunOrders once) : IClassFixture<RunOrders>
{
    [Theory]
    [InlineData("a bad file")]
    [InlineData("a report that cannot be written")]
    public async Task A_run_that_fails_leaves_the_store_as_it_was(string what)
    {
        var (project, before) = (await once.AgainAsync(), once.Counts);
        project.Write("orders2.csv", OrdersProject.Header + OrdersProject.Rows(20, "n"));
        if (what is "a bad file")
        {
            project.Write("orders3.csv", "");
        }
        else
        {
            File.Delete(project.File("report.html"));
            Directory.CreateDirectory(project.File("report.html"));
        }

        var run = await project.RunAsync();

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal(before, await project.CountsAsync());
        Assert.False(Directory.Exists(Path.Combine(project.Store, "saved")));
    }

    [Fact]
    public async Task A_run_that_is_killed_in_any_stage_is_repeated_by_the_next_with_the_same_result()
    {
        using var twin = new OrdersProject();
        using var project = new OrdersProject();
        foreach (var either in (OrdersProject[])[twin, project])
        {
            either.Write("kindred.yaml", OrdersProject.Definition + "\n  - { id: lately, rule: { did: Order Completed, in_last: 20d } }\nexports: [{ what: segments, to: out.csv }]\n");
            either.Write("orders.csv", OrdersProject.Header + OrdersProject.Rows(1_000));
            Assert.Equal(0, (await either.RunAsync()).ExitCode);
            either.Write("orders2.csv", OrdersProject.Header + OrdersProject.Rows(4_000, "n"));
        }

        var before = await project.CountsAsync();
        var expected = JsonDocument.Parse((await twin.RunAsync("--json")).Output).RootElement;
        var stages = expected.GetProperty("stages").EnumerateArray().Select(stage => (Name: stage.GetProperty("name").GetString()!, Seconds: stage.GetProperty("seconds").GetDouble())).ToList();
        Assert.Superset(new HashSet<string>(["Import", "Customers", "Features", "Segments", "Rules", "History", "Report", "Export"]), stages.Select(stage => stage.Name).ToHashSet());

        // Every second time the next killed run finds what the one before it left; else a reader does.
        foreach (var (i, (stage, seconds)) in stages.Index())
        {
            var killed = await KilledRun.InAsync(stage, TimeSpan.FromSeconds(Math.Min(4, seconds / 2)), project.Path);

            Assert.Equal((128 + 9, "", ""), (killed.ExitCode, killed.Output, killed.Error));
            Assert.True(Directory.Exists(Path.Combine(project.Store, "saved")), stage);
            if (i % 2 == 0 || i == stages.Count - 1)
            {
                Assert.Equal(before, await project.CountsAsync());
            }
        }

        var result = JsonDocument.Parse((await project.RunAsync("--json")).Output).RootElement;

        Assert.All(
            ["rows_read", "events", "customers", "sessions", "orders", "revenue", "features", "as_of", "segments", "models", "quality"],
            name => Assert.Equal(expected.GetProperty(name).GetRawText(), result.GetProperty(name).GetRawText()));
        Assert.Equal(await File.ReadAllTextAsync(twin.File("out.csv")), await File.ReadAllTextAsync(project.File("out.csv")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    public async Task Ctrl_C_stops_a_run_with_a_sentence_and_leaves_the_store_as_it_was(int milliseconds)
    {
        var (project, before) = (await once.AgainAsync(), once.Counts);
        project.Write("orders2.csv", OrdersProject.Header + OrdersProject.Rows(60_000, "n"));
        using var run = project.Start("--quiet");
        await project.BegunAsync(run);
        await Task.Delay(milliseconds);

        var stopped = await Run.InterruptAsync(run);

        Assert.Equal(new(1, "", "kindred: Stopped before the end; everything is as it was before.\n"), stopped);
        Assert.Equal(before, await project.CountsAsync());
    }

    [Theory]
    [InlineData("Import")]
    [InlineData("Features")]
    public async Task Ctrl_C_after_a_stage_stops_the_next_and_leaves_the_store_as_it_was(string stage)
    {
        var (project, before) = (await once.AgainAsync(), once.Counts);
        project.Write("orders2.csv", OrdersProject.Header + OrdersProject.Rows(30_000, "n"));
        using var run = project.Start();
        string? line;
        while ((line = await run.StandardError.ReadLineAsync()) is not null && !line.StartsWith(stage, StringComparison.Ordinal))
        {
        }

        var stopped = await Run.InterruptAsync(run);

        Assert.Equal(1, stopped.ExitCode);
        Assert.EndsWith("kindred: Stopped before the end; everything is as it was before.\n", stopped.Error, StringComparison.Ordinal);
        Assert.Equal(before, await project.CountsAsync());
    }

    [Fact]
    public async Task Of_two_runs_at_once_the_second_is_told_of_the_first()
    {
        using var project = new OrdersProject();
        project.Write("orders.csv", OrdersProject.Header + OrdersProject.Rows(60_000));
        using var first = project.Start("--quiet");
        await project.BegunAsync(first);

        var second = await project.RunAsync();
        var output = await first.StandardOutput.ReadToEndAsync();
        await first.WaitForExitAsync();

        Assert.Equal((1, ""), (second.ExitCode, second.Output));
        Assert.Contains($"Another kindred is using this project, process {first.Id}. Wait until it is done or stop it", second.Error, StringComparison.Ordinal);
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("60,000 customers", output, StringComparison.Ordinal);
    }
}
