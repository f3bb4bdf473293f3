using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Kindred.Server.Collecting;

/// <summary>What a request carries, whatever its content type says it is.</summary>
static class RequestBody
{
    /// <summary>A body is held in blocks until it is whole: what a client says that it will send costs nothing, and what is refused leaves no large arrays.</summary>
    const int BlockBytes = 64 << 10;

    const int UnknownLength = 4096;

    /// <summary>Reads the body, inflated where it begins as gzip does; null where it is larger than allowed, as sent or inflated, or than there is room for.</summary>
    /// <param name="patience">How long it may take to arrive.</param>
    /// <exception cref="InvalidDataException">It begins as gzip does, but is damaged.</exception>
    /// <exception cref="BadHttpRequestException">It took too long.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most, BodyRoom.Share room, TimeSpan patience, CancellationToken cancellation)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(patience);
        byte[]? body;
        try
        {
            body = await AllAsync(request.Body, (int)(request.ContentLength ?? UnknownLength), most, room, late.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body took too long to arrive.", StatusCodes.Status408RequestTimeout);
        }

        if (body is not [0x1f, 0x8b, ..])
        {
            return body;
        }

        await using var inflated = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        return await AllAsync(inflated, Math.Min(most, 4 * body.Length), most, room, cancellation);
    }

    static async Task<byte[]?> AllAsync(Stream stream, int expected, int most, BodyRoom.Share room, CancellationToken cancellation)
    {
        var (blocks, length) = (new List<byte[]>(1), 0);
        try
        {
            // One more than expected, so that the end is seen without another block.
            for (var next = Math.Min(expected + 1, BlockBytes); ; next = BlockBytes)
            {
                var block = ArrayPool<byte>.Shared.Rent(next);
                blocks.Add(block);
                if (!room.TryTake(block.Length))
                {
                    return null;
                }

                for (var filled = 0; filled < block.Length;)
                {
                    var read = await stream.ReadAsync(block.AsMemory(filled), cancellation);
                    (filled, length) = (filled + read, length + read);
                    if (length > most)
                    {
                        return null;
                    }

                    if (read == 0)
                    {
                        return Joined(blocks, length);
                    }
                }
            }
        }
        finally
        {
            blocks.ForEach(block => ArrayPool<byte>.Shared.Return(block));
        }
    }

    /// <summary>What stands in blocks, each of which is full but the last.</summary>
    static byte[] Joined(List<byte[]> blocks, int length)
    {
        var (all, at) = (GC.AllocateUninitializedArray<byte>(length), 0);
        foreach (var block in blocks)
        {
            var part = Math.Min(block.Length, length - at);
            block.AsSpan(0, part).CopyTo(all.AsSpan(at));
            at += part;
        }

        return all;
    }
}
