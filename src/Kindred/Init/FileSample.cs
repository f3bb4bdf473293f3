using System.IO.Compression;
using System.Text;
using Kindred.ClickHouse;

namespace Kindred.Init;

/// <summary>Some lines of a file as text: all from its start, then one in fifty, so that late months and rare values are seen too.</summary>
/// <param name="Head">Lines that follow one another.</param>
/// <param name="Spread">Lines picked from the rest.</param>
/// <param name="Whole">Whether the head is the whole file.</param>
sealed record FileSample(string Path, string Encoding, IReadOnlyList<string> Head, IReadOnlyList<string> Spread, bool Whole)
{
    /// <summary>How many of the lines are not valid in the encoding.</summary>
    public int Broken { get; private init; }

    public const int HeadLines = 20_000;
    const int SpreadLines = 20_000;
    const int Step = 50;
    const long MaxBytes = 256 << 20;

    /// <summary>Reads a sample; zst is read by the engine, all else here.</summary>
    public static async Task<FileSample> ReadAsync(string path, Engine? engine, CancellationToken cancellation)
    {
        if (!path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase))
        {
            return Read(path, () => Open(path), cancellation);
        }

        if (engine is null)
        {
            throw new DefinitionException("files", $"{path} is compressed with zstd, which needs the engine to be read.");
        }

        var lines = await engine.QueryAsync(
            $"SELECT base64Encode(line) AS line FROM file({path}, 'LineAsString', 'line String') LIMIT {HeadLines}",
            row => Convert.FromBase64String(row.Get<string>("line")),
            cancellation);
        byte[] bytes = [.. lines.SelectMany(line => line.Append((byte)'\n'))];
        return Read(path, () => new MemoryStream(bytes), cancellation) with { Whole = lines.Count < HeadLines };
    }

    static FileSample Read(string path, Func<Stream> open, CancellationToken cancellation)
    {
        var encoding = TextEncoding.Guess(open);
        var wide = encoding.CodePage is 1200 or 1201;
        using var raw = open();
        using var stream = wide ? System.Text.Encoding.CreateTranscodingStream(raw, encoding, System.Text.Encoding.UTF8) : raw;

        var (head, spread, whole) = Lines(stream, cancellation);
        var broken = wide ? 0 : head.Concat(spread).Count(line => !TextEncoding.IsUtf8(line));
        if (broken > 0 && broken >= head.Concat(spread).Count(TextEncoding.HasUtf8Letters))
        {
            (encoding, broken) = (TextEncoding.Western, 0);
        }

        var bytes = wide ? System.Text.Encoding.UTF8 : encoding;
        return new(path, TextEncoding.NameOf(encoding), Decoded(head, bytes), Decoded(spread, bytes), whole) { Broken = broken };
    }

    static string[] Decoded(List<byte[]> lines, Encoding encoding) =>
        [.. lines.Select(line => encoding.GetString(line).TrimStart('\ufeff').TrimEnd('\r'))];

    static (List<byte[]> Head, List<byte[]> Spread, bool Whole) Lines(Stream stream, CancellationToken cancellation)
    {
        var (head, spread) = (new List<byte[]>(), new List<byte[]>());
        var buffer = new byte[1 << 20];
        var (filled, total, number) = (0, 0L, 0);
        while (total < MaxBytes && spread.Count < SpreadLines)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = stream.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            total += read;
            var used = 0;
            while (buffer.AsSpan(used, filled - used).IndexOf((byte)'\n') is >= 0 and var length)
            {
                Keep(buffer.AsSpan(used, length));
                used += length + 1;
            }

            // The end of the file, or a line too long to be one.
            if (read == 0 || (used == 0 && filled == buffer.Length))
            {
                Keep(buffer.AsSpan(used, filled - used));
                return (head, spread, read == 0 && number <= HeadLines);
            }

            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
        }

        return (head, spread, false);

        void Keep(ReadOnlySpan<byte> line)
        {
            if (line.IndexOfAnyExcept(" \r"u8) < 0)
            {
                return;
            }

            number++;
            if (number <= HeadLines)
            {
                head.Add(line.ToArray());
            }
            else if (number % Step == 0)
            {
                spread.Add(line.ToArray());
            }
        }
    }

    static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[2];
        var read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && magic is [0x1f, 0x8b] ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
