using System.Text;
using System.Text.Json;
using Kindred.Server.Mapping;
using Microsoft.AspNetCore.Http;

namespace Kindred.Server.Collecting;

/// <summary>Where clients put the secret of their write key.</summary>
static class Secrets
{
    const string Basic = "Basic ";

    /// <summary>The name of HTTP's basic authentication, else <c>writeKey</c> in the body or the query.</summary>
    public static string? Anywhere(HttpContext http, JsonElement body) =>
        FromHeader(http) ?? body.At("writeKey").Text() ?? http.Request.Query["writeKey"].FirstOrDefault();

    static string? FromHeader(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) || header.Length > 1000)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[1000];
        return Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length)
            ? Encoding.UTF8.GetString(bytes[..length]).Split(':')[0]
            : null;
    }
}
