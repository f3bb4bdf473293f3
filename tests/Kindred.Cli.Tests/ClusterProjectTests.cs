using System.Text.Json;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>A project that keeps its events in a cluster.</summary>
public sealed class ClusterProjectTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>, IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run")]
    [InlineData("pull")]
    [InlineData("segments")]
    [InlineData("segments history")]
    [InlineData("segments compare vip new")]
    [InlineData("explain vip")]
    [InlineData("customer anna")]
    [InlineData("customer anna --unmerge bert")]
    [InlineData("report --out report.html")]
    [InlineData("export segments --out segments.csv")]
    public async Task What_needs_a_store_here_is_refused_with_the_place_and_what_works(string line)
    {
        Write("http://127.0.0.1:9", "shop");

        var run = await RunAsync(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Matches(@"^kindred: .*kindred\.yaml:2:10: the events of this project are in the ClickHouse cluster shop, where serve, keys, tail, sql and doctor work as yet\.", run.Error);
    }

    [Fact]
    public async Task Doctor_tells_of_a_server_that_does_not_answer_and_of_a_cluster_that_it_does_not_know()
    {
        Write("http://127.0.0.1:9", "shop");
        var silent = await RunAsync("doctor", "--json");
        Write(string.Join(", ", await cluster.AddressesAsync()), "shop");
        var strange = await RunAsync("doctor", "--json");

        Assert.StartsWith("The server at 127.0.0.1:9 cannot be reached", Check(silent, "Server http://127.0.0.1:9"), StringComparison.Ordinal);
        Assert.EndsWith("has no cluster of that name.", Check(strange, $"Server {(await cluster.AddressesAsync())[1]}"), StringComparison.Ordinal);
        Assert.Equal((1, 1), (silent.ExitCode, strange.ExitCode));
    }

    [Fact]
    public async Task Doctor_and_sql_work_there()
    {
        Write(string.Join(", ", await cluster.AddressesAsync()), "kindred");

        var doctor = await RunAsync("doctor", "--json");
        var answer = await RunAsync("sql", "SELECT 3 + 7 AS total", "--json");
        var change = await RunAsync("sql", "CREATE TABLE t (x Int8) ENGINE = Memory");

        Assert.StartsWith("ClickHouse ", Check(doctor, $"Server {(await cluster.AddressesAsync())[0]}"), StringComparison.Ordinal);
        Assert.Equal((0, 0, 2), (doctor.ExitCode, answer.ExitCode, change.ExitCode));
        Assert.Contains("10", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_is_not_there_is_told_by_its_name()
    {
        Write("http://127.0.0.1:9", "shop", ", password: KINDRED_TEST_PASSWORD");

        var doctor = await RunAsync("doctor", "--json");
        var serve = await RunAsync("serve", "--port", "0");

        Assert.Equal("Its secret cannot be read.", Check(doctor, "Cluster"));
        Assert.Equal(2, serve.ExitCode);
        Assert.Contains("there is no secret KINDRED_TEST_PASSWORD: set the environment variable", serve.Error, StringComparison.Ordinal);
    }

    void Write(string servers, string name, string more = "") =>
        File.WriteAllText(_folder.File("kindred.yaml"), $"name: Shop\ncluster: {{ servers: [{servers}], name: {name}{more} }}\n");

    Task<Run> RunAsync(params string[] line) => Run.KindredAsync([.. line, "--dir", _folder.Path]);

    static string Check(Run doctor, string name) => JsonDocument.Parse(doctor.Output).RootElement.GetProperty("checks").EnumerateArray()
        .Single(check => check.GetProperty("name").GetString() == name).GetProperty("found").GetString()!;
}
