using FsCheck;
using FsCheck.Fluent;

namespace Kindred.Numerics.Tests;

/// <summary>Checks a property on random matrices; a failure prints the seed and the smallest matrix found.</summary>
static class Property
{
    const int Cases = 60;

    /// <summary>1 to <paramref name="maxRows"/> rows, 1 to 5 columns; half of them on a small grid, so that ties and equal rows occur.</summary>
    internal static void ForAll(Action<Matrix> property, int minRows = 1, int maxRows = 60) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Cases).WithQuietOnSuccess(true).WithReplay(20_240_229, 11),
            Prop.ForAll(Matrices(minRows, maxRows).ToArbitrary(), property));

    static Gen<Matrix> Matrices(int minRows, int maxRows) =>
        from rows in Gen.Choose(minRows, maxRows)
        from columns in Gen.Choose(1, 5)
        from coarse in Gen.Elements(true, false)
        from values in Gen.ArrayOf(coarse ? Gen.Choose(-3, 3).Select(i => (float)i) : Gen.Choose(-100_000, 100_000).Select(i => i / 1000f), rows * columns)
        select new Matrix(rows, columns, values);

    /// <summary>Rows around <paramref name="centres"/> random centres, for tests of quality and of determinism.</summary>
    internal static (Matrix Points, int[] Labels) Blobs(int rows, int columns, int centres, ulong seed)
    {
        var rng = new Rng(seed);
        var means = new Matrix(centres, columns);
        foreach (ref var value in means.Values)
        {
            value = (float)(4 * rng.NextNormal());
        }

        var (points, labels) = (new Matrix(rows, columns), new int[rows]);
        for (var i = 0; i < rows; i++)
        {
            labels[i] = rng.NextInt32(centres);
            for (var j = 0; j < columns; j++)
            {
                points[i, j] = means[labels[i], j] + (float)rng.NextNormal();
            }
        }

        return (points, labels);
    }
}
