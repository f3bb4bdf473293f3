using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Kindred.ClickHouse;
using Kindred.Numerics;
using Kindred.Server.Keys;
using Kindred.Server.Spooling;
using Kindred.Testing;

namespace Kindred.Server.Tests.Collecting;

/// <summary>Requests that are wrong in every way that chance finds, to a server in a process of its own. The seed is fixed, so that a failure comes again.</summary>
public sealed class FuzzTests : IDisposable
{
    const int Requests = 10_000;
    const ulong Seed = 20260301;

    static readonly string[] Paths =
    [
        "/v1/track", "/v1/t", "/v1/identify", "/v1/page", "/v1/screen", "/v1/group", "/v1/alias", "/v1/batch", "/v1/b", "/v1/import", "/v1/m",
        "/e/", "/batch/", "/capture", "/engage/", "/com.snowplowanalytics.snowplow/tp2", "/mp/collect?api_secret=KEY", "/debug/mp/collect", "/api/s/track",
        "/beacon/v1/batch?writeKey=KEY", "/flags/?v=2",
    ];

    static readonly string[] Bodies =
    [
        """{"type":"track","event":"Order Completed","userId":"u1","messageId":"m1","timestamp":"2026-03-01T12:00:00Z","sentAt":"2026-03-01T12:00:01Z","properties":{"order_id":"o1","revenue":12.5,"products":[{"product_id":"p","price":1,"quantity":2}]},"context":{"ip":"10.0.0.1","page":{"url":"https://x"},"campaign":{"source":"s"}},"integrations":{"All":true}}""",
        """{"batch":[{"type":"identify","userId":7,"traits":{"email":"a@b"}},{"type":"alias","previousId":"a","userId":"b"}],"sentAt":"2026-03-01T12:00:01Z","context":{"library":{"name":"l"}},"writeKey":"k"}""",
        """{"api_key":"KEY","batch":[{"event":"$identify","distinct_id":"u","timestamp":"2026-03-01T12:00:00Z","properties":{"$anon_distinct_id":"a","$set":{"plan":1},"$prev_pageview_duration":3}}],"sent_at":"2026-03-01T12:00:01Z"}""",
        """{"schema":"s","data":[{"aid":"KEY","e":"ue","ue_px":"eyJkYXRhIjp7fX0","dtm":"1772366400000","stm":"1772366401000","cx":"e30"},{"aid":"KEY","e":"pp","pp_may":"1","vp":"1x2","ds":"3x4","duid":"d"}]}""",
        """{"client_id":"c","timestamp_micros":"1772366400000000","events":[{"name":"purchase","params":{"items":[{"item_id":"i","price":1}],"value":2,"percent_scrolled":90}}]}""",
        """[{"type":"page","anonymousId":"a","name":"Home","properties":{"url":"u"}},{"type":"group","groupId":"g","userId":"u"}]""",
    ];

    static readonly string[] Wrong =
    [
        "null", "[]", "{}", "\"\"", "0", "-1e400", "1e400", "true", "\"\\ud800\"", "\"\\u0000\"", "[[[[[[]]]]]]", "9223372036854775808", "\"2026-99-99\"", "\"NaN\"",
        "{\"a\":{\"b\":null}}", "-0.0", "\"\\udc00x\"", "1e15", "\"0001-01-01\"", "\"9999-12-31T23:59:59.9999999+14:00\"",
    ];

    readonly TemporaryFolder _folder = new();
    readonly string _key;

    public FuzzTests()
    {
        TestServer.WriteProject(_folder.Path);
        using var keys = KeyStore.Open(Store, TimeProvider.System);
        _key = keys.Create("web", "web", strict: false, itemsPerSecond: 0).Secret;
    }

    string Store => _folder.File(".kindred/store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_that_is_sent_is_ever_a_fault_of_the_server()
    {
        var faults = new ConcurrentBag<string>();
        using (var server = await Child.StartAsync(_folder.Path, new() { Port = 0, MoveEvery = TimeSpan.FromMilliseconds(20) }))
        {
            await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            {
                var chance = new Rng(Seed + (ulong)i);
                var (path, body) = (Paths[chance.NextInt32(Paths.Length)].Replace("KEY", _key, StringComparison.Ordinal), Body(chance));
                if (await PostAsync(server, path, body, chance.NextInt32(10) == 0 ? "wrong" : _key) is >= 500 and var status)
                {
                    faults.Add($"{i}: {path} {status} {Encoding.Latin1.GetString(body)}");
                }
            });

            Assert.Equal(200, await PostAsync(server, "/v1/track", """{"messageId":"after","userId":"u","event":"E"}"""u8.ToArray(), _key));
            await server.MovedAsync();
            await server.StopAsync();
        }

        Assert.Empty(faults);
        using (var spool = SpoolFile.Open(Spool.PathOf(Store)))
        {
            Assert.Equal(0, SpoolFile.BytesOf(spool));
        }

        await using var engine = await Engine.OpenAsync(Store, new(), CancellationToken.None);
        Assert.Equal("E", await engine.ValueAsync<string>($"SELECT event FROM events WHERE event_id = sipHash128('after')", CancellationToken.None));
        Assert.Equal(Sum("accepted"), await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM events", CancellationToken.None));
        Assert.Equal(Sum("rejected"), await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM events_rejected", CancellationToken.None));

        long Sum(string outcome) => Counting.Of(Store).Where(count => count.Outcome == outcome).Sum(count => count.Items);
    }

    static async Task<int> PostAsync(Child server, string path, byte[] body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.ExpectContinue = true;
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:")));
        using var answer = await server.Client.SendAsync(request);
        return (int)answer.StatusCode;
    }

    byte[] Body(Rng chance)
    {
        var text = Bodies[chance.NextInt32(Bodies.Length)].Replace("\"KEY\"", $"\"{_key}\"", StringComparison.Ordinal);
        for (var change = chance.NextInt32(4); change >= 0; change--)
        {
            text = chance.NextInt32(3) == 0 ? Mangle(text, chance) : Replace(text, chance);
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (chance.NextInt32(8) == 0 && bytes.Length > 0)
        {
            bytes[chance.NextInt32(bytes.Length)] = (byte)chance.NextInt32(256);
        }

        return chance.NextInt32(8) == 0 ? Packed(bytes, chance) : bytes;
    }

    /// <summary>Puts a value that nobody expects in the place of another.</summary>
    static string Replace(string text, Rng chance)
    {
        var values = System.Text.RegularExpressions.Regex.Matches(text, "(?<=[:\\[,])(\"[^\"]*\"|[-0-9.e]+|true|null|\\{[^{}]*\\}|\\[[^\\[\\]]*\\])");
        if (values.Count == 0)
        {
            return text;
        }

        var value = values[chance.NextInt32(values.Count)];
        return text[..value.Index] + Wrong[chance.NextInt32(Wrong.Length)] + text[(value.Index + value.Length)..];
    }

    /// <summary>Cuts off, leaves out, doubles or puts in text.</summary>
    static string Mangle(string text, Rng chance)
    {
        if (text.Length == 0)
        {
            return text;
        }

        var (at, length) = (chance.NextInt32(text.Length), chance.NextInt32(20));
        var end = Math.Min(text.Length, at + length);
        return chance.NextInt32(5) switch
        {
            0 => text[..at],
            1 => text[..at] + text[end..],
            2 => text[..end] + text[at..],
            3 => text[..at] + new string('[', 100) + text[at..],
            _ => text[..at] + (char)chance.NextInt32(0xd800) + text[at..],
        };
    }

    static byte[] Packed(byte[] bytes, Rng chance)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        var whole = packed.ToArray();
        if (chance.NextInt32(2) == 0)
        {
            whole[chance.NextInt32(whole.Length)] ^= 0x55;
        }

        return chance.NextInt32(3) == 0 ? whole[..chance.NextInt32(whole.Length)] : whole;
    }
}
