using System.Globalization;

namespace Kindred.Numerics.Tests;

/// <summary>The public benchmark of clusterings, in ../shared/data/clustering_benchmark: points with the labels to be found again, noise as −1.</summary>
static class LabelledPoints
{
    internal static (Matrix Points, int[] Labels) Read(string name)
    {
        var folder = "clustering_benchmark/";
        var rows = PublicData.Lines($"{folder}{name}.data.gz", '\t').Select(Numbers).ToArray();
        int[] labels = [.. PublicData.Lines($"{folder}{name}.labels0.gz", '\t').Select(line => (int)Numbers(line)[0] - 1)];
        return (new(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row)]), labels);
    }

    /// <summary>The same with every column at mean 0 and variance 1.</summary>
    internal static (Matrix Points, int[] Labels) Standardised(string name)
    {
        var (points, labels) = Read(name);
        return (Numerics.Scaling.ColumnScale.ZScore(points).Apply(points), labels);
    }

    static float[] Numbers(string[] cells) =>
        [.. cells.SelectMany(cell => cell.Split(' ')).Where(cell => cell.Length > 0).Select(cell => float.Parse(cell, CultureInfo.InvariantCulture))];
}
