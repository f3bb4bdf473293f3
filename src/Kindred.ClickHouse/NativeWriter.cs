using System.Runtime.InteropServices;
using System.Text;

namespace Kindred.ClickHouse;

/// <summary>Writes blocks in ClickHouse's Native format.</summary>
sealed class NativeWriter(Stream stream)
{
    public void Write(Block block)
    {
        WriteLength(block.Columns.Count);
        WriteLength(block.Rows);
        foreach (var column in block.Columns)
        {
            WriteText(column.Name);
            WriteText(column.Type);
            if (block.Rows > 0)
            {
                WriteColumn(column, NativeType.Parse(column.Type));
            }
        }
    }

    void WriteColumn(Column column, NativeType type)
    {
        switch (column)
        {
            case ArrayColumn arrays:
                WriteMany(Array.ConvertAll(arrays.Ends.ToArray(), e => (ulong)e));
                WriteColumn(arrays.Items, type.Inner);
                break;
            case TupleColumn tuples:
                for (var i = 0; i < tuples.Items.Count; i++)
                {
                    WriteColumn(tuples.Items[i], NativeType.ParseElement(type.Arguments[i]).Type);
                }

                break;
            default:
                WritePlain(column, type);
                break;
        }
    }

    void WritePlain(Column column, NativeType type)
    {
        if (type.Name == "Nullable")
        {
            WriteMany(Enumerable.Range(0, column.Rows).Select(column.IsMissing).ToArray());
            type = type.Inner;
        }

        switch (column, type.Name)
        {
            case (Column<string> c, "String"): WriteStrings(c.Span); break;
            case (TextColumn c, "String"): WriteTexts(c.Texts); break;
            case (Column<byte[]> c, "FixedString"): WriteFixed(c.Span, type.Size); break;
            case (Column<DateOnly> c, "Date"): WriteMany(Each(c, NativeTime.Days)); break;
            case (Column<DateOnly> c, "Date32"): WriteMany(Each(c, NativeTime.Days32)); break;
            case (Column<DateTimeOffset> c, "DateTime"): WriteMany(Each(c, NativeTime.Seconds)); break;
            case (Column<DateTimeOffset> c, "DateTime64"): WriteMany(Each(c, t => NativeTime.Ticks(t, type.Size))); break;
            case (Column<Guid> c, "UUID"): WriteMany(Each(c, NativeTime.Uuid)); break;
            case (Column<bool> c, "Bool" or "UInt8"): WriteMany(c.Span); break;
            case (Column<sbyte> c, "Int8"): WriteMany(c.Span); break;
            case (Column<short> c, "Int16"): WriteMany(c.Span); break;
            case (Column<int> c, "Int32"): WriteMany(c.Span); break;
            case (Column<long> c, "Int64"): WriteMany(c.Span); break;
            case (Column<Int128> c, "Int128"): WriteMany(c.Span); break;
            case (Column<byte> c, "UInt8"): WriteMany(c.Span); break;
            case (Column<ushort> c, "UInt16"): WriteMany(c.Span); break;
            case (Column<uint> c, "UInt32"): WriteMany(c.Span); break;
            case (Column<ulong> c, "UInt64"): WriteMany(c.Span); break;
            case (Column<UInt128> c, "UInt128"): WriteMany(c.Span); break;
            case (Column<float> c, "Float32"): WriteMany(c.Span); break;
            case (Column<double> c, "Float64"): WriteMany(c.Span); break;
            default:
                throw new ArgumentException(
                    $"Column {column.Name} holds {column.GetType().GetGenericArguments()[0].Name}, which is not written as {type.Text}.");
        }
    }

    static TOut[] Each<T, TOut>(Column<T> column, Converter<T, TOut> convert) => Array.ConvertAll(column.Span.ToArray(), convert);

    void WriteStrings(ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            WriteText(value);
        }
    }

    void WriteTexts(TextList texts)
    {
        for (var row = 0; row < texts.Count; row++)
        {
            WriteLength(texts[row].Length);
            stream.Write(texts[row]);
        }
    }

    void WriteFixed(ReadOnlySpan<byte[]> values, int size)
    {
        var padded = new byte[size];
        foreach (var value in values)
        {
            padded.AsSpan().Clear();
            value.CopyTo(padded, 0);
            stream.Write(padded);
        }
    }

    void WriteText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteLength(length);
        var bytes = length <= 1024 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(text, bytes);
        stream.Write(bytes);
    }

    void WriteMany<T>(ReadOnlySpan<T> values)
        where T : unmanaged => stream.Write(MemoryMarshal.AsBytes(values));

    void WriteMany<T>(T[] values)
        where T : unmanaged => WriteMany<T>(values.AsSpan());

    void WriteLength(int length)
    {
        var rest = (uint)length;
        while (rest >= 0x80)
        {
            stream.WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }

        stream.WriteByte((byte)rest);
    }
}
