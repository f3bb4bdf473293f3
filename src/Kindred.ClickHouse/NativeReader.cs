using System.Runtime.InteropServices;
using System.Text;

namespace Kindred.ClickHouse;

/// <summary>Reads blocks in ClickHouse's Native format: column after column, numbers as they lie in memory.</summary>
sealed class NativeReader(Stream stream)
{
    readonly byte[] _buffer = new byte[64 * 1024];
    int _at;
    int _filled;

    /// <summary>The next block, or null at the end.</summary>
    /// <exception cref="InvalidDataException">The stream ends within a block, or holds a type that is not known here.</exception>
    public Block? Read()
    {
        if (_at == _filled && !Fill())
        {
            return null;
        }

        var columns = new Column[ReadLength()];
        var rows = ReadLength();
        for (var c = 0; c < columns.Length; c++)
        {
            var name = ReadText();
            var type = NativeType.Parse(ReadText());
            if (rows > 0)
            {
                ReadPrefix(type);
            }

            columns[c] = ReadColumn(name, type, rows);
        }

        return new(columns);
    }

    /// <summary>True when the bytes that follow are these; they stay unread.</summary>
    public bool StartsWith(ReadOnlySpan<byte> bytes)
    {
        while (_filled - _at < bytes.Length && Fill())
        {
        }

        return _buffer.AsSpan(_at, _filled - _at).StartsWith(bytes);
    }

    /// <summary>Everything that follows, as text.</summary>
    public string ReadRest()
    {
        using var rest = new MemoryStream();
        do
        {
            rest.Write(_buffer, _at, _filled - _at);
            _at = _filled;
        }
        while (Fill());
        return Encoding.UTF8.GetString(rest.GetBuffer(), 0, (int)rest.Length);
    }

    // A low-cardinality column, however deep, states its version before the data of the whole column.
    void ReadPrefix(NativeType type)
    {
        switch (type.Name)
        {
            case "LowCardinality":
                Read<ulong>();
                break;
            case "Array" or "Nullable" or "SimpleAggregateFunction":
                ReadPrefix(type.Inner);
                break;
            case "Tuple":
                foreach (var element in type.Arguments)
                {
                    ReadPrefix(NativeType.ParseElement(element).Type);
                }

                break;
            default:
                break;
        }
    }

    Column ReadColumn(string name, NativeType type, int rows, bool[]? missing = null, string? shown = null)
    {
        shown ??= type.Text;
        return type.Name switch
        {
            "Nullable" => ReadColumn(name, type.Inner, rows, ReadMany<bool>(rows), type.Text),
            "Array" => ReadArrays(name, type, rows),
            "Tuple" => new TupleColumn(name, shown, rows, [.. type.Arguments.Select(NativeType.ParseElement)
                .Select((e, i) => ReadColumn(e.Name ?? $"{i + 1}", e.Type, rows))]),
            "LowCardinality" => ReadLowCardinality(name, type, rows),
            "SimpleAggregateFunction" => ReadColumn(name, type.Inner, rows, missing, shown),
            "Int8" => Plain<sbyte>(),
            "Int16" => Plain<short>(),
            "Int32" => Plain<int>(),
            "Int64" => Plain<long>(),
            "Int128" => Plain<Int128>(),
            "UInt8" or "Nothing" => Plain<byte>(),
            "UInt16" => Plain<ushort>(),
            "UInt32" => Plain<uint>(),
            "UInt64" => Plain<ulong>(),
            "UInt128" => Plain<UInt128>(),
            "Float32" => Plain<float>(),
            "Float64" => Plain<double>(),
            "Bool" => Plain<bool>(),
            "String" => Made(ReadStrings(rows)),
            "FixedString" => Made(Enumerable.Range(0, rows).Select(_ => ReadMany<byte>(type.Size)).ToArray()),
            "Date" => Made(Array.ConvertAll(ReadMany<ushort>(rows), NativeTime.Date)),
            "Date32" => Made(Array.ConvertAll(ReadMany<int>(rows), NativeTime.Date32)),
            "DateTime" => Made(Array.ConvertAll(ReadMany<uint>(rows), NativeTime.Seconds)),
            "DateTime64" => Made(Array.ConvertAll(ReadMany<long>(rows), ticks => NativeTime.Ticks(ticks, type.Size))),
            "UUID" => Made(Array.ConvertAll(ReadMany<UInt128>(rows), NativeTime.Uuid)),
            "Decimal" => Made(ReadDecimals(type, rows)),
            "Enum8" => Made(Named(ReadMany<sbyte>(rows))),
            "Enum16" => Made(Named(ReadMany<short>(rows))),
            _ => throw new InvalidDataException($"Column {name} has the type {type.Text}, which is not read; convert it in the query."),
        };

        Column<T> Plain<T>()
            where T : unmanaged => new(name, shown, ReadMany<T>(rows), missing);

        Column<T> Made<T>(T[] values) => new(name, shown, values, missing);

        string[] Named<T>(T[] numbers)
            where T : IConvertible
        {
            var names = type.EnumNames();
            return Array.ConvertAll(numbers, n => names.GetValueOrDefault(n.ToInt32(null), ""));
        }
    }

    ArrayColumn ReadArrays(string name, NativeType type, int rows)
    {
        var ends = Array.ConvertAll(ReadMany<ulong>(rows), e => checked((int)e));
        return new(name, type.Text, ends, ReadColumn("", type.Inner, rows == 0 ? 0 : ends[^1]));
    }

    // Each block carries its own dictionary; with a nullable inner type its first entry stands for "missing".
    Column ReadLowCardinality(string name, NativeType type, int rows)
    {
        var nullable = type.Inner.Name == "Nullable";
        var inner = nullable ? type.Inner.Inner : type.Inner;
        if (rows == 0)
        {
            return ReadColumn(name, inner, 0, nullable ? [] : null, type.Text);
        }

        var width = Read<ulong>() & 0xff;
        var dictionary = ReadColumn(name, inner, checked((int)Read<ulong>()));
        var count = checked((int)Read<ulong>());
        var indexes = width switch
        {
            0 => Array.ConvertAll(ReadMany<byte>(count), i => (int)i),
            1 => Array.ConvertAll(ReadMany<ushort>(count), i => (int)i),
            2 => Array.ConvertAll(ReadMany<uint>(count), i => (int)i),
            _ => Array.ConvertAll(ReadMany<ulong>(count), i => (int)i),
        };
        return dictionary.Pick(indexes, type.Text, nullable ? Array.ConvertAll(indexes, i => i == 0) : null);
    }

    decimal[] ReadDecimals(NativeType type, int rows)
    {
        var scale = 1m;
        for (var i = 0; i < int.Parse(type.Arguments[1]); i++)
        {
            scale *= 10;
        }

        return type.Size switch
        {
            <= 9 => Array.ConvertAll(ReadMany<int>(rows), v => v / scale),
            <= 18 => Array.ConvertAll(ReadMany<long>(rows), v => v / scale),
            <= 38 => Array.ConvertAll(ReadMany<Int128>(rows), v => (decimal)v / scale),
            _ => throw new InvalidDataException($"{type.Text} is too wide; convert it in the query."),
        };
    }

    string[] ReadStrings(int rows)
    {
        var values = new string[rows];
        for (var i = 0; i < rows; i++)
        {
            values[i] = ReadText();
        }

        return values;
    }

    string ReadText()
    {
        var length = ReadLength();
        if (length == 0)
        {
            return "";
        }

        if (length > _buffer.Length)
        {
            return Encoding.UTF8.GetString(ReadMany<byte>(length));
        }

        while (_filled - _at < length)
        {
            if (!Fill())
            {
                throw Cut();
            }
        }

        _at += length;
        return Encoding.UTF8.GetString(_buffer, _at - length, length);
    }

    T[] ReadMany<T>(int count)
        where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(count);
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        var buffered = Math.Min(bytes.Length, _filled - _at);
        _buffer.AsSpan(_at, buffered).CopyTo(bytes);
        _at += buffered;
        try
        {
            stream.ReadExactly(bytes[buffered..]);
        }
        catch (EndOfStreamException)
        {
            throw Cut();
        }

        return values;
    }

    T Read<T>()
        where T : unmanaged => ReadMany<T>(1)[0];

    int ReadLength()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_at == _filled && !Fill())
            {
                throw Cut();
            }

            var b = _buffer[_at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return checked((int)value);
            }
        }

        throw new InvalidDataException("A length in the engine's answer is not a number.");
    }

    /// <summary>Adds at least one byte to the buffer, keeping what is unread; false at the end of the stream.</summary>
    bool Fill()
    {
        if (_at == _filled)
        {
            _at = _filled = 0;
        }
        else if (_at > 0 && _filled == _buffer.Length)
        {
            _buffer.AsSpan(_at, _filled - _at).CopyTo(_buffer);
            (_at, _filled) = (0, _filled - _at);
        }

        var read = stream.Read(_buffer, _filled, _buffer.Length - _filled);
        _filled += read;
        return read > 0;
    }

    static InvalidDataException Cut() => new("The engine's answer ends in the middle of a block.");
}
