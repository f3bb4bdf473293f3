using System.Globalization;

namespace Kindred.Numerics.Tests.Sequences;

/// <summary>The journeys that the tests of sequences share.</summary>
static class Journeys
{
    internal const int States = 5;

    internal static readonly References Reference = new("sequences/sequences");

    /// <summary>400 simulated journeys over five states, and whether they converted.</summary>
    internal static readonly (int[][] Paths, bool[] Converted) Simulated = Read();

    /// <summary>Main categories (0 to 3) in the sessions of the 2008 clothing shop, in order of clicks.</summary>
    internal static int[][] Shop() =>
        [.. PublicData.Lines("eshop_clickstream_2008/e-shop_clothing_2008.csv.gz", ';')[1..]
            .GroupBy(row => row[5])
            .Select(session => session
                .OrderBy(row => int.Parse(row[3], CultureInfo.InvariantCulture))
                .Select(row => int.Parse(row[6], CultureInfo.InvariantCulture) - 1)
                .ToArray())];

    /// <summary>A reference matrix, row after row.</summary>
    internal static double[,] Matrix(string name)
    {
        var values = Reference[name];
        var n = (int)Math.Sqrt(values.Length);
        var matrix = new double[n, n];
        for (var i = 0; i < values.Length; i++)
        {
            matrix[i / n, i % n] = values[i];
        }

        return matrix;
    }

    static (int[][] Paths, bool[] Converted) Read()
    {
        var rows = Golden.Rows("sequences/journeys");
        return ([.. rows.Select(row => row[1..].Select(value => (int)value).ToArray())], [.. rows.Select(row => row[0] > 0)]);
    }
}
