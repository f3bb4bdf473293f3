using System.Text;
using System.Text.Json;

namespace Kindred.Server.Tests.Collecting;

public sealed class SnowplowTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("pv", "", "Page Viewed")]
    [InlineData("se", """ "se_ca":"shop","se_ac":"Coupon Applied","se_la":"SPRING","se_va":"3", """, "Coupon Applied")]
    [InlineData("tr", """ "tr_id":"o1","tr_tt":"60","tr_tx":"6","tr_sh":"4","tr_cu":"EUR", """, "Order Completed")]
    [InlineData("pp", """ "pp_may":"300","vp":"800x600","ds":"800x1200", """, "Page Pinged")]
    [InlineData("ue", """ "ue_pr":"{\"schema\":\"iglu:x/unstruct_event/jsonschema/1-0-0\",\"data\":{\"schema\":\"iglu:com.example/add_to_cart/jsonschema/1-0-0\",\"data\":{\"sku\":\"S\"}}}", """, "Product Added")]
    public async Task Each_kind_of_event_has_its_name_and_fields(string kind, string more, string name)
    {
        var answer = await server.SendAsync(
            "/com.snowplowanalytics.snowplow/tp2",
            new StringContent($$"""{"schema":"iglu:x","data":[{"e":"{{kind}}","eid":"snow {{kind}}","aid":"{{server.Key}}",{{more}}"url":"https://shop.example/","duid":"visitor","uid":"anna","sid":"s","dtm":"1772366400000","stm":"1772366401000"}]}"""),
            key: null);

        Assert.Equal(200, (int)answer.StatusCode);
        var found = await server.EventAsync($"snow {kind}");
        Assert.Equal((name, "anna", "visitor", "s", "https://shop.example/"), (found["event"], found["user_id"], found["anonymous_id"], found["session_id"], found["url"]));
        switch (kind)
        {
            case "se":
                Assert.Equal(("shop", "SPRING"), (found["category"], JsonDocument.Parse(found["properties"]).RootElement.GetProperty("label").GetString()));
                break;
            case "tr":
                Assert.Equal(("o1", "50", "EUR"), (found["order_id"], found["revenue"], found["currency"]));
                break;
            case "pp":
                Assert.Equal(("0.75", "10"), (found["scroll_depth"], found["duration_seconds"])); // 300 scrolled + 600 seen of 1,200
                break;
            case "ue":
                Assert.Equal("S", found["product_id"]);
                break;
        }
    }

    [Theory]
    [InlineData("consent_preferences", """{"eventType":"allow_selected","consentScopes":["marketing"]}""", "", "Consent Granted", "marketing")]
    [InlineData("consent_preferences", """{"eventType":"allow_all","consentScopes":["marketing","analytics"]}""", "", "Consent Granted", null)]
    [InlineData("consent_preferences", """{"eventType":"withdrawn","consentScopes":["marketing"]}""", "", "Consent Withdrawn", "marketing")]
    [InlineData("consent_preferences", """{"eventType":"pending","consentScopes":["marketing"]}""", "", "consent_preferences", "marketing")]
    [InlineData("consent_granted", "{}", """{"schema":"iglu:com.snowplowanalytics.snowplow/consent_document/jsonschema/1-0-0","data":{"id":"mails","version":"1"}}""", "Consent Granted", "mails")]
    [InlineData("consent_withdrawn", """{"all":true}""", "", "Consent Withdrawn", null)]
    public async Task A_choice_becomes_an_event_of_consent_with_its_purpose(string schema, string data, string entity, string name, string? purpose)
    {
        var said = $$$"""{"schema":"iglu:x/unstruct_event/jsonschema/1-0-0","data":{"schema":"iglu:com.snowplowanalytics.snowplow/{{{schema}}}/jsonschema/1-0-0","data":{{{data}}}}}""";
        var message = $"snow {schema} {data}";
        var body = JsonSerializer.Serialize(new
        {
            schema = "iglu:x",
            data = new[] { new Dictionary<string, string> { ["e"] = "ue", ["eid"] = message, ["aid"] = server.Key, ["duid"] = "visitor", ["ue_pr"] = said, ["co"] = $$"""{"data":[{{entity}}]}""" } },
        });

        Assert.Equal(200, (int)(await server.SendAsync("/com.snowplowanalytics.snowplow/tp2", new StringContent(body), key: null)).StatusCode);

        var found = await server.EventAsync(message);
        Assert.Equal(name, found["event"]);
        Assert.Equal(purpose, found["properties"].Length > 0 && JsonElement.Parse(found["properties"]).TryGetProperty("purpose", out var told) ? told.GetString() : null);
    }

    [Fact]
    public async Task What_has_no_field_is_kept_and_the_true_time_goes_before_the_clock_of_the_device()
    {
        await server.SendAsync(
            "/com.snowplowanalytics.snowplow/tp2",
            new StringContent($$"""{"data":[{"e":"pv","eid":"snow more","aid":"{{server.Key}}","duid":"v","dtm":"1795000000000","stm":"1795000009000","ttm":"1772366400000","tnuid":"n","ip":"203.0.113.77","own":"x"}]}"""),
            key: null);

        var found = await server.EventAsync("snow more");
        Assert.Equal(("1772366400000", """{"ip":"203.0.113.0","tnuid":"n","own":"x"}"""), (found["occurred_at"], found["context"]));
    }

    [Fact]
    public async Task A_pixel_that_is_not_kept_does_not_say_that_it_is()
    {
        var key = server.NewKey("snow_limited", itemsPerSecond: 1).Secret;
        var statuses = new List<int>();
        HttpResponseMessage? last = null;
        for (var i = 0; i < 10 && last?.IsSuccessStatusCode != false; i++)
        {
            last = await server.Client.GetAsync(i % 2 == 0 ? $"/i?e=pv&duid=v&aid={key}" : $"/pixel/v1/track?anonymousId=v&event=E&writeKey={key}");
            statuses.Add((int)last.StatusCode);
        }

        Assert.Equal((200, 429, "image/gif"), (statuses[0], statuses[^1], last!.Content.Headers.ContentType!.MediaType));
        Assert.Equal(TimeSpan.FromSeconds(1), last.Headers.RetryAfter!.Delta);
        Assert.Equal(statuses.Count - 1, await server.CountAsync($"source = 'snow_limited'"));
    }

    [Fact]
    public async Task A_pixel_brings_an_event_and_anonymous_tracking_leaves_no_address()
    {
        var context = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"schema":"c","data":[]}""")).Replace('+', '-').Replace('/', '_').TrimEnd('=');
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/i?e=pv&eid=snowpixel&aid={server.Key}&duid=v&cx={context}");
        request.Headers.Add("SP-Anonymous", "*");

        var answer = await server.Client.SendAsync(request);

        Assert.Equal("image/gif", answer.Content.Headers.ContentType!.MediaType);
        var found = await server.EventAsync("snowpixel");
        Assert.Equal("""{"contexts":{"schema":"c","data":[]}}""", found["context"]);
    }
}
