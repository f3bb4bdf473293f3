using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Kindred.Server.Collecting;

/// <summary>Verdicts in the words that Segment's and RudderStack's clients know.</summary>
static class Replies
{
    /// <summary>A picture of one transparent point.</summary>
    static readonly byte[] Pixel = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <param name="kept">The JSON that the protocol answers where all is kept.</param>
    public static Task WriteAsync(HttpContext http, Verdict verdict, string kept = """{"success":true}""") => verdict.Outcome switch
    {
        Outcome.Kept => WriteAsync(http, 200, kept),
        Outcome.KeptInPart => WriteAsync(http, 422, JsonSerializer.Serialize(new { success = false, accepted = verdict.Usable, verdict.Errors }, Form)),
        Outcome.NotJson => WriteAsync(http, 400, Wrong("invalid json")),
        Outcome.TooLarge => WriteAsync(http, 413, Wrong("request size exceeds max limit")),
        Outcome.NoKey => WriteAsync(http, 401, Wrong("failed to read writekey from header, body or query")),
        Outcome.UnknownKey => WriteAsync(http, 401, Wrong("invalid write key")),
        Outcome.TooMany => WriteLaterAsync(http, 429, "too many events for this write key", verdict.Wait),
        _ => WriteLaterAsync(http, 503, "not able to store events now", verdict.Wait),
    };

    public static Task WriteAsync(HttpContext http, int status, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes).AsTask();
    }

    /// <summary>Shows a picture that nobody sees, whatever became of the event; but who should come back with it is told so, for it is not kept.</summary>
    public static Task WritePixelAsync(HttpContext http, Verdict verdict)
    {
        if (verdict.Outcome is Outcome.TooMany or Outcome.Unavailable)
        {
            SayWhen(http, verdict.Wait);
            http.Response.StatusCode = verdict.Outcome is Outcome.TooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable;
        }

        http.Response.ContentType = "image/gif";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.Body.WriteAsync(Pixel).AsTask();
    }

    /// <summary>Tells a client to come back.</summary>
    public static void SayWhen(HttpContext http, TimeSpan wait) =>
        http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    static Task WriteLaterAsync(HttpContext http, int status, string message, TimeSpan wait)
    {
        SayWhen(http, wait);
        return WriteAsync(http, status, Wrong(message));
    }

    static string Wrong(string message) => JsonSerializer.Serialize(new { success = false, message }, Form);
}
