using System.Text.Json;
using Kindred.Server.Mapping;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kindred.Server.Collecting;

/// <summary>Snowplow's tracker protocol, version 2. Trackers carry the secret of their write key as the id of the application.</summary>
static class SnowplowEndpoints
{
    const int MostBytes = 2 << 20;

    public static void MapSnowplow(this IEndpointRouteBuilder routes, Collector collector)
    {
        routes.MapPost("/com.snowplowanalytics.snowplow/tp2", http => TakeAsync(http, collector));
        routes.MapGet("/i", http => PixelAsync(http, collector));
    }

    static async Task TakeAsync(HttpContext http, Collector collector)
    {
        var verdict = await collector.TakeAsync(http, Protocol.Snowplow, "tp2", (_, body) => SnowplowEvents.Key(body), MostBytes);
        await Replies.WriteAsync(http, verdict, "\"ok\"");
    }

    static async Task PixelAsync(HttpContext http, Collector collector)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(http.Request.Query.ToDictionary(part => part.Key, part => part.Value.ToString()));
        var verdict = await collector.TakeAsync(http, Protocol.Snowplow, "i", body, (_, json) => SnowplowEvents.Key(json));
        await Replies.WritePixelAsync(http, verdict);
    }
}
