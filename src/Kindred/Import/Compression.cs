using System.IO.Compression;

namespace Kindred.Import;

/// <summary>How a file is compressed, told by its first bytes rather than by its name.</summary>
static class Compression
{
    /// <summary>The engine's name of the method: gzip, zstd or none.</summary>
    public static string Of(string path)
    {
        Span<byte> start = stackalloc byte[4];
        using var file = File.OpenRead(path);
        var read = file.ReadAtLeast(start, 4, throwOnEndOfStream: false);
        return start[..read] switch
        {
            [0x1f, 0x8b, ..] => "gzip",
            [0x28, 0xb5, 0x2f, 0xfd] => "zstd",
            _ => "none",
        };
    }

    /// <summary>Whether a file, packed or not, holds nothing but blanks and ends of lines.</summary>
    public static bool IsBlank(string path)
    {
        var method = Of(path);
        if (method is "zstd")
        {
            return false;
        }

        using var file = File.OpenRead(path);
        using Stream text = method is "gzip" ? new GZipStream(file, CompressionMode.Decompress) : file;
        Span<byte> some = stackalloc byte[4096];
        try
        {
            for (var read = text.Read(some); read > 0; read = text.Read(some))
            {
                if (some[..read].IndexOfAnyExcept(" \t\r\n"u8) >= 0)
                {
                    return false;
                }
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false; // damaged is not blank; who reads the file says so
        }
    }
}
