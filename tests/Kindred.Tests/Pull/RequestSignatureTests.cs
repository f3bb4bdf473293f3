using System.Globalization;
using Kindred.Pull;

namespace Kindred.Tests.Pull;

/// <summary>Held against the examples that Amazon publishes for Signature Version 4 in S3.</summary>
public sealed class RequestSignatureTests
{
    [Theory]
    [InlineData("lifecycle", "", "", "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("prefix", "J", "max-keys", "2", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void A_signature_is_the_published_one(string name, string value, string other, string otherValue, string signature)
    {
        var query = new Dictionary<string, string> { [name] = value };
        if (other.Length > 0)
        {
            query[other] = otherValue;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://examplebucket.s3.amazonaws.com/?{RequestSignature.Query(query)}");
        RequestSignature.Sign(
            request, query, "us-east-1", new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null), DateTimeOffset.Parse("2013-05-24T00:00:00Z", CultureInfo.InvariantCulture));

        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}",
            request.Headers.GetValues("Authorization").Single());
    }

    [Fact]
    public void A_session_token_is_sent_and_signed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://examplebucket.s3.amazonaws.com/");
        using var other = new HttpRequestMessage(HttpMethod.Get, "https://examplebucket.s3.amazonaws.com/");
        RequestSignature.Sign(request, new Dictionary<string, string>(), "us-east-1", new("ID", "secret", "token one"), DateTimeOffset.UnixEpoch);
        RequestSignature.Sign(other, new Dictionary<string, string>(), "us-east-1", new("ID", "secret", "token two"), DateTimeOffset.UnixEpoch);

        Assert.Equal("token one", request.Headers.GetValues("x-amz-security-token").Single());
        Assert.Contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, ", Authorization(request), StringComparison.Ordinal);
        Assert.NotEqual(Authorization(request), Authorization(other));

        static string Authorization(HttpRequestMessage request) => request.Headers.GetValues("Authorization").Single();
    }

    [Fact]
    public void A_query_is_escaped_and_in_order() =>
        Assert.Equal("a=%2F%20%2B%C3%A4~&b=", RequestSignature.Query(new Dictionary<string, string> { ["b"] = "", ["a"] = "/ +ä~" }));
}
