using System.Globalization;
using System.Text;

namespace Kindred.ClickHouse;

/// <summary>A value written as SQL: the one place where values become query text.</summary>
/// <remarks>
/// Conversions are implicit, so that <c>$"… WHERE id = {id}"</c> writes a string with its quotes and escapes. Times become Int64 milliseconds
/// UTC, true and false 1 and 0. What cannot be written the same on every engine (NaN, half of a surrogate pair, an empty list) is refused.
/// </remarks>
public readonly struct Literal
{
    static readonly UTF8Encoding WholeCharacters = new(false, throwOnInvalidBytes: true);

    readonly string? _text;

    Literal(string text) => _text = text;

    public static implicit operator Literal(int value) => (long)value;

    public static implicit operator Literal(uint value) => (long)value;

    // Beyond 32 bits a plain number is UInt64, which has no common type with Int64.
    public static implicit operator Literal(long value) =>
        value is >= int.MinValue and <= uint.MaxValue ? new(Plain(value)) : new($"toInt64({Plain(value)})");

    public static implicit operator Literal(ulong value) => new(value.ToString(CultureInfo.InvariantCulture));

    public static implicit operator Literal(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException($"{value} cannot be written in a query; only finite numbers can.", nameof(value));
        }

        if (double.IsSubnormal(value))
        {
            // The oldest engine does not read numbers this small.
            return new($"reinterpretAsFloat64(unhex('{Convert.ToHexString(BitConverter.GetBytes(value))}'))");
        }

        var digits = value.ToString("R", CultureInfo.InvariantCulture);
        return new((double.IsNegative(value) ? " " : "") + (digits.AsSpan().ContainsAny('.', 'E') ? digits : digits + ".0"));
    }

    public static implicit operator Literal(bool value) => new(value ? "1" : "0");

    public static implicit operator Literal(DateTimeOffset value) => value.ToUnixTimeMilliseconds();

    public static implicit operator Literal(Sql fragment)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        return new(fragment.ToString());
    }

    public static implicit operator Literal(string value) => new(Quote(value));

    public static implicit operator Literal(long[] values) => List(values);

    public static implicit operator Literal(string[] values) => List(values);

    /// <summary>Whole numbers as <c>(1, 2, 3)</c>, to stand behind IN.</summary>
    public static Literal List(IEnumerable<long> values) => List(values.Select(v => new Literal(Plain(v))));

    /// <summary>Strings as <c>('a', 'b')</c>, to stand behind IN.</summary>
    public static Literal List(IEnumerable<string> values) => List(values.Select(v => (Literal)v));

    /// <summary>Values as <c>(a, b, c)</c>, to stand behind IN.</summary>
    /// <exception cref="ArgumentException">There are none: no engine accepts <c>IN ()</c>.</exception>
    public static Literal List(IEnumerable<Literal> values)
    {
        var text = string.Join(", ", values);
        return text.Length > 0 ? new($"({text})") : throw new ArgumentException("A list in a query holds at least one value.", nameof(values));
    }

    /// <summary>Values as an array, <c>[a, b, c]</c>; it may be empty.</summary>
    public static Literal Array(IEnumerable<Literal> values) => new($"[{string.Join(", ", values)}]");

    public override string ToString() => _text ?? throw new InvalidOperationException("This literal was never given a value.");

    // A minus sign gets a space in front, since "1-{x}" would otherwise begin a comment.
    static string Plain(long value) => (value < 0 ? " " : "") + value.ToString(CultureInfo.InvariantCulture);

    static string Quote(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _ = WholeCharacters.GetByteCount(value);
        var text = new StringBuilder(value.Length + 2).Append('\'');
        foreach (var rune in value.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\'' => text.Append("\\'"),
                '\\' => text.Append("\\\\"),
                < 0x20 or 0x7f => text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}"),
                _ => text.Append(rune.ToString()),
            };
        }

        return text.Append('\'').ToString();
    }
}
