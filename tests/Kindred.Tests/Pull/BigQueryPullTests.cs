using System.Buffers.Text;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Kindred.Pull;

namespace Kindred.Tests.Pull;

/// <summary>Replies are in the form that Google documents for version 2 of BigQuery's REST API.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BigQueryPullTests : IDisposable
{
    const string Schema = """
        "schema":{"fields":[{"name":"id","type":"INTEGER","mode":"NULLABLE"},{"name":"placed_at","type":"TIMESTAMP","mode":"NULLABLE"},{"name":"customer","type":"STRING","mode":"NULLABLE"},
        {"name":"worth","type":"NUMERIC","mode":"NULLABLE"},{"name":"tags","type":"STRING","mode":"REPEATED"}]}
        """;

    const string Job = """ "jobReference":{"projectId":"pay","jobId":"job_1","location":"EU"} """;

    static readonly Reply Token = new(200, """{"access_token":"token-1","expires_in":3599,"token_type":"Bearer"}""");

    static readonly Reply Dry = new(200, $$"""{"kind":"bigquery#job","configuration":{"dryRun":true},"statistics":{"query":{ {{Schema}} } },"status":{"state":"DONE"} }""");

    readonly PullingProject _project = new();
    readonly RSA _key = RSA.Create(2048);

    public void Dispose()
    {
        _key.Dispose();
        _project.Dispose();
    }

    [Fact]
    public async Task Pages_become_events_and_the_next_pull_binds_the_mark()
    {
        await using var service = new RecordedService(
            Token,
            Dry,
            new(200, $$"""{ {{Job}}, "jobComplete":false}"""),
            new(200, $$"""{ {{Job}}, "jobComplete":true, {{Schema}}, "totalRows":"3","pageToken":"next=1","rows":[{{Row(1, "1777629660123456", "anna", "\"7.5\"")}},{{Row(2, "1777629720000000", "bert", "null")}}]}"""),
            new(200, $$"""{ {{Job}}, "jobComplete":true, {{Schema}}, "totalRows":"3","rows":[{{Row(3, "1777629780000000", "", "null")}}]}"""),
            Token,
            Dry,
            new(200, $$"""{ {{Job}}, "jobComplete":true, {{Schema}}, "totalRows":"1","rows":[{{Row(2, "1777629720000000", "bert", "null")}}]}"""));
        Declare(service);

        var (first, second) = (await _project.PullAsync(), await _project.PullAsync());

        Assert.Equal(((3, 2, 0, 1), "2026-05-01T10:03:00Z"), ((first.Read, first.Kept, first.Duplicate, first.Rejected), first.Mark));
        Assert.Equal((1, 0, 1, 0), (second.Read, second.Kept, second.Duplicate, second.Rejected));
        Assert.Equal("1777629660123 7.5 [{\"v\":\"x\"}]", await _project.ValueAsync(
            "SELECT concat(toString(occurred_at), ' ', toString(revenue), ' ', JSONExtractString(properties, 'tags')) FROM events WHERE user_id = 'anna'"));
        Assert.Equal("/bigquery/v2/projects/pay/queries/job_1?maxResults=20000&timeoutMs=10000&formatOptions.useInt64Timestamp=true&location=EU&pageToken=next%3D1", service.Asked[4].Path);
        var query = service.Asked[7].Json;
        Assert.Equal("SELECT * FROM `sales.orders` WHERE `placed_at` >= ? OR `placed_at` IS NULL", query.GetProperty("query").GetString());
        Assert.Equal("""[{"parameterType":{"type":"TIMESTAMP"},"parameterValue":{"value":"2026-05-01T09:53:00Z"}}]""", query.GetProperty("queryParameters").GetRawText());
        Assert.Equal(("Bearer token-1", 0), (service.Asked[7].Authorization, service.Left));
        Assert.Empty(_project.FilesWith("token-1"));
        Assert.Empty(_project.FilesWith(_key.ExportPkcs8PrivateKeyPem()[100..140]));
    }

    [Fact]
    public async Task The_account_shows_who_it_is_and_gets_a_new_token_when_one_has_expired()
    {
        await using var service = new RecordedService(
            Token,
            Dry,
            new(401, """{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}"""),
            new(200, """{"access_token":"token-2","expires_in":3599,"token_type":"Bearer"}"""),
            new(200, $$"""{ {{Job}}, "jobComplete":true, {{Schema}}, "totalRows":"0"}"""));
        Declare(service);

        var pulled = await _project.PullAsync();

        Assert.Equal((0, "Bearer token-2"), (pulled.Read, service.Asked[^1].Authorization));
        var form = HttpUtility.ParseQueryString(service.Asked[0].Body);
        var parts = form["assertion"]!.Split('.');
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", form["grant_type"]);
        Assert.True(_key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal($$"""{"iss":"reader@pay.example","scope":"https://www.googleapis.com/auth/bigquery","aud":"{{service.Address}}/token","iat":1780315200,"exp":1780318800}""",
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
    }

    [Fact]
    public async Task A_busy_service_is_waited_for_and_what_it_refuses_is_told()
    {
        await using var service = new RecordedService(
            Token,
            new(429, """{"error":{"code":429,"message":"Quota exceeded"}}""", ("Retry-After", "0")),
            new(503, "{}", ("Retry-After", "0")),
            new(404, """{"error":{"code":404,"message":"Not found: Dataset pay:sales was not found in location EU","errors":[{"reason":"notFound"}],"status":"NOT_FOUND"}}"""));
        Declare(service);

        var refused = await Assert.ThrowsAsync<PullException>(_project.PullAsync);

        Assert.Equal("Source orders cannot be pulled from bigquery://pay/sales.orders: BigQuery answers 'Not found: Dataset pay:sales was not found in location EU' (404). "
            + "Correct the table or query of the source in kindred.yaml, or what the service account may read.", refused.Message);
        Assert.Equal(0, service.Left);
    }

    [Fact]
    public async Task A_key_that_is_refused_or_is_none_is_told()
    {
        await using var service = new RecordedService(new Reply(400, """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"""));
        Declare(service);
        var refused = await Assert.ThrowsAsync<PullException>(_project.PullAsync);
        _project.Keep("GOOGLE_KEY", "not a key");
        var wrong = await Assert.ThrowsAsync<DefinitionException>(_project.PullAsync);

        Assert.EndsWith("Google does not let reader@pay.example in (invalid_grant). Correct the secret GOOGLE_KEY.", refused.Message, StringComparison.Ordinal);
        Assert.Equal("The secret GOOGLE_KEY is not the JSON key of a service account, which has client_email, private_key_id, private_key and token_uri.", wrong.Message);
    }

    static string Row(int id, string at, string customer, string worth) =>
        $$"""{"f":[{"v":"{{id}}"},{"v":"{{at}}"},{"v":"{{customer}}"},{"v":{{worth}}},{"v":[{"v":"x"}]}]}""";

    void Declare(RecordedService service)
    {
        _project.Keep("GOOGLE_KEY", JsonSerializer.Serialize(new
        {
            type = "service_account",
            client_email = "reader@pay.example",
            private_key_id = "k1",
            private_key = _key.ExportPkcs8PrivateKeyPem(),
            token_uri = $"{service.Address}/token",
        }));
        _project.Declare($$"""
                bigquery: { project: pay, address: "{{service.Address}}", secret: GOOGLE_KEY, table: sales.orders, mark: placed_at }
                map: { message_id: id, event: { constant: Order Completed }, occurred_at: placed_at, user_id: customer, revenue: worth }
                properties: { tags: tags }
            """);
    }
}
