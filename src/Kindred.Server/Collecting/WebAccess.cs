using Microsoft.AspNetCore.Http;

namespace Kindred.Server.Collecting;

/// <summary>Lets pages of any origin send events.</summary>
static class WebAccess
{
    /// <summary>How long a browser remembers the answer: the longest that Chromium does.</summary>
    const string Remembered = "7200";

    /// <summary>Answers what a browser asks before it sends, and says who may read the answer.</summary>
    /// <returns>Whether the request is answered.</returns>
    public static bool Allow(HttpContext http)
    {
        var (asked, answer) = (http.Request.Headers, http.Response.Headers);
        if (asked.Origin is [{ } origin])
        {
            answer.AccessControlAllowOrigin = origin;
            answer.AccessControlAllowCredentials = "true";
            answer.AccessControlExposeHeaders = "Retry-After"; // which a page of another origin could not read otherwise
            answer.Vary = "Origin";
        }

        if (!HttpMethods.IsOptions(http.Request.Method))
        {
            return false;
        }

        answer.AccessControlAllowMethods = "GET, POST, OPTIONS";
        answer.AccessControlMaxAge = Remembered;
        if (asked.AccessControlRequestHeaders is { Count: > 0 } headers)
        {
            answer.AccessControlAllowHeaders = headers;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
