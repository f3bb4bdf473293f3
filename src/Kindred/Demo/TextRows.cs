using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Kindred.Demo;

/// <summary>Writes rows of text into a file, by way of one buffer of UTF-8.</summary>
/// <remarks>A name ending in .gz is compressed. The texts are our own and need neither quotes nor escapes.</remarks>
sealed class TextRows(string path) : IDisposable
{
    const int Most = 400; // bytes of the longest value

    readonly Stream _file = Open(path);
    readonly byte[] _buffer = new byte[1 << 16];
    int _length;

    public TextRows Put(string text)
    {
        Reserve();
        _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
        return this;
    }

    public TextRows Put(ReadOnlySpan<byte> text)
    {
        Reserve();
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
        return this;
    }

    public TextRows Put(long number)
    {
        Reserve();
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_length), out var written);
        _length += written;
        return this;
    }

    /// <summary>An id of 64 bits, as sixteen digits.</summary>
    public TextRows Hex(ulong id)
    {
        Reserve();
        Utf8Formatter.TryFormat(id, _buffer.AsSpan(_length), out var written, new('x', 16));
        _length += written;
        return this;
    }

    /// <summary>A hundredth part of a number, with two decimals, as money is written.</summary>
    public TextRows Hundredths(long number)
    {
        if (number < 0)
        {
            Put("-"u8);
        }

        var (whole, rest) = Math.DivRem(Math.Abs(number), 100);
        return Put(whole).Put(rest < 10 ? ".0"u8 : "."u8).Put(rest);
    }

    /// <summary>A moment in a form of its own.</summary>
    public TextRows Time(long milliseconds, string form)
    {
        Reserve();
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).TryFormat(_buffer.AsSpan(_length), out var written, form, CultureInfo.InvariantCulture);
        _length += written;
        return this;
    }

    public void Dispose()
    {
        _file.Write(_buffer, 0, _length);
        _file.Dispose();
    }

    void Reserve()
    {
        if (_length > _buffer.Length - Most)
        {
            _file.Write(_buffer, 0, _length);
            _length = 0;
        }
    }

    static Stream Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
    }
}
