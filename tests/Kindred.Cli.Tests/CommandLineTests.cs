using System.Text.Json;

namespace Kindred.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("kindred")]
    [InlineData("demo")]
    [InlineData("init")]
    [InlineData("run")]
    [InlineData("pull")]
    [InlineData("customer")]
    [InlineData("export")]
    [InlineData("segments")]
    [InlineData("segments compare")]
    [InlineData("segments history")]
    [InlineData("segments changes")]
    [InlineData("segments preview")]
    [InlineData("explain")]
    [InlineData("report")]
    [InlineData("sql")]
    [InlineData("doctor")]
    [InlineData("serve")]
    [InlineData("tail")]
    [InlineData("keys")]
    [InlineData("keys create")]
    [InlineData("keys change")]
    [InlineData("keys rotate")]
    [InlineData("keys revoke")]
    public async Task The_help_reads_as_approved(string verb)
    {
        var run = await Run.KindredAsync(verb == "kindred" ? ["--help"] : [.. verb.Split(' '), "--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Approved.Check($"Help.{verb.Replace(' ', '.')}", run.Output);
    }

    [Theory]
    [InlineData("There is no verb 'rnu'", "rnu")]
    [InlineData("did you mean 'doctor'?", "docter")]
    [InlineData("'--out' is required", "report")]
    [InlineData("'xml' not recognized. Must be one of: 'csv' 'parquet' 'jsonl'.", "export", "segments", "--format", "xml", "--out", "x")]
    [InlineData("There is no option '--jsno'; did you mean '--json'?", "doctor", "--jsno")]
    [InlineData("There is no option '--lmit'; did you mean '--limit'?", "sql", "--lmit", "3", "SELECT 1")]
    [InlineData("'--limit' takes a number above 0, not '0'.", "sql", "--limit", "0", "SELECT 1")]
    [InlineData("'--customers' takes a number from 100 to 1000000, not '3'.", "demo", "--customers", "3")]
    [InlineData("'--customers' takes a number from 100 to 1000000, not 'many'.", "demo", "--customers", "many")]
    [InlineData("'--port' takes a number from 0 to 65535, not 'http'.", "serve", "--port", "http")]
    [InlineData("'--customer' wants a value, which is not there.", "explain", "champions", "--customer", "--dir", "shop")]
    [InlineData("'extra' is one argument too many.", "doctor", "extra")]
    [InlineData("There is no verb 'prevew'; did you mean 'preview'? See 'kindred segments --help'.", "segments", "prevew")]
    [InlineData("'--dir'", "doctor", "--dir")]
    public async Task Wrong_use_ends_with_2_and_a_sentence_on_standard_error(string sentence, params string[] line)
    {
        var run = await Run.KindredAsync(line);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
        Assert.Contains("--help'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_use_with_json_is_told_as_one_object_too()
    {
        var run = await Run.KindredAsync("rnu", "--json");

        var error = JsonDocument.Parse(run.Output).RootElement.GetProperty("error");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(("usage", 2), (error.GetProperty("kind").GetString(), error.GetProperty("exit_code").GetInt32()));
        Assert.Contains("'rnu'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_verb_at_all_shows_the_help_as_an_error()
    {
        var run = await Run.KindredAsync();

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("Usage: kindred VERB", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_that_of_the_assembly() =>
        Assert.Equal(
            new Run(0, $"kindred {typeof(CommandLine).Assembly.GetName().Version!.ToString(3)}\n", ""),
            await Run.KindredAsync("--version"));
}
