using FsCheck;
using FsCheck.Fluent;

namespace Kindred.Numerics.Tests.Statistics;

/// <summary>Checks a property on random samples; a failure prints the seed and the smallest samples found.</summary>
static class Sampled
{
    const int Cases = 100;

    /// <summary>Two samples of 2 to 40 values, half of them from a small grid so that ties and constant samples occur.</summary>
    internal static void ForAll(Action<double[], double[]> property) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(20_240_229, 11),
            Prop.ForAll(Pairs.ToArbitrary(), pair => property(pair.First, pair.Second)));

    /// <summary>One sample of 2 to 40 values.</summary>
    internal static void ForAll(Action<double[]> property) => ForAll((first, _) => property(first));

    static Gen<(double[] First, double[] Second)> Pairs =>
        from coarse in Gen.Elements(true, false)
        from n in Gen.Choose(2, 40)
        from m in Gen.Choose(2, 40)
        from first in Gen.ArrayOf(Value(coarse), n)
        from second in Gen.ArrayOf(Value(coarse), m)
        select (first, second);

    static Gen<double> Value(bool coarse) =>
        coarse ? Gen.Choose(-2, 2).Select(i => (double)i) : Gen.Choose(-1_000_000, 1_000_000).Select(i => i / 1000.0);
}
