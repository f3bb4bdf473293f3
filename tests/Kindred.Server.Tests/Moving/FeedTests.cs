using System.Net;
using System.Net.Http.Headers;
using Kindred.Server.Collecting;
using Kindred.Server.Moving;

namespace Kindred.Server.Tests.Moving;

public sealed class FeedTests(TestServer server) : IClassFixture<TestServer>
{
    static readonly FeedLine Line = FeedLine.Refused(DateTimeOffset.UnixEpoch, "web", Protocol.Segment, "track", "a reason");

    [Fact]
    public async Task Who_watches_sees_each_event_with_what_became_of_it()
    {
        var (listening, lines) = (new TaskCompletionSource(), new List<FeedLine>());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var watching = Task.Run(async () =>
        {
            await foreach (var line in LiveFeed.ListenAsync(server.Store, listening.SetResult, _ => { }, patience.Token))
            {
                lines.Add(line);
                if (lines.Count == 5)
                {
                    return;
                }
            }
        });
        await listening.Task;

        await server.PostAsync("/v1/track", new { userId = "anna", @event = "purchase", messageId = "1", timestamp = "2026-03-01T12:00:00Z", properties = new { plan = "gold", revenue = 50 } });
        await server.AskAsync($"SELECT 1");
        await server.PostAsync("/v1/batch", """{"batch":[{"type":"track","event":"E","userId":"u","messageId":"1"},{"type":"track","event":"Nobody's","messageId":"2"},{"type":"page","anonymousId":"a","messageId":"3"}]}""");
        await server.AskAsync($"SELECT 1");
        await server.PostAsync("/v1/track", new { userId = "anna", @event = "E" }, key: "nobody's");
        await watching;

        Assert.Equal(
            ["1 accepted", "1 duplicate", "2 rejected no customer id", "3 accepted", "refused the write key is unknown or revoked"],
            lines.Select(line => $"{line.MessageId} {line.Outcome} {line.Reason}".Trim()).Order());
        Assert.Equal(
            "event=Order Completed occurred_at=2026-03-01T12:00:00.000Z revenue=50 user_id=anna",
            string.Join(' ', lines[0].Fields.Where(field => field.Key != "received_at").Select(field => $"{field.Key}={field.Value}").Order()));
        Assert.Equal(("web", "Segment", "track", """{"plan":"gold"}"""), (lines[0].Source, lines[0].Protocol, lines[0].Call, lines[0].Properties));
    }

    [Fact]
    public async Task Only_who_has_the_token_may_watch()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/debug/events");
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.SendAsync(request)).StatusCode);

        using var wrong = new HttpRequestMessage(HttpMethod.Get, "/api/v1/debug/events");
        wrong.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Key);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.SendAsync(wrong)).StatusCode);
    }

    [Fact]
    public void Who_reads_too_slowly_misses_the_oldest_and_is_told_how_many()
    {
        var feed = new Feed();
        using var slow = feed.Listen()!;

        for (var i = 0; i < 10_000; i++)
        {
            feed.Tell(Line with { MessageId = $"{i}" });
        }

        feed.Tell([], untold: 7);
        var (lines, missed) = slow.Read();
        Assert.Equal((Feed.MostUnread, 9507, "9500", "9999"), (lines.Count, missed, lines[0].MessageId, lines[^1].MessageId));
        Assert.Equal(0, slow.Read().Missed);
    }

    [Fact]
    public void No_more_than_a_few_watch_at_once()
    {
        var feed = new Feed();
        var listeners = Enumerable.Range(0, 8).Select(_ => feed.Listen()!).ToList();

        Assert.Null(feed.Listen());
        listeners.ForEach(listener => listener.Dispose());
        Assert.False(feed.IsWatched);
        using var next = feed.Listen();
        Assert.NotNull(next);
    }

    [Fact]
    public void Long_values_are_cut()
    {
        var line = FeedLine.Of(DateTimeOffset.UnixEpoch, "web", Protocol.Segment, "track", "rejected", "a reason", "m", null, new string('x', 50_000));

        Assert.Equal(2001, line.Properties.Length);
    }
}
