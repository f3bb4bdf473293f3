using System.Text.Json;

namespace Kindred.Cli.Tests;

[Collection("Shop")]
public sealed class InitCommandTests(ShopProject shop) : IDisposable
{
    readonly Testing.TemporaryFolder _folder = new();

    string Orders => Path.Combine(shop.Path, "orders.csv");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_init_writes_runs_as_it_stands()
    {
        var init = await Run.KindredAsync("init", Orders, "--quiet", "--dir", _folder.Path);
        var run = await Run.KindredAsync("run", "--json", "--quiet", "--dir", _folder.Path);

        Assert.Equal((0, ""), (init.ExitCode, init.Error));
        Assert.Matches(@"map\.user_id +customer ", init.Output);
        Assert.EndsWith($"kindred run --dir {_folder.Path}\n", init.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(80, JsonDocument.Parse(run.Output).RootElement.GetProperty("customers").GetInt32());
    }

    [Fact]
    public async Task What_was_guessed_is_one_json_object()
    {
        var run = await Run.KindredAsync("init", Orders, "--json", "--quiet", "--dir", _folder.Path);

        var guesses = JsonDocument.Parse(run.Output).RootElement.GetProperty("sources")[0].GetProperty("guesses").EnumerateArray();
        Assert.Contains(guesses, guess => guess.GetProperty("property").GetString() == "map.order_id");
    }

    [Fact]
    public async Task Ctrl_C_leaves_no_project()
    {
        string[] files = [.. Enumerable.Range(0, 50).Select(i => _folder.File($"orders{i}.csv"))];
        await File.WriteAllTextAsync(files[0], OrdersProject.Header + OrdersProject.Rows(60_000));
        foreach (var file in files[1..])
        {
            File.CreateSymbolicLink(file, files[0]);
        }

        using var init = Run.Start(["init", .. files, "--quiet", "--dir", _folder.File("project")]);
        while (!Directory.EnumerateFiles($"/proc/{init.Id}/fd").Any(open => new FileInfo(open).LinkTarget == files[0]) && !init.HasExited)
        {
            await Task.Delay(1);
        }

        var stopped = await Run.InterruptAsync(init);

        Assert.Equal(new(1, "", "kindred: Stopped before the end; everything is as it was before.\n"), stopped);
        Assert.False(File.Exists(_folder.File("project/kindred.yaml")));
    }

    [Fact]
    public async Task A_project_that_is_there_is_left_alone()
    {
        await File.WriteAllTextAsync(_folder.File("kindred.yaml"), "mine");

        var run = await Run.KindredAsync("init", Orders, "--quiet", "--dir", _folder.Path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("kindred.yaml")));
    }
}
