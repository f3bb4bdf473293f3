using System.Text.Json;
using Kindred.Server.Mapping;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kindred.Server.Collecting;

/// <summary>The paths of Dittofeed and Jitsu, whose clients speak as Segment's do.</summary>
static class SegmentLikeEndpoints
{
    static readonly string[] Calls = ["identify", "track", "page", "screen", "group", "alias", "batch"];

    public static void MapSegmentLike(this IEndpointRouteBuilder routes, Collector collector)
    {
        foreach (var call in Calls)
        {
            routes.MapPost($"/api/public/apps/{call}", http => DittofeedAsync(http, collector, call));
            routes.MapPost($"/api/s/{call}", http => JitsuAsync(http, collector, call));
        }
    }

    static async Task DittofeedAsync(HttpContext http, Collector collector, string call)
    {
        var verdict = await collector.TakeAsync(http, Protocol.Segment, call, DittofeedKey, SegmentEndpoints.MostBytes);
        if (verdict.Outcome is Outcome.Kept)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await Replies.WriteAsync(http, verdict);
    }

    static async Task JitsuAsync(HttpContext http, Collector collector, string call)
    {
        var verdict = await collector.TakeAsync(http, Protocol.Segment, call, JitsuKey, SegmentEndpoints.MostBytes);
        await Replies.WriteAsync(http, verdict, """{"ok":true}""");
    }

    /// <summary>The whole of the header, or what stands in it as in Segment's.</summary>
    static string? DittofeedKey(HttpContext http, JsonElement body)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.Length > 0 && !header.Contains(' ', StringComparison.Ordinal) ? header : Secrets.Anywhere(http, body);
    }

    static string? JitsuKey(HttpContext http, JsonElement body) =>
        http.Request.Headers["X-Write-Key"].ToString() is { Length: > 0 } header ? header.Split(':')[0] : body.At("context", "writeKey").Text() ?? Secrets.Anywhere(http, body);
}
