using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kindred.Pull;

/// <summary>What shows who is asking.</summary>
/// <param name="Token">That of a key which is valid for a while only, else null.</param>
sealed record AccessKey(string Id, string Secret, string? Token);

/// <summary>Signs requests without a body to S3: AWS Signature Version 4 with the signature in a header.</summary>
static class RequestSignature
{
    /// <summary>The SHA-256 of no bytes.</summary>
    const string NoBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>Adds the headers that show who is asking.</summary>
    /// <param name="query">Names and values as they are, unescaped.</param>
    public static void Sign(HttpRequestMessage request, IReadOnlyDictionary<string, string> query, string region, AccessKey key, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{time[..8]}/{region}/s3/aws4_request";
        List<(string Name, string Value)> headers = [("host", request.RequestUri!.Authority), ("x-amz-content-sha256", NoBody), ("x-amz-date", time)];
        if (key.Token is { } token)
        {
            headers.Add(("x-amz-security-token", token));
        }

        var names = string.Join(';', headers.Select(header => header.Name));
        var canonical = string.Join(
            '\n', [request.Method.Method, request.RequestUri.AbsolutePath, Query(query), .. headers.Select(header => $"{header.Name}:{header.Value}"), "", names, NoBody]);
        var text = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signing = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes($"AWS4{key.Secret}"), Hash);
        foreach (var (name, value) in headers.Skip(1))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={key.Id}/{scope}, SignedHeaders={names}, Signature={Convert.ToHexStringLower(Hash(signing, text))}");
    }

    /// <summary>A query as it is signed: escaped, in the order of the names.</summary>
    public static string Query(IReadOnlyDictionary<string, string> query) => string.Join(
        '&', query.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{Uri.EscapeDataString(part.Key)}={Uri.EscapeDataString(part.Value)}"));

    static byte[] Hash(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
