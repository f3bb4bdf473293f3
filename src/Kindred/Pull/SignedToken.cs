using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Kindred.Pull;

/// <summary>JSON web tokens signed with RS256 (RFC 7519), by which a program shows who it is.</summary>
static class SignedToken
{
    public static string Of(RSA key, object claims, string? keyId = null)
    {
        var header = keyId is null ? (object)new { alg = "RS256", typ = "JWT" } : new { alg = "RS256", typ = "JWT", kid = keyId };
        var text = $"{Part(header)}.{Part(claims)}";
        var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Reads a private key.</summary>
    /// <param name="name">The name of the secret it comes from.</param>
    /// <exception cref="DefinitionException">It is none.</exception>
    public static RSA Key(string pem, string name)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new DefinitionException("secret", $"The secret {name} holds no private key that can be read: it is a text from '-----BEGIN PRIVATE KEY-----' on, without a pass phrase.");
        }
    }

    static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
