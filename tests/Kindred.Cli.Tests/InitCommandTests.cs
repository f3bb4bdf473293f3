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
    public async Task A_project_that_is_there_is_left_alone()
    {
        await File.WriteAllTextAsync(_folder.File("kindred.yaml"), "mine");

        var run = await Run.KindredAsync("init", Orders, "--quiet", "--dir", _folder.Path);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("kindred.yaml")));
    }
}
