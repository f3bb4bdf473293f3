using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kindred.Server.Keys;
using Kindred.Server.Tests.Moving;
using Kindred.Testing;
using Microsoft.Extensions.Logging;

namespace Kindred.Server.Tests;

public sealed class TelemetryTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly ConcurrentDictionary<string, double> _measured = [];
    readonly MeterListener _listener = new();

    public TelemetryTests()
    {
        TestServer.WriteProject(_folder.Path);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Telemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_arrives_is_measured_by_what_becomes_of_it()
    {
        var server = KindredServer.Build(Project.ProjectFile.Open(_folder.Path), new() { Port = 0, MoveEvery = TimeSpan.FromSeconds(5) }, TimeProvider.System);
        await using var stopped = server;
        await server.StartAsync(CancellationToken.None);
        using var client = new HttpClient { BaseAddress = new(server.Address) };
        var load = new Load(server.Keys.Create("web", "web", strict: false, itemsPerSecond: 0).Secret);
        await load.PostAsync(client, "first");
        await server.Mover.CatchUpAsync(CancellationToken.None);

        await load.PostAsync(client, "first", "second", "third");
        await client.PostAsync("/v1/track", new StringContent($$"""{"event":"E","writeKey":"{{load.Secret}}"}"""));
        await new Load("nobody's").PostAsync(client, "fourth");
        await Task.Delay(30);
        _listener.RecordObservableInstruments();
        Assert.InRange(_measured["kindred.collector.spool.bytes"], 500, 5000);
        Assert.InRange(_measured["kindred.collector.spool.age"], 0.02, 100);
        await server.Mover.CatchUpAsync(CancellationToken.None);
        while (Sum("rejected reason=no customer id") == 0)
        {
            await Task.Delay(10); // it is counted right after
        }

        _listener.RecordObservableInstruments();
        Assert.Equal(
            (3, 1, 1, 1),
            (Sum("events outcome=accepted"), Sum("events outcome=duplicate"), Sum("rejected reason=no customer id"), Sum("refused reason=the write key is unknown or revoked")));
        Assert.True(_measured["kindred.collector.insert"] > 0);
        Assert.Equal((0, 0), (_measured["kindred.collector.spool.bytes"], _measured["kindred.collector.spool.age"]));
    }

    [Fact]
    public async Task Metrics_go_where_the_standard_variables_say()
    {
        using var collector = new HttpListener();
        var address = Listen(collector);
        var sent = CollectAsync(collector, "kindred.collector.events", "kindred.collector.rejected", "no customer id", "kindred.collector.spool.age", "kindred.collector.insert", "shop-collector");
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            ["OTEL_SERVICE_NAME"] = "shop-collector",
        };
        var load = new Load(NewKey());
        using var server = await Child.StartAsync(_folder.Path, environment: environment);

        await load.PostAsync(server.Client, "first");
        await server.Client.PostAsync("/v1/track", new StringContent($$"""{"event":"E","writeKey":"{{load.Secret}}"}"""));

        Assert.Equal("/v1/metrics", await sent.WaitAsync(TimeSpan.FromMinutes(5)));
        await server.StopAsync();
    }

    [Fact]
    public async Task Logs_tell_what_happens_and_nothing_of_anybody()
    {
        var secret = NewKey();
        using var server = await Child.StartAsync(_folder.Path, new() { Port = 0, LogLevel = LogLevel.Trace }, environment: new Dictionary<string, string>());
        const string Planted = """{"userId":"planted-user","anonymousId":"planted-visitor","event":"planted","traits":{"email":"planted@mail.example"},"context":{"ip":"203.0.113.77","page":{"url":"https://s/?q=planted"}}""";

        foreach (var (path, body) in ((string, string)[])[
            ("/v1/track", $$"""{{Planted}},"writeKey":"{{secret}}"}"""), ("/v1/track", $$"""{{Planted}},"writeKey":"planted"}"""), ("/v1/track", Planted),
            ("/v1/batch", $$"""{"writeKey":"{{secret}}","batch":[{{Planted}}}, 7]}"""), ("/planted", "planted"), ("/e?data=planted", "planted"), ("/v1/track?writeKey=planted&userId=planted", "{")])
        {
            await server.Client.PostAsync(path, new StringContent(body));
        }

        await server.Client.GetAsync($"/pixel/v1/track?writeKey={secret}&userId=planted&event=planted");
        await server.MovedAsync();
        await server.StopAsync();
        var logged = await server.Logged;

        Assert.Contains("\"Message\":\"Listening on http://127.0.0.1:", logged, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Matches(logged, "\"Accepted\":([0-9]+)").Sum(moved => int.Parse(moved.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.Contains("\"Message\":\"Stopped with 0 bytes in the spool.\"", logged, StringComparison.Ordinal);
        Assert.All(logged.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line).Dispose());
        Assert.All(["planted", "203.0.113", secret], text => Assert.DoesNotContain(text, logged, StringComparison.Ordinal));
    }

    void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Key}={tags[0].Value}";
        _measured[name] = instrument is Counter<long> ? _measured.GetValueOrDefault(name) + value : value;
    }

    double Sum(string counter) => _measured.GetValueOrDefault($"kindred.collector.{counter}");

    string NewKey()
    {
        using var keys = KeyStore.Open(_folder.File(".kindred/store"), TimeProvider.System);
        return keys.Create("web", "web", strict: false, itemsPerSecond: 0).Secret;
    }

    static string Listen(HttpListener listener)
    {
        using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
        free.Stop();
        listener.Prefixes.Add($"{address}/");
        listener.Start();
        return address;
    }

    /// <summary>Takes what is sent until one request holds all texts; answers its path.</summary>
    static async Task<string> CollectAsync(HttpListener listener, params string[] texts)
    {
        while (true)
        {
            var asked = await listener.GetContextAsync();
            using var body = new MemoryStream();
            await asked.Request.InputStream.CopyToAsync(body);
            asked.Response.Close();
            var told = Encoding.Latin1.GetString(body.ToArray());
            if (Array.TrueForAll(texts, text => told.Contains(text, StringComparison.Ordinal)))
            {
                return asked.Request.Url!.AbsolutePath;
            }
        }
    }
}
