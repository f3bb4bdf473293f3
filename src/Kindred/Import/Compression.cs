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
}
