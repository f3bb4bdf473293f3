namespace Kindred.ClickHouse;

/// <summary>A ClickHouse type taken apart: its name and its arguments as they are written.</summary>
sealed record NativeType(string Text, string Name, IReadOnlyList<string> Arguments)
{
    /// <summary>The type that a nullable, low-cardinality, array or aggregate wrapper is around.</summary>
    public NativeType Inner => Parse(Arguments[^1]);

    /// <summary>The number that is the first argument: a width or the digits after the point.</summary>
    public int Size => int.Parse(Arguments[0]);

    public static NativeType Parse(string text)
    {
        var open = text.IndexOf('(');
        return open < 0
            ? new(text, text, [])
            : new(text, text[..open], [.. Split(text.AsSpan(open + 1, text.Length - open - 2))]);
    }

    /// <summary>The type that columns of <typeparamref name="T"/> have unless another is said.</summary>
    public static string Of<T>() => Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.SByte => "Int8",
        TypeCode.Int16 => "Int16",
        TypeCode.Int32 => "Int32",
        TypeCode.Int64 => "Int64",
        TypeCode.Byte => "UInt8",
        TypeCode.UInt16 => "UInt16",
        TypeCode.UInt32 => "UInt32",
        TypeCode.UInt64 => "UInt64",
        TypeCode.Single => "Float32",
        TypeCode.Double => "Float64",
        TypeCode.String => "String",
        TypeCode.Boolean => "UInt8",
        _ when typeof(T) == typeof(UInt128) => "UInt128",
        _ when typeof(T) == typeof(Int128) => "Int128",
        _ when typeof(T) == typeof(DateOnly) => "Date",
        _ when typeof(T) == typeof(DateTimeOffset) => "DateTime",
        _ when typeof(T) == typeof(Guid) => "UUID",
        _ => throw new ArgumentException($"No column type stands for {typeof(T).Name}."),
    };

    /// <summary>An element of a tuple: "name Type", or a type alone.</summary>
    public static (string? Name, NativeType Type) ParseElement(string text)
    {
        var space = text.IndexOf(' ');
        var open = text.IndexOf('(');
        return space > 0 && (open < 0 || space < open) ? (text[..space].Trim('`'), Parse(text[(space + 1)..])) : (null, Parse(text));
    }

    /// <summary>The names of an enumeration by their numbers.</summary>
    public Dictionary<int, string> EnumNames() => Arguments.ToDictionary(
        a => int.Parse(a.AsSpan(a.LastIndexOf('=') + 1)),
        a => a[1..a.LastIndexOf('\'')].Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal));

    static List<string> Split(ReadOnlySpan<char> text)
    {
        var (parts, depth, start, quoted) = (new List<string>(), 0, 0, false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted: i++; break;
                case '\'': quoted = !quoted; break;
                case '(' when !quoted: depth++; break;
                case ')' when !quoted: depth--; break;
                case ',' when !quoted && depth == 0:
                    parts.Add(text[start..i].Trim().ToString());
                    start = i + 1;
                    break;
                default: break;
            }
        }

        parts.Add(text[start..].Trim().ToString());
        return parts;
    }
}
