using System.Text;
using Kindred.Server.Mapping;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Kindred.Server.Collecting;

/// <summary>PostHog's capture API, and what its clients ask for when they start.</summary>
static class PostHogEndpoints
{
    const int MostOfABatch = 20 << 20;
    const int MostOfOthers = 2 << 20;
    const string Done = """{"status":1}""";

    const string Config =
        """{"supportedCompression":["gzip","gzip-js"],"hasFeatureFlags":false,"sessionRecording":false,"surveys":false,"heatmaps":false,"capturePerformance":false,"autocapture_opt_out":false,"siteApps":[]}""";

    const string NoFlags = """{"flags":{},"featureFlags":{},"errorsWhileComputingFlags":false,"requestId":"none"}""";

    static readonly string[] Captures = ["/e", "/i/v0/e", "/capture", "/track", "/engage"];

    public static void MapPostHog(this IEndpointRouteBuilder routes, Collector collector)
    {
        routes.MapPost("/batch", http => TakeAsync(http, collector, "batch", MostOfABatch));
        foreach (var path in Captures)
        {
            routes.MapMethods(path, ["GET", "POST"], http => TakeAsync(http, collector, path[(path.LastIndexOf('/') + 1)..], MostOfOthers));
        }

        // Recordings of sessions are not kept; an error would make the client try again.
        routes.MapPost("/s", http => Replies.WriteAsync(http, 200, Done));
        routes.MapPost("/flags", http => Replies.WriteAsync(http, 200, NoFlags));
        routes.MapPost("/decide", http => Replies.WriteAsync(http, 200, NoFlags));
        routes.MapGet("/array/{token}/config", http => Replies.WriteAsync(http, 200, Config));
    }

    static async Task TakeAsync(HttpContext http, Collector collector, string call, int mostBytes)
    {
        var verdict = await collector.TakeAsync(http, Protocol.PostHog, call, (_, body) => PostHogEvents.Token(body), mostBytes, body => Decode(http, body));
        await Replies.WriteAsync(http, verdict, Done);
    }

    /// <summary>The JSON in a body: the body itself, or base64 in a field of a form or of the query.</summary>
    static byte[] Decode(HttpContext http, byte[] body)
    {
        if (body is [(byte)'d', (byte)'a', (byte)'t', (byte)'a', (byte)'=', ..])
        {
            return Decoded(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body))["data"].ToString());
        }

        return body.Length == 0 && http.Request.Query["data"].ToString() is { Length: > 0 } data ? Decoded(data) : body;
    }

    static byte[] Decoded(string data)
    {
        // In a form, a plus that was not escaped has become a blank.
        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data.Replace(' ', '+'), bytes, out var length) ? bytes[..length] : Encoding.UTF8.GetBytes(data);
    }
}
