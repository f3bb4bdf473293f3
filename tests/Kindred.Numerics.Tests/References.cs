using System.Globalization;
using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Tests;

/// <summary>A file of reference values in tests/golden: a name and its numbers a line, separated by commas.</summary>
sealed class References
{
    readonly Dictionary<string, double[]> _values = [];

    /// <summary>Reads a file; <paramref name="name"/> is its path in tests/golden without ".csv".</summary>
    public References(string name)
    {
        foreach (var line in File.ReadLines(Path.Combine(Folder(), $"{name}.csv")))
        {
            var cells = line.Split(',');
            _values.Add(cells[0], [.. cells.Skip(1).Select(Parse)]);
        }
    }

    /// <summary>The numbers of a name.</summary>
    public double[] this[string name] => _values[name];

    /// <summary>The lines whose name begins with a word: the numbers in the name, and the numbers of the line.</summary>
    public IEnumerable<(double[] Arguments, double[] Values)> Family(string word) =>
        _values.Where(line => line.Key.StartsWith(word + " ", StringComparison.Ordinal))
            .Select(line => (line.Key.Split(' ').Skip(1).Where(IsNumber).Select(Parse).ToArray(), line.Value));

    /// <summary>Holds what was found against the numbers of a name, each within a relative tolerance.</summary>
    public void Agree(string name, double tolerance, params double[] found) => Agree(name, this[name], found, tolerance);

    /// <inheritdoc cref="Agree(string, double, double[])"/>
    public static void Agree(string name, double[] expected, double[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var close = expected[i].Equals(found[i]) || Math.Abs(expected[i] - found[i]) <= tolerance * Math.Abs(expected[i]);
            Assert.True(close, $"{name}, number {i}: expected {expected[i]:R}, found {found[i]:R}, tolerance {tolerance}.");
        }
    }

    static bool IsNumber(string word) => double.TryParse(word, CultureInfo.InvariantCulture, out _);

    static double Parse(string word) => double.Parse(word, CultureInfo.InvariantCulture);

    static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../golden");
}
