using System.Globalization;
using System.IO.Compression;
using FsCheck;

namespace Kindred.Numerics.Tests.Series;

/// <summary>Reads the golden files of the repository and the public data beside it.</summary>
static class SeriesData
{
    static readonly string Root = FindRoot();

    /// <summary>How properties are checked: 60 cases that are the same in every run.</summary>
    public static readonly Config FixedSeed = Config.QuickThrowOnFailure.WithReplay(20_260_101, 4_711).WithMaxTest(60);

    /// <summary>The columns of a golden file, by name.</summary>
    public static Dictionary<string, double[]> Golden(string file) =>
        Columns(File.ReadLines(Path.Combine(Root, "tests", "golden", "series", file)));

    /// <summary>The values of a classic series; the test is skipped where the data is missing.</summary>
    public static double[] Classic(string name) => Public($"classic_series/series_{name}.csv.gz")["value"];

    /// <summary>The columns of a gzip CSV of the public data; the test is skipped where it is missing.</summary>
    public static Dictionary<string, double[]> Public(string file) => Columns(Lines(file));

    /// <summary>The lines of a gzip text of the public data; the test is skipped where it is missing.</summary>
    public static IEnumerable<string> Lines(string file)
    {
        var path = Path.Combine(Root, "..", "shared", "data", file);
        Assert.SkipUnless(File.Exists(path), $"The public data file {file} is not beside the repository.");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Asserts that two series agree within a tolerance relative to the largest expected value.</summary>
    public static void Agree(IReadOnlyList<double> expected, IReadOnlyList<double> found, double tolerance)
    {
        Assert.Equal(expected.Count, found.Count);
        var scale = Math.Max(expected.Max(Math.Abs), 1e-300);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - found[i]) <= tolerance * scale,
                $"At {i}: expected {expected[i]:R}, found {found[i]:R}, {Math.Abs(expected[i] - found[i]) / scale:E2} apart.");
        }
    }

    static Dictionary<string, double[]> Columns(IEnumerable<string> lines)
    {
        var rows = lines.Select(line => line.Split(',')).ToArray();
        return rows[0].Index().ToDictionary(
            column => column.Item.Trim('"'),
            column => rows.Skip(1).Select(row => Parse(row[column.Index])).ToArray());
    }

    static double Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Kindred.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Kindred.slnx.");
        }

        return folder.FullName;
    }
}
