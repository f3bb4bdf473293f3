using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Kindred.Server.Collecting;

/// <summary>What a request carries, whatever its content type says it is.</summary>
static class RequestBody
{
    const int FirstBlock = 4096;

    /// <summary>Reads the body, inflated where it begins as gzip does; null where it is larger than allowed, as sent or inflated.</summary>
    /// <exception cref="InvalidDataException">It begins as gzip does, but is damaged.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken cancellation)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        var body = await AllAsync(request.Body, (int)(request.ContentLength ?? FirstBlock), most, cancellation);
        if (body is not [0x1f, 0x8b, ..])
        {
            return body;
        }

        await using var inflated = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        return await AllAsync(inflated, Math.Min(most, 4 * body.Length), most, cancellation);
    }

    static async Task<byte[]?> AllAsync(Stream stream, int expected, int most, CancellationToken cancellation)
    {
        // One more than expected, so that the end is seen without growing.
        var (bytes, length) = (new byte[expected + 1], 0);
        while (true)
        {
            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, Math.Min(2 * bytes.Length, most + 1));
            }

            var read = await stream.ReadAsync(bytes.AsMemory(length), cancellation);
            if (read == 0)
            {
                Array.Resize(ref bytes, length);
                return bytes;
            }

            length += read;
            if (length > most)
            {
                return null;
            }
        }
    }
}
