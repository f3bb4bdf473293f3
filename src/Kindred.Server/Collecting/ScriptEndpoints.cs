using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kindred.Server.Collecting;

/// <summary>The browser script, at a path of the shop's own choice, and what it sends to the folder that it came from.</summary>
static class ScriptEndpoints
{
    /// <summary>A browser asks again after an hour, and meanwhile uses what it has for a day if nobody answers.</summary>
    const string Caching = "public, max-age=3600, stale-if-error=86400";

    static readonly byte[] Script = Load();
    static readonly byte[] Packed = Pack(Script);
    static readonly string Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Script))[..32]}\"";

    /// <summary>What a page may demand of the script with <c>integrity</c>.</summary>
    public static string Integrity { get; } = $"sha384-{Convert.ToBase64String(SHA384.HashData(Script))}";

    public static void MapScript(this IEndpointRouteBuilder routes, Collector collector, string path)
    {
        routes.MapMethods(path, ["GET", "HEAD"], http => ServeAsync(http));
        if (path.LastIndexOf('/') is > 0 and var folder)
        {
            routes.MapPost($"{path[..folder]}/v1/batch", http => SegmentEndpoints.TakeAsync(http, collector, "batch"));
        }
    }

    static async Task ServeAsync(HttpContext http)
    {
        var (asked, answer) = (http.Request.Headers, http.Response.Headers);
        answer.ETag = Tag;
        answer.CacheControl = Caching;
        answer.Vary = "Accept-Encoding, Origin";
        answer.XContentTypeOptions = "nosniff";
        answer["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (asked.IfNoneMatch.ToString().Split(',').Any(tag => tag.Trim() == Tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var packed = asked.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (packed)
        {
            answer.ContentEncoding = "gzip";
        }

        var body = packed ? Packed : Script;
        http.Response.ContentType = "text/javascript; charset=utf-8";
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body);
        }
    }

    static byte[] Load()
    {
        using var resource = typeof(ScriptEndpoints).Assembly.GetManifestResourceStream("kindred.js")!;
        var script = new byte[resource.Length];
        resource.ReadExactly(script);
        return script;
    }

    static byte[] Pack(byte[] script)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(script);
        }

        return packed.ToArray();
    }
}
