using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Kindred.Project;
using Kindred.Server.Collecting;
using Kindred.Testing;

namespace Kindred.Server.Tests.Collecting;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PrivacyTests : IDisposable
{
    /// <summary>Files that hold no more than who has them open.</summary>
    static readonly string[] Locked = ["lock", "spool.db.lock", "status"];

    const string Plain = "\"e\":\"pv\"";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_declared_never_touches_the_disk()
    {
        TestServer.WriteProject(_folder.Path, "privacy: { hash: [email], sources: { web: { drop: [ssn] } } }\n");
        await using (var server = await StartAsync())
        {
            var answers = await Task.WhenAll(
                SendAsync(server, "/v1/identify", """{"userId":"u","messageId":"m","traits":{"email":"anna@planted.example","ssn":"planted 078-05"},"context":{"ip":"203.0.113.77"}}"""),
                SendAsync(server, "/v1/track", """{"userId":"u","messageId":"n","event":"E","context":{"page":{"url":"https://s/?email=anna%40planted.example"}}}"""),
                SendAsync(server, "/v1/batch", """{"batch":[{"type":"track","event":"E","userId":"u","properties":{"ssn":"planted"}},{"type":"nothing","email":"planted"},{"type":"track","email":"planted \ud800"}]}"""));
            Assert.All(answers, status => Assert.Equal(200, status));

            // What waits in the spool is there already; the rest is looked for when everything is moved.
            Assert.Equal("", Found("planted"));
            await server.Mover.CatchUpAsync(CancellationToken.None);
            var properties = await server.Store.UseAsync(engine => engine.ValueAsync<string>($"SELECT properties FROM events WHERE event_id = sipHash128('m')", CancellationToken.None), CancellationToken.None);
            Assert.Matches("""^\{"email":"[0-9a-f]{32}"\}$""", properties);
            Assert.Equal(
                ["accepted 3", "rejected 1 the event holds what is no text or number", "rejected 1 type is none of track, identify, page, screen, group and alias"],
                Told(server));
        }

        Assert.Equal("", Found("planted") + Found("203.0.113.77"));
        Assert.NotEqual("", Found("203.0.113.0"));
        string[] own = [_folder.File(".kindred/privacy.secret"), .. Directory.GetFiles(_folder.File(".kindred"), "*.db")];
        Assert.Equal(3, own.Length);
        Assert.All(own, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Theory]
    [InlineData("", "", """{"userId":"u","event":"E"}""", "accepted 1")]
    [InlineData("", "Sec-GPC", """{"userId":"u","event":"E"}""", "rejected 1 the browser asks not to be tracked")]
    [InlineData("", "DNT", """{"userId":"u","event":"E"}""", "rejected 1 the browser asks not to be tracked")]
    [InlineData("signals: ignored", "DNT", """{"userId":"u","event":"E"}""", "accepted 1")]
    [InlineData("signals: activate", "Sec-GPC", """{"userId":"u","event":"E"}""", "accepted 1, marked")]
    [InlineData("", "Sec-GPC", """{"userId":"u","event":"E","context":{"consent":{"categoryPreferences":{"Analytics":true}}}}""", "accepted 1")]
    [InlineData("", "", """{"userId":"u","event":"E","context":{"consent":{"categoryPreferences":{"collect":false}}}}""", "rejected 1 no consent to collect")]
    [InlineData("", "", """{"userId":"u","event":"E","context":{"consent":{"categoryPreferences":{"Analytics":false,"Advertising":true}}}}""", "rejected 1 no consent to analyse")]
    [InlineData("", "", """{"userId":"u","event":"E","context":{"consent":{"categoryPreferences":{"Advertising":true,"Marketing":false}}}}""", "accepted 1, marked")]
    [InlineData("", "", """{"userId":"u","event":"E","context":{"consentManagement":{"deniedConsentIds":["Analytics"]}}}""", "rejected 1 no consent to analyse")]
    [InlineData("require: [collect, activate]", "", """{"userId":"u","event":"E","context":{"consentManagement":{"allowedConsentIds":["Marketing"],"deniedConsentIds":[]}}}""", "accepted 1")]
    [InlineData("require: [activate]", "", """{"userId":"u","event":"E","context":{"consentManagement":{"allowedConsentIds":["Analytics"]}}}""", "accepted 1, marked")]
    [InlineData("categories: { C2: analyse }", "", """{"userId":"u","event":"E","context":{"consent":{"categoryPreferences":{"C2":false}}}}""", "rejected 1 no consent to analyse")]
    [InlineData("require: [collect]", "", """{"userId":"u","event":"E"}""", "rejected 1 no consent to collect")]
    [InlineData("sources: { web: { require: [activate] } }", "", """{"userId":"u","event":"E"}""", "accepted 1, marked")]
    [InlineData("sources: { app: { require: [collect] } }", "", """{"userId":"u","event":"E"}""", "accepted 1")]
    public async Task Consent_and_signals_decide_what_is_stored(string privacy, string header, string body, string expected)
    {
        TestServer.WriteProject(_folder.Path, $"privacy: {{ {privacy} }}\n");
        await using var server = await StartAsync();

        Assert.Equal(200, await SendAsync(server, "/v1/track", body, header));

        Assert.Equal(expected, await OutcomeAsync(server));
    }

    [Theory]
    [InlineData("\"consent\":{\"ad_user_data\":\"DENIED\",\"ad_personalization\":\"GRANTED\"}", "accepted 1, marked")]
    [InlineData("\"consent\":{\"ad_user_data\":\"GRANTED\"}", "accepted 1")]
    [InlineData("\"non_personalized_ads\":true", "accepted 1, marked")]
    [InlineData("\"non_personalized_ads\":false", "accepted 1")]
    public async Task Googles_consent_is_that_of_all_events_of_a_request(string said, string expected)
    {
        TestServer.WriteProject(_folder.Path);
        await using var server = await StartAsync();

        Assert.Equal(204, await SendAsync(server, "/mp/collect", $$"""{"client_id":"c",{{said}},"events":[{"name":"page_view"}]}"""));

        Assert.Equal(expected, await OutcomeAsync(server));
    }

    [Theory]
    [InlineData("", "accepted 1")]
    [InlineData("require: [activate]", "accepted 1, marked")]
    [InlineData("sources: { web: { require: [collect] } }", "rejected 1 no consent to analyse")]
    public async Task What_a_key_requires_comes_on_top_of_the_project_and_the_source(string privacy, string expected)
    {
        TestServer.WriteProject(_folder.Path, $"privacy: {{ {privacy} }}\n");
        await using var server = await StartAsync();
        var allowed = expected.StartsWith("accepted", StringComparison.Ordinal) ? "\"analyse\":true" : "\"collect\":true";

        await SendAsync(server, "/v1/track", """{"userId":"u","event":"E","context":{"consent":{"categoryPreferences":{ ALLOWED }}}}""".Replace("ALLOWED", allowed, StringComparison.Ordinal), require: [Purpose.Analyse]);

        Assert.Equal(expected, await OutcomeAsync(server));
    }

    [Theory]
    [InlineData("$opt_in", "\"$x\":1", "accepted 1")]
    [InlineData("$opt_in", "\"$cookieless_mode\":true", "accepted 1, marked")]
    [InlineData("E", "\"$x\":1", "rejected 1 no consent to collect")]
    public async Task PostHogs_opting_in_is_consent_and_its_cookieless_mode_refuses_to_be_addressed(string name, string more, string expected)
    {
        TestServer.WriteProject(_folder.Path, "privacy: { require: [collect] }\n");
        await using var server = await StartAsync();
        var secret = server.Keys.Create("hog", "web", strict: false, itemsPerSecond: 0).Secret;

        await SendAsync(server, "/batch", $$$"""{"api_key":"{{{secret}}}","batch":[{"event":"{{{name}}}","distinct_id":"v","properties":{ {{{more}}} }}]}""");

        Assert.Equal(expected, await OutcomeAsync(server));
    }

    [Theory]
    [InlineData(Plain, "rejected 1 no consent to collect")]
    [InlineData(""" "e":"pv","co":"{\"data\":[{\"schema\":\"iglu:com.snowplowanalytics.snowplow/gdpr/jsonschema/1-0-0\",\"data\":{\"basisForProcessing\":\"contract\"}}]}" """, "rejected 1 no consent to collect")]
    [InlineData(""" "e":"pv","co":"{\"data\":[{\"schema\":\"iglu:com.snowplowanalytics.snowplow/gdpr/jsonschema/1-0-0\",\"data\":{\"basisForProcessing\":\"consent\",\"documentId\":null}}]}" """, "accepted 1, marked")]
    [InlineData(""" "e":"pv","co":"{\"data\":[{\"schema\":\"iglu:com.snowplowanalytics.snowplow/gdpr/jsonschema/1-0-0\",\"data\":{\"basisForProcessing\":\"consent\",\"documentId\":\"marketing\"}}]}" """, "accepted 1")]
    [InlineData(""" "e":"ue","ue_pr":"{\"data\":{\"schema\":\"iglu:com.snowplowanalytics.snowplow/consent_preferences/jsonschema/1-0-0\",\"data\":{\"eventType\":\"allow_selected\",\"consentScopes\":[\"analytics\",\"marketing\"]}}}" """, "accepted 1")]
    [InlineData(""" "e":"ue","ue_pr":"{\"data\":{\"schema\":\"iglu:com.snowplowanalytics.snowplow/consent_preferences/jsonschema/1-0-0\",\"data\":{\"eventType\":\"deny_all\",\"consentScopes\":[\"marketing\"]}}}" """, "rejected 1 no consent to collect")]
    [InlineData(""" "e":"pv","co":"{\"data\":[{\"schema\":1}," """, "rejected 1 no consent to collect")]
    public async Task Snowplows_consent_is_that_of_the_event_and_what_comes_with_it(string more, string expected)
    {
        TestServer.WriteProject(_folder.Path, "privacy: { require: [collect, activate] }\n");
        await using var server = await StartAsync();
        var secret = server.Keys.Create("snow", "web", strict: false, itemsPerSecond: 0).Secret;

        await SendAsync(server, "/com.snowplowanalytics.snowplow/tp2", $$"""{"schema":"iglu:x","data":[{"aid":"{{secret}}","duid":"v",{{more}}}]}""");

        Assert.Equal(expected, await OutcomeAsync(server));
    }

    [Fact]
    public async Task Who_does_not_consent_is_no_mistake_to_a_strict_key()
    {
        TestServer.WriteProject(_folder.Path, "privacy: { require: [collect] }\n");
        await using var server = await StartAsync();

        var refused = await SendAsync(server, "/v1/track", """{"userId":"u","event":"E"}""", strict: true);
        var wrong = await SendAsync(server, "/v1/track", """{"userId":"u","context":{"consent":{"categoryPreferences":{"collect":true}}}}""", strict: true);

        Assert.Equal((200, 422), (refused, wrong));
        Assert.Contains("rejected 1 no consent to collect", Told(server));
    }

    [Fact]
    public async Task Of_a_batch_those_are_stored_who_allowed_it()
    {
        TestServer.WriteProject(_folder.Path);
        await using var server = await StartAsync();
        const string Refusing = """ "context":{"consent":{"categoryPreferences":{"collect":false}}}""";

        await SendAsync(server, "/v1/batch", $$"""
            {"batch":[{"type":"track","event":"E","userId":"u1","messageId":"1"},{"type":"track","event":"E","userId":"planted",{{Refusing}}},{"type":"track","event":"E","userId":"u3","messageId":"3"}]}
            """);
        await SendAsync(server, "/v1/batch", "{" + Refusing + ""","batch":[{"type":"track","event":"E","userId":"planted"},{"type":"track","event":"E","userId":"u5","context":{"consent":{"categoryPreferences":{"collect":true}}}}]}""");

        await server.Mover.CatchUpAsync(CancellationToken.None);
        var users = await server.Store.UseAsync(engine => engine.QueryAsync($"SELECT user_id FROM events ORDER BY user_id", row => row.Get<string>(0), CancellationToken.None), CancellationToken.None);
        Assert.Equal(["u1", "u3", "u5"], users);
        Assert.Equal(["accepted 3", "rejected 2 no consent to collect"], Told(server));
        Assert.Equal("", Found("planted"));
    }

    [Theory]
    [InlineData("/v1/batch", """{"writeKey":"KEY","batch":[{"type":"track","event":"E","userId":"u"},{"type":"nothing","writeKey":"KEY"}]}""")]
    [InlineData("/batch", """{"batch":[{"event":"E","distinct_id":"u","properties":{"token":"KEY"}},"KEY"]}""")]
    [InlineData("/api/s/batch", """{"context":{"writeKey":"KEY"},"batch":[{"type":"track","event":"E","userId":"u"},{"type":"nothing","context":{"writeKey":"KEY"}}]}""")]
    [InlineData("/com.snowplowanalytics.snowplow/tp2", """{"schema":"payload_data","data":[{"e":"pv","aid":"KEY","duid":"u","url":"https://s/?k=KEY"},"KEY"]}""")]
    public async Task The_secret_of_a_write_key_is_struck_out(string path, string body)
    {
        TestServer.WriteProject(_folder.Path);
        await using var server = await StartAsync();
        var secret = server.Keys.Create("web", "web", strict: false, itemsPerSecond: 0).Secret;
        using var client = new HttpClient { BaseAddress = new(server.Address) };

        using var answer = await client.PostAsync(path, new StringContent(body.Replace("KEY", secret, StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", Found(secret));
        await server.Mover.CatchUpAsync(CancellationToken.None);
        var kept = await server.Store.UseAsync(
            engine => engine.QueryAsync(
                $"SELECT toString(tuple(*)) FROM events UNION ALL SELECT raw FROM events_rejected", row => row.Get<string>(0), CancellationToken.None),
            CancellationToken.None);
        Assert.Equal(2, kept.Count);
        Assert.DoesNotContain(secret, string.Concat(kept), StringComparison.Ordinal);
        Assert.Contains(new string('*', secret.Length), string.Concat(kept), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_others_can_read_or_that_is_short_is_refused()
    {
        var path = _folder.File("privacy.secret");
        File.WriteAllText(path, "long enough for a secret");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("chmod 600", Assert.Throws<DefinitionException>(() => HashSecret.Of(_folder.File("store"))).Message, StringComparison.Ordinal);

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal("long enough for a secret"u8.ToArray(), HashSecret.Of(_folder.File("store")));
        File.WriteAllText(path, "short");
        Assert.Contains("at least 16", Assert.Throws<DefinitionException>(() => HashSecret.Of(_folder.File("store"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_in_the_environment_goes_before_the_file()
    {
        Environment.SetEnvironmentVariable(HashSecret.Variable, "a secret of the environment");
        try
        {
            Assert.Equal("a secret of the environment"u8.ToArray(), HashSecret.Of(_folder.File("store")));
            Assert.False(File.Exists(_folder.File("privacy.secret")));
        }
        finally
        {
            Environment.SetEnvironmentVariable(HashSecret.Variable, null);
        }
    }

    async Task<KindredServer> StartAsync()
    {
        var server = KindredServer.Build(ProjectFile.Open(_folder.Path), new() { Port = 0, MoveEvery = TimeSpan.FromMilliseconds(20) }, TimeProvider.System);
        await server.StartAsync(CancellationToken.None);
        return server;
    }

    static async Task<int> SendAsync(KindredServer server, string path, string body, string header = "", IReadOnlyList<Purpose>? require = null, bool strict = false)
    {
        var secret = server.Keys.Create($"web{server.Keys.List().Count}", "web", strict, itemsPerSecond: 0, require).Secret;
        using var client = new HttpClient { BaseAddress = new(server.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secret}:")));
        if (header.Length > 0)
        {
            client.DefaultRequestHeaders.Add(header, "1");
        }

        return (int)(await client.PostAsync($"{path}?api_secret={secret}", new StringContent(body))).StatusCode;
    }

    /// <summary>What became of the one event that was sent.</summary>
    static async Task<string> OutcomeAsync(KindredServer server)
    {
        await server.Mover.CatchUpAsync(CancellationToken.None);
        var outcome = Assert.Single(Told(server));
        return outcome == "accepted 1" && await server.Store.UseAsync(
            engine => engine.ValueAsync<bool>($"SELECT max(context LIKE '%\"refused\":[\"activate\"]%') = 1 FROM events", CancellationToken.None), CancellationToken.None)
            ? $"{outcome}, marked"
            : outcome;
    }

    /// <summary>What became of all events, whatever their key.</summary>
    static IEnumerable<string> Told(KindredServer server) => server.Counts().GroupBy(count => (count.Outcome, count.Reason))
        .OrderBy(alike => alike.Key).Select(alike => $"{alike.Key.Outcome} {alike.Sum(count => count.Items)} {alike.Key.Reason}".TrimEnd());

    /// <summary>The files below the project in which a text stands.</summary>
    string Found(string text) => string.Join(' ', Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => !Locked.Contains(Path.GetFileName(file))).Where(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd().Contains(text, StringComparison.Ordinal);
    }));
}
