using System.Globalization;
using System.Text.Json;
using Kindred.Server.Collecting;
using Kindred.Server.Moving;
using Microsoft.AspNetCore.Http;

namespace Kindred.Server;

/// <summary>What arrives, as server-sent events.</summary>
static class FeedEndpoint
{
    /// <summary>How often a reader is written to when nothing arrives, so that one who is gone is noticed.</summary>
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Sends what arrives from now on, until nobody reads any more or the server stops.</summary>
    public static async Task ServeAsync(HttpContext http, Feed feed, CancellationToken stopping)
    {
        using var listener = feed.Listen();
        if (listener is null)
        {
            Replies.SayWhen(http, Heartbeat);
            await Replies.WriteAsync(http, 503, """{"message":"Too many watch already."}""");
            return;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await SendAsync(http, listener, over.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader is gone, or the server stops.
        }
    }

    static async Task SendAsync(HttpContext http, Feed.Listener listener, CancellationToken cancellation)
    {
        await http.Response.WriteAsync(": listening\n\n", cancellation);
        while (true)
        {
            await http.Response.Body.FlushAsync(cancellation);
            if (!await listener.WaitAsync(Heartbeat, cancellation))
            {
                await http.Response.WriteAsync(": still here\n\n", cancellation);
                continue;
            }

            var (lines, missed) = listener.Read();
            if (missed > 0)
            {
                await http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"event: missed\ndata: {{\"events\":{missed}}}\n\n"), cancellation);
            }

            foreach (var line in lines)
            {
                await http.Response.WriteAsync($"{LiveFeed.Prefix}{JsonSerializer.Serialize(line, LiveFeed.Form)}\n\n", cancellation);
            }
        }
    }
}
