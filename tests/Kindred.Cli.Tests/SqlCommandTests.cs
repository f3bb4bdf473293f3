using System.Text.Json;

namespace Kindred.Cli.Tests;

[Collection("One store at a time")]
public sealed class SqlCommandTests(VisitsProject project) : IClassFixture<VisitsProject>
{
    [Fact]
    public async Task A_question_is_answered_as_a_table() =>
        Assert.Equal(
            new Run(0, "page  times\n/2        2\n/1        1\n/0        0\n", ""),
            await SqlAsync("SELECT * FROM visits ORDER BY times DESC"));

    [Fact]
    public async Task A_question_is_answered_as_one_json_object()
    {
        var run = await SqlAsync("SELECT page, times, [times] AS list FROM visits ORDER BY page LIMIT 1;", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """{"columns":[{"name":"page","type":"String"},{"name":"times","type":"UInt64"},{"name":"list","type":"Array(UInt64)"}],"rows":[{"page":"/0","times":0,"list":[0]}]}""" + "\n",
            run.Output);
    }

    [Fact]
    public async Task Columns_are_described() =>
        Assert.Equal("name   type  \npage   String\ntimes  UInt64\n", (await SqlAsync("DESCRIBE visits")).Output);

    [Fact]
    public async Task No_rows_are_told_in_words() =>
        Assert.Equal("No rows.\n", (await SqlAsync("SELECT * FROM visits WHERE times > 9")).Output);

    [Fact]
    public async Task A_limit_stops_with_a_word_that_quiet_withholds()
    {
        string[] line = ["sql", "SELECT times FROM visits ORDER BY times", "--limit", "2", "--dir", project.Path];

        var told = await Run.KindredAsync(line);
        var quiet = await Run.KindredAsync([.. line, "--quiet"]);

        Assert.EndsWith("kindred: Stopped at 2 rows; --limit allows for more.\n", told.Error, StringComparison.Ordinal);
        Assert.Equal(new Run(0, "times\n    0\n    1\n", ""), quiet);
    }

    [Theory]
    [InlineData("INSERT INTO visits VALUES ('/x', 1)", "begin with SELECT")]
    [InlineData("SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')", "Only the project's own tables")]
    [InlineData("SELECT * FROM (SELECT 1 /* ' */ SETTINGS /**/ readonly = 0)", "Only the project's own tables")]
    [InlineData("SELECT page FROM visits INTO OUTFILE 'out.csv'", "INTO OUTFILE are not for here")]
    [InlineData("SELECT 1; DROP TABLE visits", "cannot be read at '; DROP TABLE visits'")]
    [InlineData("SELECT", "cannot be read at its end")]
    public async Task What_is_no_question_is_refused_as_wrong_use(string text, string sentence)
    {
        var run = await SqlAsync(text);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_the_question_fails_with_the_engines_word()
    {
        var run = await SqlAsync("SELECT pages FROM visits", "--json");

        var error = JsonDocument.Parse(run.Output).RootElement.GetProperty("error");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(("engine", "UNKNOWN_IDENTIFIER"), (error.GetProperty("kind").GetString(), error.GetProperty("engine_code").GetString()));
    }

    [Fact]
    public async Task The_project_is_found_from_a_folder_within()
    {
        var within = Directory.CreateDirectory(Path.Combine(project.Path, "a/b")).FullName;

        var run = await Run.OfAsync("dotnet", [Run.Program, "sql", "SELECT 1 AS one", "--quiet"], within);

        Assert.Equal(new Run(0, "one\n  1\n", ""), run);
    }

    [Fact]
    public async Task A_store_in_use_is_told_with_its_holder()
    {
        await using var holder = await project.OpenAsync();

        var run = await SqlAsync("SELECT 1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"process {Environment.ProcessId}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_was_never_run_says_what_to_do()
    {
        using var folder = new Testing.TemporaryFolder();
        File.Copy(Path.Combine(project.Path, "kindred.yaml"), folder.File("kindred.yaml"));

        var run = await Run.KindredAsync("sql", "SELECT 1", "--dir", folder.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("'kindred run'", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File(".kindred")));
    }

    Task<Run> SqlAsync(string text, params string[] more) => Run.KindredAsync(["sql", text, "--quiet", "--dir", project.Path, .. more]);
}
