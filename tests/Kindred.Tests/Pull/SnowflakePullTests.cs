using System.Buffers.Text;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kindred.Pull;

namespace Kindred.Tests.Pull;

/// <summary>Replies are in the form that Snowflake documents for version 2 of its SQL API.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SnowflakePullTests : IDisposable
{
    const string Types = """
        {"name":"ID","type":"fixed","scale":0,"precision":38,"nullable":false},
        {"name":"PLACED_AT","type":"timestamp_ltz","scale":9,"precision":0,"nullable":true},
        {"name":"CUSTOMER","type":"text","scale":null,"precision":null,"nullable":true},
        {"name":"WORTH","type":"fixed","scale":2,"precision":10,"nullable":true},
        {"name":"UPDATED_AT","type":"timestamp_ntz","scale":9,"precision":0,"nullable":true}
        """;

    const string Partition = """{"rowCount":1,"uncompressedSize":100}""";

    static readonly Reply Described = new(200, Result("", 1));

    readonly PullingProject _project = new();

    public SnowflakePullTests() => _project.Keep("SNOW_TOKEN", "the-very-token-9");

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Partitions_become_events_and_the_next_pull_binds_the_mark()
    {
        await using var service = new RecordedService(
            Described,
            new(200, Result("""["1","1777629660.000000000","anna","7.50","1777629660.123456789"]""", 2)),
            new(200, """{"data":[["2","1777629720.000000000","bert",null,"1777629720.000000000"],["3","1777629780.000000000",null,"1.00",null]]}"""),
            Described,
            new(200, Result("""["2","1777629720.000000000","bert",null,"1777629720.000000000"]""", 1)));
        Declare(service);

        var (first, second) = (await _project.PullAsync(), await _project.PullAsync());

        Assert.Equal(((3, 2, 0, 1), "2026-05-01 10:02:00"), ((first.Read, first.Kept, first.Duplicate, first.Rejected), first.Mark));
        Assert.Equal((1, 0, 1, 0), (second.Read, second.Kept, second.Duplicate, second.Rejected));
        Assert.Equal("1777629660000 anna 7.5", await _project.ValueAsync("SELECT concat(toString(occurred_at), ' ', user_id, ' ', toString(revenue)) FROM events WHERE user_id = 'anna'"));
        Assert.Equal(["POST /api/v2/statements", "POST /api/v2/statements", "GET /api/v2/statements/handle-1?partition=1", "POST /api/v2/statements", "POST /api/v2/statements"],
            service.Asked.Select(asked => $"{asked.Method} {asked.Path}"));
        Assert.Equal("SELECT * FROM sales.\"or\"\"ders\"", service.Asked[1].Json.GetProperty("statement").GetString());
        Assert.Equal("SELECT * FROM sales.\"or\"\"ders\" WHERE updated_at >= CAST(? AS TIMESTAMP_NTZ) OR updated_at IS NULL", service.Asked[4].Json.GetProperty("statement").GetString());
        Assert.Equal("""{"1":{"type":"TEXT","value":"2026-05-01 09:52:00"}}""", service.Asked[4].Json.GetProperty("bindings").GetRawText());
        Assert.Equal(("SHOP", "WH", "Europe/Berlin"), (Text(service.Asked[1], "database"), Text(service.Asked[1], "warehouse"), service.Asked[1].Json.GetProperty("parameters").GetProperty("TIMEZONE").GetString()));
        Assert.All(service.Asked, asked => Assert.Equal(("Bearer the-very-token-9", null), (asked.Authorization, asked.TokenType)));
        Assert.Empty(_project.FilesWith("the-very-token-9"));
    }

    [Fact]
    public async Task A_statement_that_takes_long_is_asked_for_again_and_a_busy_service_is_waited_for()
    {
        const string Running = """{"code":"333334","message":"Asynchronous execution in progress.","statementHandle":"handle-1","statementStatusUrl":"/api/v2/statements/handle-1"}""";
        await using var service = new RecordedService(
            new(429, """{"code":"390500","message":"Too many requests"}""", ("Retry-After", "0")),
            Described,
            new(202, Running),
            new(202, Running),
            new(503, "no JSON at all", ("Retry-After", "0")),
            new(200, Result("""["1","1777629660.000000000","anna","7.50","1777629660.000000000"]""", 1)));
        Declare(service);

        var pulled = await _project.PullAsync();

        Assert.Equal((1, 0), (pulled.Kept, service.Left));
        Assert.Equal("GET /api/v2/statements/handle-1", $"{service.Asked[^1].Method} {service.Asked[^1].Path}");
    }

    [Fact]
    public async Task A_key_signs_tokens_and_one_that_has_expired_is_replaced()
    {
        using var rsa = RSA.Create(2048);
        _project.Keep("SNOW_TOKEN", rsa.ExportPkcs8PrivateKeyPem());
        await using var service = new RecordedService(
            new(401, """{"code":"390144","message":"JWT token is invalid."}"""),
            Described,
            new(200, Result("""["1","1777629660.000000000","anna","7.50","1777629660.000000000"]""", 1)));
        Declare(service);

        var pulled = await _project.PullAsync();

        Assert.Equal((1, 3), (pulled.Kept, service.Asked.Count));
        var parts = service.Asked[1].Authorization!["Bearer ".Length..].Split('.');
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var claims = JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(parts[1]));
        var fingerprint = Convert.ToBase64String(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()));
        Assert.Equal(($"ORG-ACC.READER.SHA256:{fingerprint}", "ORG-ACC.READER", 55 * 60), (
            claims.GetProperty("iss").GetString(), claims.GetProperty("sub").GetString(), claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()));
        Assert.All(service.Asked, asked => Assert.Equal("KEYPAIR_JWT", asked.TokenType));
    }

    [Fact]
    public async Task What_Snowflake_refuses_is_told_with_its_place_and_what_to_do()
    {
        await using var service = new RecordedService(
            new(422, """{"code":"002003","message":"SQL compilation error:\nObject 'ORDERS' does not exist or not authorized.","sqlState":"42S02","statementHandle":"handle-1"}"""),
            new(401, """{"code":"390318","message":"OAuth access token expired."}"""),
            new(429, "{}", ("Retry-After", "3600")));
        Declare(service);

        var (missing, expired, busy) = (
            await Assert.ThrowsAsync<PullException>(_project.PullAsync), await Assert.ThrowsAsync<PullException>(_project.PullAsync), await Assert.ThrowsAsync<PullException>(_project.PullAsync));

        Assert.Equal("Source orders cannot be pulled from snowflake://org-acc/SHOP/sales.or\"ders: Snowflake answers 'SQL compilation error:\nObject 'ORDERS' does not exist or not authorized' (422). "
            + "Correct the table or query of the source in kindred.yaml, or what the role may read.", missing.Message);
        Assert.EndsWith("it no longer takes the token in the secret SNOW_TOKEN. Make a new one.", expired.Message, StringComparison.Ordinal);
        Assert.EndsWith("it has no time for us now (429 no reason given). Pull again later, or less often.", busy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_not_sent_over_an_open_line()
    {
        Declare("http://warehouse.example");

        var refused = await Assert.ThrowsAsync<DefinitionException>(_project.PullAsync);

        Assert.EndsWith("'http://warehouse.example' is no address to send a secret to. Write one that begins with https://.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20574", "date", "2026-05-01")]
    [InlineData("36000.500000000", "time", "10:00:00.5")]
    [InlineData("1777629660.123456789", "timestamp_ntz", "2026-05-01 10:01:00.1234567")]
    [InlineData("1777629660.000000000 1500", "timestamp_tz", "2026-05-01T10:01:00Z")]
    [InlineData("-0.5", "timestamp_ltz", "1969-12-31T23:59:59.5Z")]
    [InlineData("true", "boolean", "true")]
    [InlineData("{\"a\": 1}", "variant", "{\"a\": 1}")]
    public void Values_are_written_as_a_file_would_have_them(string cell, string type, string text) => Assert.Equal(text, SnowflakeTable.Text(cell, type));

    static string? Text(Asked asked, string key) => asked.Json.GetProperty(key).GetString();

    /// <summary>The first partition of a result.</summary>
    static string Result(string row, int partitions) => $$"""
        {"resultSetMetaData":{"numRows":1,"format":"jsonv2","partitionInfo":[{{string.Join(",", Enumerable.Repeat(Partition, partitions))}}],"rowType":[{{Types}}]},
        "data":[{{row}}],"code":"090001","statementStatusUrl":"/api/v2/statements/handle-1","sqlState":"00000","statementHandle":"handle-1","message":"Statement executed successfully.","createdOn":1777629660000}
        """;

    void Declare(RecordedService service) => Declare(service.Address);

    void Declare(string address) => _project.Declare($$"""
            timezone: Europe/Berlin
            snowflake: { account: org-acc, address: "{{address}}", user: reader, secret: SNOW_TOKEN, database: SHOP, warehouse: WH, table: 'sales.or"ders', mark: updated_at }
            map: { message_id: ID, event: { constant: Order Completed }, occurred_at: PLACED_AT, user_id: CUSTOMER, revenue: WORTH }
        """);
}
