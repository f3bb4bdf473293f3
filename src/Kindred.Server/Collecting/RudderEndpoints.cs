using System.Text.Json;
using System.Text.Json.Nodes;
using Kindred.Server.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kindred.Server.Collecting;

/// <summary>What RudderStack's clients ask for beside the paths that they share with Segment's.</summary>
static class RudderEndpoints
{
    /// <summary>The most levels that a name in the query of a pixel has.</summary>
    const int Deepest = 8;

    public static void MapRudder(this IEndpointRouteBuilder routes, Collector collector, KeyRing keys)
    {
        routes.MapPost("/beacon/v1/batch", http => SegmentEndpoints.TakeAsync(http, collector, "batch"));
        routes.MapGet("/pixel/v1/track", http => PixelAsync(http, collector, "track"));
        routes.MapGet("/pixel/v1/page", http => PixelAsync(http, collector, "page"));
        routes.MapGet("/sourceConfig", http => ConfigureAsync(http, keys));
        routes.MapGet("/version", http => Replies.WriteAsync(http, 200, """{"Version":"Kindred"}"""));
    }

    /// <summary>The least that the browser client needs to begin.</summary>
    static Task ConfigureAsync(HttpContext http, KeyRing keys)
    {
        if (Secrets.Anywhere(http, default) is not { Length: > 0 } secret || keys.Find(secret) is not { } key)
        {
            return Replies.WriteAsync(http, new(Outcome.UnknownKey));
        }

        var off = new { enabled = false };
        return Replies.WriteAsync(http, 200, JsonSerializer.Serialize(new
        {
            source = new
            {
                id = key.Source,
                name = key.Name,
                writeKey = secret,
                enabled = true,
                workspaceId = "kindred",
                config = new { statsCollection = new { errors = off, metrics = off } },
                destinations = Array.Empty<object>(),
                connections = Array.Empty<object>(),
                sourceDefinition = new { },
            },
        }));
    }

    /// <summary>An event in the address of a picture, which is shown whatever becomes of the event.</summary>
    static async Task PixelAsync(HttpContext http, Collector collector, string call)
    {
        var body = new JsonObject();
        foreach (var (name, value) in http.Request.Query.Where(part => part.Key != "writeKey"))
        {
            Put(body, name.Split('.'), value.ToString());
        }

        var verdict = await collector.TakeAsync(http, Protocol.Segment, call, JsonSerializer.SerializeToUtf8Bytes(body), Secrets.Anywhere);
        await Replies.WritePixelAsync(http, verdict);
    }

    /// <summary>Puts a value where a name such as <c>context.page.url</c> says.</summary>
    static void Put(JsonObject body, string[] names, string value)
    {
        if (names.Length > Deepest)
        {
            return;
        }

        foreach (var name in names[..^1])
        {
            if (body[name] is not JsonObject inner)
            {
                body[name] = inner = [];
            }

            body = inner;
        }

        body[names[^1]] = value;
    }
}
