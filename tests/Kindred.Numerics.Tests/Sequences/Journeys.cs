using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Kindred.Numerics.Sequences;

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

    /// <summary>Checks a property on 1 to 10 random journeys of 5 to 9 steps over four states; a failure prints the seed.</summary>
    internal static void ForAll(Action<int[][]> property)
    {
        var journeys =
            from count in Gen.Choose(1, 10)
            from paths in Gen.ArrayOf(Gen.Choose(5, 9).SelectMany(length => Gen.ArrayOf(Gen.Choose(0, 3), length)), count)
            select paths;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(100).WithQuietOnSuccess(true).WithReplay(20_240_229, 11),
            Prop.ForAll(journeys.ToArbitrary(), property));
    }

    /// <summary>The steps of all journeys as edges of a graph, each of weight 1.</summary>
    internal static Edge[] Steps(int[][] journeys) =>
        [.. journeys.SelectMany(path => path.Zip(path.Skip(1), (from, to) => new Edge(from, to))).Distinct()];

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
