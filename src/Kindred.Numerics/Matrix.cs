using System.Runtime.CompilerServices;

namespace Kindred.Numerics;

/// <summary>A row-major table of single-precision numbers: one row a customer, one column a feature.</summary>
/// <remarks>The values are not copied: whoever passes an array in must not change it afterwards.</remarks>
public sealed class Matrix
{
    readonly float[] _values;

    /// <summary>A rows × columns matrix of zeros.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is negative, has no columns, or exceeds one array.</exception>
    public Matrix(int rows, int columns)
        : this(rows, columns, new float[Length(rows, columns)])
    {
    }

    /// <summary>A rows × columns view of <paramref name="values"/>, row after row.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 1.</param>
    /// <param name="values">Exactly rows × columns numbers.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="values"/> is not rows × columns.</exception>
    public Matrix(int rows, int columns, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != Length(rows, columns))
        {
            throw new ArgumentException($"A {rows} × {columns} matrix takes {(long)rows * columns} values, found {values.Length}.", nameof(values));
        }

        (Rows, Columns, _values) = (rows, columns, values);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>All values, row after row.</summary>
    public Span<float> Values => _values;

    /// <summary>The value at a row and column, both counted from 0.</summary>
    public ref float this[int row, int column] => ref _values[(row * Columns) + column];

    /// <summary>One row as a span of <see cref="Columns"/> values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<float> Row(int row) => _values.AsSpan(row * Columns, Columns);

    /// <summary>The same values in a matrix of their own.</summary>
    public Matrix Copy() => new(Rows, Columns, [.. _values]);

    static int Length(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)rows * columns, Array.MaxLength, nameof(rows));
        return rows * columns;
    }
}
