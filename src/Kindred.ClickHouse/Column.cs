namespace Kindred.ClickHouse;

/// <summary>A named column of one ClickHouse type.</summary>
/// <remarks>
/// Columns of plain values are <see cref="Column{T}"/>; arrays are <see cref="ArrayColumn"/>, tuples <see cref="TupleColumn"/>, many texts to insert <see cref="TextColumn"/>.
/// <c>T</c> is the number of the same width, or string (String, Enum, LowCardinality), byte[] (FixedString), bool, DateOnly (Date),
/// DateTimeOffset in UTC (DateTime, DateTime64), Guid (UUID), decimal (Decimal).
/// </remarks>
public abstract class Column
{
    private protected Column(string name, string type) => (Name, Type) = (name, type);

    /// <summary>The name in the query or table.</summary>
    public string Name { get; }

    /// <summary>The type as the engine writes it, such as <c>Array(Nullable(Int64))</c>.</summary>
    public string Type { get; }

    public abstract int Rows { get; }

    /// <summary>A value, whatever its type, for display; null where it is missing.</summary>
    public abstract object? this[int row] { get; }

    /// <summary>True where a nullable column has no value.</summary>
    public abstract bool IsMissing(int row);

    /// <summary>A column to insert, of the ClickHouse type that fits <typeparamref name="T"/> unless another is said.</summary>
    public static Column Of<T>(string name, T[] values, string? type = null) => new Column<T>(name, type ?? NativeType.Of<T>(), values, null);

    /// <summary>A column of texts to insert; the list must stay as it is until then.</summary>
    public static Column Of(string name, TextList texts) => new TextColumn(name, texts);

    /// <summary>A nullable column to insert: a missing value is null.</summary>
    public static Column OfNullable<T>(string name, T?[] values, string? type = null)
        where T : struct
    {
        var known = Array.ConvertAll(values, v => v.GetValueOrDefault());
        return new Column<T>(name, type ?? $"Nullable({NativeType.Of<T>()})", known, Array.ConvertAll(values, v => !v.HasValue));
    }

    /// <summary>A column of arrays to insert.</summary>
    public static Column OfArrays<T>(string name, IReadOnlyList<T[]> rows)
    {
        var ends = new int[rows.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = (i == 0 ? 0 : ends[i - 1]) + rows[i].Length;
        }

        var items = new Column<T>("", NativeType.Of<T>(), [.. rows.SelectMany(r => r)], null);
        return new ArrayColumn(name, $"Array({items.Type})", ends, items);
    }

    /// <summary>The values as an array of <typeparamref name="T"/>: the column's own, not a copy, where the types agree.</summary>
    /// <remarks>
    /// Numbers of another width are converted where every one fits, since engines differ in the width of some results. Missing values of a
    /// nullable column become NaN for float and double and null for string and nullable numbers; others refuse: look at <see cref="IsMissing"/>, or
    /// use ifNull in the query.
    /// </remarks>
    /// <exception cref="InvalidCastException">The column's type cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="OverflowException">A number does not fit.</exception>
    public abstract T[] Values<T>();

    /// <summary>One value; converted as <see cref="Values{T}"/> does.</summary>
    public abstract T Value<T>(int row);

    internal abstract Column Join(IReadOnlyList<Column> parts);

    /// <summary>The values at some indexes, in their order, as a column of another type.</summary>
    internal virtual Column Pick(int[] indexes, string type, bool[]? missing) => throw new NotSupportedException($"{Type} has no dictionary.");

    private protected InvalidCastException Mismatch<T>() =>
        new($"Column {Name} is {Type}, which cannot be read as {typeof(T).Name}.");
}

/// <summary>A column of plain values, with a mask where some may be missing.</summary>
public sealed class Column<T> : Column
{
    readonly T[] _values;
    Array? _converted;

    internal Column(string name, string type, T[] values, bool[]? missing)
        : base(name, type) => (_values, Missing) = (values, missing);

    /// <summary>The values; a missing one is the default of its type ("" for strings).</summary>
    public ReadOnlySpan<T> Span => _values;

    /// <summary>True for each row without a value; null when the column is not nullable.</summary>
    public bool[]? Missing { get; }

    public override int Rows => _values.Length;

    public override object? this[int row] => IsMissing(row) ? null : _values[row];

    public override bool IsMissing(int row) => Missing is not null && Missing[row];

    public override TTo[] Values<TTo>()
    {
        var all = All<TTo>();
        if (Missing is null || !Missing.AsSpan().Contains(true))
        {
            return all;
        }

        var marked = (TTo[])all.Clone();
        for (var row = 0; row < marked.Length; row++)
        {
            if (Missing[row])
            {
                marked[row] = None<TTo>(row);
            }
        }

        return marked;
    }

    public override TTo Value<TTo>(int row) => IsMissing(row) ? None<TTo>(row) : All<TTo>()[row];

    /// <summary>The values as another type, which is remembered for the next row.</summary>
    TTo[] All<TTo>()
    {
        if (typeof(TTo) == typeof(T))
        {
            return (TTo[])(object)_values;
        }

        if (_converted?.GetType() != typeof(TTo[]))
        {
            _converted = Numbers.ConvertAll(_values, typeof(TTo)) ?? throw Mismatch<TTo>();
        }

        return (TTo[])_converted;
    }

    TTo None<TTo>(int row) =>
        typeof(TTo) == typeof(double) ? (TTo)(object)double.NaN
        : typeof(TTo) == typeof(float) ? (TTo)(object)float.NaN
        : default(TTo) is null ? default!
        : throw new InvalidOperationException($"Column {Name} has no value in row {row}; use ifNull, or look at IsMissing.");

    internal override Column Join(IReadOnlyList<Column> parts)
    {
        var rows = parts.Sum(p => p.Rows);
        var (values, at) = (new T[rows], 0);
        var missing = Missing is null ? null : new bool[rows];
        foreach (var part in parts.Cast<Column<T>>())
        {
            part._values.CopyTo(values, at);
            part.Missing?.CopyTo(missing!, at);
            at += part.Rows;
        }

        return new Column<T>(Name, Type, values, missing);
    }

    internal override Column Pick(int[] indexes, string type, bool[]? missing) =>
        new Column<T>(Name, type, Array.ConvertAll(indexes, i => _values[i]), missing);
}
