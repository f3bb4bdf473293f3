using System.Text;
using System.Text.Unicode;

namespace Kindred.Init;

/// <summary>Guesses how the characters of a file are encoded.</summary>
static class TextEncoding
{
    /// <summary>What files of Western Europe that are not UTF-8 nearly always are; every byte means something in it.</summary>
    public static Encoding Western => CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>UTF-16 by its mark or its zero bytes; UTF-8 otherwise, until a line shows that it is not.</summary>
    public static Encoding Guess(Func<Stream> open)
    {
        using var stream = open();
        var start = new byte[4096];
        var bytes = start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        if (bytes is [0xff, 0xfe, ..])
        {
            return Encoding.Unicode;
        }

        if (bytes is [0xfe, 0xff, ..])
        {
            return Encoding.BigEndianUnicode;
        }

        // Latin letters in UTF-16 have a zero beside each: at odd places when little-endian.
        var (even, odd) = (0, 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            _ = bytes[i] != 0 ? 0 : i % 2 == 0 ? even++ : odd++;
        }

        return odd > bytes.Length / 3 ? Encoding.Unicode : even > bytes.Length / 3 ? Encoding.BigEndianUnicode : Encoding.UTF8;
    }

    public static bool IsUtf8(byte[] bytes) => Utf8.IsValid(bytes);

    /// <summary>Whether a line is valid UTF-8 with letters beyond ASCII, which shows that the file is meant to be UTF-8.</summary>
    public static bool HasUtf8Letters(byte[] bytes) => !Ascii.IsValid(bytes) && Utf8.IsValid(bytes);

    public static string NameOf(Encoding encoding) => encoding.CodePage switch
    {
        1200 => "utf-16",
        1201 => "utf-16be",
        1252 => "windows-1252",
        _ => "utf-8",
    };
}
