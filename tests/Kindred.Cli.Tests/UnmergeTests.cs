using System.Text.Json;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>From the command line, on files: a wrong link between two people is taken back and both are as they were.</summary>
public sealed class UnmergeTests : IDisposable
{
    const string Header = "time,user,visitor,event\n";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Unmerge_restores_both_and_rejoin_takes_it_back()
    {
        await File.WriteAllTextAsync(_folder.File("kindred.yaml"), """
            name: Shop
            sources:
              - name: web
                files: "*.csv"
                map: { occurred_at: time, user_id: user, anonymous_id: visitor, event: event }
            """);
        await File.WriteAllTextAsync(_folder.File("before.csv"), Header
            + "2026-01-01 10:00:00,ann,phone,Page Viewed\n2026-01-02 10:00:00,ann,phone,Page Viewed\n"
            + "2026-01-01 11:00:00,,laptop,Page Viewed\n2026-01-01 11:10:00,,laptop,Page Viewed\n2026-01-03 10:00:00,,laptop,Page Viewed\n");
        await RunAsync();
        var (ann, laptop) = (await CustomerAsync("ann"), await CustomerAsync("laptop"));
        await File.WriteAllTextAsync(_folder.File("after.csv"), Header + "2026-01-03 10:00:00,ann,laptop,Page Viewed\n"); // a borrowed laptop

        await RunAsync();
        var merged = await CustomerAsync("laptop");
        var parted = await KindredAsync("customer", "ann", "--unmerge", "laptop", "--json");
        await RunAsync();

        Assert.Equal(("ann", 6, "ann,laptop,phone"), Told(merged));
        Assert.Equal("ann with laptop", Links(JsonDocument.Parse(parted.Output).RootElement));
        Assert.Equal(("laptop", 3, "laptop"), Told(await CustomerAsync("laptop")));
        Assert.Equal(Measured(laptop), Measured(await CustomerAsync("laptop")));
        Assert.Equal(("ann", 2, "ann,phone"), Told(ann));
        Assert.Equal(("ann", 3, "ann,phone"), Told(await CustomerAsync("phone"))); // the event on the laptop carries her id
        Assert.Equal("laptop", (await CustomerAsync("ann")).GetProperty("parted")[0].GetProperty("value").GetString());

        await KindredAsync("customer", "ann", "--rejoin", "laptop");
        await RunAsync();

        Assert.Equal(("ann", 6, "ann,laptop,phone"), Told(await CustomerAsync("laptop")));
    }

    async Task RunAsync() => await KindredAsync("run", "--quiet");

    async Task<JsonElement> CustomerAsync(string id) => JsonDocument.Parse((await KindredAsync("customer", id, "--json")).Output).RootElement;

    async Task<Run> KindredAsync(params string[] arguments)
    {
        var run = await Run.KindredAsync([.. arguments, "--dir", _folder.Path]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run;
    }

    static (string?, int, string) Told(JsonElement customer) => (
        customer.GetProperty("customer").GetProperty("value").GetString(),
        customer.GetProperty("features").GetProperty("events").GetInt32(),
        string.Join(',', customer.GetProperty("ids").EnumerateArray().Select(known => known.GetProperty("id").GetProperty("value").GetString()).Distinct().Order()));

    /// <summary>All features but those that compare the customer with others, who did more since.</summary>
    static IEnumerable<string> Measured(JsonElement customer) =>
        customer.GetProperty("features").EnumerateObject().Select(feature => feature.ToString()).TakeWhile(feature => !feature.StartsWith("\"rfm_", StringComparison.Ordinal));

    static string Links(JsonElement result) => string.Join(';', result.GetProperty("links").EnumerateArray()
        .Select(link => $"{link.GetProperty("a").GetProperty("value")} with {link.GetProperty("b").GetProperty("value")}"));
}
