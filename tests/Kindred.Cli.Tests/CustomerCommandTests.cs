using System.Text.Json;

namespace Kindred.Cli.Tests;

[Collection("Shop")]
public sealed class CustomerCommandTests(ShopProject shop)
{
    [Fact]
    public async Task A_customer_is_shown_with_ids_segments_features_and_events()
    {
        var run = await Run.KindredAsync("customer", "c7", "--json", "--dir", shop.Path);

        var customer = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("""{"kind":"user","value":"c7"}""", customer.GetProperty("customer").GetRawText());
        Assert.Equal(10, customer.GetProperty("features").GetProperty("orders").GetInt32());
        Assert.Equal("behaviour", customer.GetProperty("segments")[0].GetProperty("model").GetString());
        Assert.Equal(10, customer.GetProperty("latest").GetArrayLength());
    }

    [Fact]
    public async Task A_customer_is_told_in_words()
    {
        var run = await Run.KindredAsync("customer", "c7", "--dir", shop.Path);

        Assert.StartsWith("c7", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n  user c7 +orders +10 events +2026-03-08 to 2026-03-17", run.Output);
    }

    [Fact]
    public async Task An_id_that_nobody_has_is_told_as_not_found()
    {
        var run = await Run.KindredAsync("customer", "nobody", "--json", "--dir", shop.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("not_found", JsonDocument.Parse(run.Output).RootElement.GetProperty("error").GetProperty("kind").GetString());
    }
}
