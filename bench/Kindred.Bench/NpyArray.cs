using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Kindred.Numerics;

namespace Kindred.Bench;

/// <summary>A table in NumPy's file format: one or two dimensions of little-endian single or double precision numbers in C order.</summary>
sealed partial class NpyArray
{
    readonly float[] _singles;
    readonly double[] _doubles;

    NpyArray(int rows, int columns, float[] singles, double[] doubles) =>
        (Rows, Columns, _singles, _doubles) = (rows, columns, singles, doubles);

    /// <summary>Number of rows; a file of one dimension has one value a row.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>The values of a single-precision file.</summary>
    public Matrix Matrix => new(Rows, Columns, _singles);

    /// <summary>One row of a double-precision file.</summary>
    public ReadOnlySpan<double> Row(int row) => _doubles.AsSpan(row * Columns, Columns);

    /// <summary>The first rows alone.</summary>
    public NpyArray Head(int rows)
    {
        rows = Math.Min(rows, Rows);
        return new(rows, Columns, [.. _singles.Take(rows * Columns)], [.. _doubles.Take(rows * Columns)]);
    }

    public static NpyArray Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var length = BitConverter.ToUInt16(bytes, 8);
        var header = Encoding.ASCII.GetString(bytes, 10, length);
        var shape = Shape().Match(header).Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var (rows, columns) = (Number(shape[0]), shape.Length > 1 ? Number(shape[1]) : 1);
        var values = bytes.AsSpan(10 + length);
        return header.Contains("'<f4'", StringComparison.Ordinal)
            ? new(rows, columns, MemoryMarshal.Cast<byte, float>(values).ToArray(), [])
            : header.Contains("'<f8'", StringComparison.Ordinal)
                ? new(rows, columns, [], MemoryMarshal.Cast<byte, double>(values).ToArray())
                : throw new InvalidDataException($"{file} holds neither single nor double precision numbers: {header}");
    }

    static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex Shape();
}
