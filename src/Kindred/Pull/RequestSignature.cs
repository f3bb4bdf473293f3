using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kindred.Pull;

/// <summary>Signs requests without a body to S3: AWS Signature Version 4 with the signature in a header.</summary>
static class RequestSignature
{
    /// <summary>The SHA-256 of no bytes.</summary>
    const string NoBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>Adds the headers that show who is asking.</summary>
    /// <param name="query">Names and values as they are, unescaped.</param>
    public static void Sign(HttpRequestMessage request, IReadOnlyDictionary<string, string> query, string region, (string Id, string Secret) key, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{time[..8]}/{region}/s3/aws4_request";
        var canonical = string.Join(
            '\n', request.Method.Method, request.RequestUri!.AbsolutePath, Query(query), $"host:{request.RequestUri.Authority}", $"x-amz-content-sha256:{NoBody}", $"x-amz-date:{time}",
            "", "host;x-amz-content-sha256;x-amz-date", NoBody);
        var text = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signing = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes($"AWS4{key.Secret}"), Hash);
        request.Headers.Add("x-amz-content-sha256", NoBody);
        request.Headers.Add("x-amz-date", time);
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={key.Id}/{scope}, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={Convert.ToHexStringLower(Hash(signing, text))}");
    }

    /// <summary>A query as it is signed: escaped, in the order of the names.</summary>
    public static string Query(IReadOnlyDictionary<string, string> query) => string.Join(
        '&', query.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{Uri.EscapeDataString(part.Key)}={Uri.EscapeDataString(part.Value)}"));

    static byte[] Hash(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
