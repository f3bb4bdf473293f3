namespace Kindred.ClickHouse;

/// <summary>A column of arrays: all items one after the other, and where each row's end.</summary>
public sealed class ArrayColumn : Column
{
    readonly int[] _ends;

    internal ArrayColumn(string name, string type, int[] ends, Column items)
        : base(name, type) => (_ends, Items) = (ends, items);

    /// <summary>The items of all rows.</summary>
    public Column Items { get; }

    /// <summary>Row i holds the items from <c>Ends[i - 1]</c> (0 for the first) up to <c>Ends[i]</c>.</summary>
    public ReadOnlySpan<int> Ends => _ends;

    public override int Rows => _ends.Length;

    public override object? this[int row] => Enumerable.Range(Start(row), _ends[row] - Start(row)).Select(i => Items[i]).ToArray();

    public override bool IsMissing(int row) => false;

    /// <summary>The items of one row, without a copy.</summary>
    public ReadOnlySpan<T> Row<T>(int row) => Items.Values<T>().AsSpan(Start(row), _ends[row] - Start(row));

    /// <summary>One array a row: <typeparamref name="T"/> is an array type, such as long[] or string[].</summary>
    public override T[] Values<T>()
    {
        var values = new T[Rows];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = Value<T>(row);
        }

        return values;
    }

    public override T Value<T>(int row)
    {
        var (start, length) = (Start(row), _ends[row] - Start(row));
        return typeof(T) == typeof(string[]) && Slice<string>() is T s ? s
            : typeof(T) == typeof(long[]) && Slice<long>() is T i64 ? i64
            : typeof(T) == typeof(double[]) && Slice<double>() is T f64 ? f64
            : typeof(T) == typeof(float[]) && Slice<float>() is T f32 ? f32
            : typeof(T) == typeof(int[]) && Slice<int>() is T i32 ? i32
            : typeof(T) == typeof(ulong[]) && Slice<ulong>() is T u64 ? u64
            : typeof(T) == typeof(bool[]) && Slice<bool>() is T b ? b
            : this[row] is T boxed ? boxed
            : throw Mismatch<T>();

        TItem[] Slice<TItem>()
        {
            var slice = new TItem[length];
            for (var i = 0; i < length; i++)
            {
                slice[i] = Items.Value<TItem>(start + i);
            }

            return slice;
        }
    }

    internal override Column Join(IReadOnlyList<Column> parts)
    {
        var (ends, row, offset) = (new int[parts.Sum(p => p.Rows)], 0, 0);
        foreach (var part in parts.Cast<ArrayColumn>())
        {
            foreach (var end in part._ends)
            {
                ends[row++] = checked(offset + end);
            }

            offset += part.Items.Rows;
        }

        return new ArrayColumn(Name, Type, ends, Items.Join([.. parts.Cast<ArrayColumn>().Select(p => p.Items)]));
    }

    int Start(int row) => row == 0 ? 0 : _ends[row - 1];
}

/// <summary>A column of tuples, held as one column an element.</summary>
public sealed class TupleColumn : Column
{
    readonly int _rows;

    internal TupleColumn(string name, string type, int rows, IReadOnlyList<Column> items)
        : base(name, type) => (_rows, Items) = (rows, items);

    /// <summary>The elements; each has the name it has in the type, or its position from 1.</summary>
    public IReadOnlyList<Column> Items { get; }

    public override int Rows => _rows;

    public override object? this[int row] => Items.Select(i => i[row]).ToArray();

    public override bool IsMissing(int row) => false;

    public override T[] Values<T>() => [.. Enumerable.Range(0, _rows).Select(Value<T>)];

    public override T Value<T>(int row) => this[row] is T value ? value : throw Mismatch<T>();

    internal override Column Join(IReadOnlyList<Column> parts)
    {
        var tuples = parts.Cast<TupleColumn>().ToArray();
        return new TupleColumn(Name, Type, parts.Sum(p => p.Rows), [.. Items.Select((item, i) => item.Join([.. tuples.Select(t => t.Items[i])]))]);
    }
}
