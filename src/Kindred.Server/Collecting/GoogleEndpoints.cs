using System.Text.Json;
using Kindred.Server.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kindred.Server.Collecting;

/// <summary>The Measurement Protocol of Google Analytics 4, whose clients are told that all is well unless they should come back.</summary>
static class GoogleEndpoints
{
    const int MostBytes = 130 << 10;

    public static void MapGoogle(this IEndpointRouteBuilder routes, Collector collector, KeyRing keys)
    {
        routes.MapPost("/mp/collect", http => TakeAsync(http, collector));
        routes.MapPost("/debug/mp/collect", http => ValidateAsync(http, collector, keys));
    }

    static async Task TakeAsync(HttpContext http, Collector collector)
    {
        var verdict = await collector.TakeAsync(http, Protocol.Google, "collect", (asked, _) => asked.Request.Query["api_secret"], MostBytes);
        if (verdict.Outcome is Outcome.KeptInPart or Outcome.TooMany or Outcome.Unavailable)
        {
            await Replies.WriteAsync(http, verdict);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Tells what is wrong with a request and stores nothing.</summary>
    static async Task ValidateAsync(HttpContext http, Collector collector, KeyRing keys)
    {
        var errors = await collector.CheckAsync(http, Protocol.Google, "collect", MostBytes);
        var messages = errors is null
            ? [new { description = "The body is no JSON, or larger than 130 KB.", fieldPath = "", validationCode = "INTERNAL_ERROR" }]
            : errors.Select(error => new { description = error.Reason, fieldPath = $"events[{error.Index}]", validationCode = "VALUE_INVALID" }).ToList();
        if (keys.Find(http.Request.Query["api_secret"].ToString()) is null)
        {
            messages.Add(new { description = "The api_secret is missing, unknown or revoked: /mp/collect keeps nothing of it.", fieldPath = "api_secret", validationCode = "VALUE_INVALID" });
        }

        await Replies.WriteAsync(http, 200, JsonSerializer.Serialize(new { validationMessages = messages }));
    }
}
