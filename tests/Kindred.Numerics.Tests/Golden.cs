using System.Globalization;

namespace Kindred.Numerics.Tests;

/// <summary>Reference values in tests/golden: comma-separated numbers, a row a line, without a heading.</summary>
static class Golden
{
    /// <summary>The file as rows of numbers; <paramref name="name"/> is its path in tests/golden without ".csv".</summary>
    internal static double[][] Rows(string name) =>
        [.. File.ReadLines(Path.Combine(Folder(), $"{name}.csv"))
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];

    /// <summary>The file as rows of unsigned whole numbers, whose digits doubles would not hold.</summary>
    internal static ulong[][] Words(string name) =>
        [.. File.ReadLines(Path.Combine(Folder(), $"{name}.csv"))
            .Select(line => line.Split(',').Select(cell => ulong.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];

    /// <summary>All numbers of the file in reading order.</summary>
    internal static double[] Values(string name) => [.. Rows(name).SelectMany(row => row)];

    /// <summary>The file as whole numbers in reading order.</summary>
    internal static int[] Labels(string name) => [.. Values(name).Select(value => (int)value)];

    /// <summary>The file as a matrix.</summary>
    internal static Matrix Matrix(string name)
    {
        var rows = Rows(name);
        return new(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row).Select(value => (float)value)]);
    }

    /// <summary>Every value within <paramref name="tolerance"/> of the expected one, relative to the largest expected magnitude.</summary>
    internal static void Agree(ReadOnlySpan<double> expected, ReadOnlySpan<double> found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        var scale = 0.0;
        foreach (var value in expected)
        {
            scale = Math.Max(scale, Math.Abs(value));
        }

        for (var i = 0; i < expected.Length; i++)
        {
            var close = Math.Abs(expected[i] - found[i]) <= tolerance * scale;
            Assert.True(close, $"Value {i}: expected {expected[i]:R}, found {found[i]:R}, tolerance {tolerance} of {scale:R}.");
        }
    }

    /// <inheritdoc cref="Agree(ReadOnlySpan{double}, ReadOnlySpan{double}, double)"/>
    internal static void Agree(ReadOnlySpan<double> expected, ReadOnlySpan<float> found, double tolerance) =>
        Agree(expected, found.ToArray().Select(value => (double)value).ToArray(), tolerance);

    static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Kindred.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Kindred.slnx.");
        }

        return Path.Combine(folder.FullName, "tests", "golden");
    }
}
