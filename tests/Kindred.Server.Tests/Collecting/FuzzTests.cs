using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Kindred.Numerics;

namespace Kindred.Server.Tests.Collecting;

/// <summary>Requests that are wrong in every way that chance finds. The seed is fixed, so that a failure comes again.</summary>
public sealed class FuzzTests(TestServer server) : IClassFixture<TestServer>
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

    [Fact]
    public async Task Nothing_that_is_sent_is_ever_a_fault_of_the_server()
    {
        var faults = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var chance = new Rng(Seed + (ulong)i);
            var (path, body) = (Paths[chance.NextInt32(Paths.Length)], Body(chance));
            using var answer = await server.SendAsync(path.Replace("KEY", server.Key, StringComparison.Ordinal), new ByteArrayContent(body), chance.NextInt32(10) == 0 ? "wrong" : server.Key);
            if ((int)answer.StatusCode >= 500)
            {
                faults.Add($"{i}: {path} {(int)answer.StatusCode} {Encoding.Latin1.GetString(body)}");
            }
        });

        Assert.Empty(faults);
        Assert.Equal(200, (int)(await server.PostAsync("/v1/track", new { messageId = "after", userId = "u", @event = "E" })).StatusCode);
        Assert.Equal("E", (await server.EventAsync("after"))["event"]);
        Assert.Null(server.Server.Mover.Trouble);
    }

    byte[] Body(Rng chance)
    {
        var text = Bodies[chance.NextInt32(Bodies.Length)].Replace("\"KEY\"", $"\"{server.Key}\"", StringComparison.Ordinal);
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
