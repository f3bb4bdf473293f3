using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kindred.Server.Collecting;

/// <summary>Segment's HTTP tracking API, version 1, and what its browser client asks for when it starts.</summary>
static class SegmentEndpoints
{
    /// <summary>The most bytes of a request: RudderStack's limit, which is above Segment's.</summary>
    public const int MostBytes = 4000 << 10;

    static readonly (string Path, string Call)[] Calls =
    [
        ("track", "track"), ("t", "track"), ("identify", "identify"), ("i", "identify"), ("page", "page"), ("p", "page"), ("screen", "screen"), ("s", "screen"),
        ("group", "group"), ("g", "group"), ("alias", "alias"), ("a", "alias"), ("batch", "batch"), ("b", "batch"), ("import", "import"),
    ];

    public static void MapSegment(this IEndpointRouteBuilder routes, Collector collector)
    {
        foreach (var (path, call) in Calls)
        {
            routes.MapPost($"/v1/{path}", http => TakeAsync(http, collector, call));
        }

        // What analytics-next tells about itself is of no use here; an error would make it try again.
        routes.MapPost("/v1/m", http => Replies.WriteAsync(http, 200, """{"success":true}"""));
        routes.MapGet("/v1/projects/{key}/settings", http => SettingsAsync(http));
    }

    public static async Task TakeAsync(HttpContext http, Collector collector, string call)
    {
        var verdict = await collector.TakeAsync(http, Protocol.Segment, call, Secrets.Anywhere, MostBytes);
        await Replies.WriteAsync(http, verdict);
    }

    /// <summary>The least that the client needs to begin: where its events go.</summary>
    static Task SettingsAsync(HttpContext http)
    {
        var settings = new Dictionary<string, object>
        {
            ["integrations"] = new Dictionary<string, object>
            {
                ["Segment.io"] = new
                {
                    apiKey = (string)http.Request.RouteValues["key"]!,
                    apiHost = string.Create(CultureInfo.InvariantCulture, $"{http.Request.Host}/v1"),
                    protocol = http.Request.Scheme,
                },
            },
        };
        return Replies.WriteAsync(http, 200, JsonSerializer.Serialize(settings));
    }
}
