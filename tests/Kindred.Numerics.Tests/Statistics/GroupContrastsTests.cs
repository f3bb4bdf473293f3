using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class GroupContrastsTests
{
    static readonly References Samples = new("statistics/samples");
    static readonly References Control = new("statistics/control");

    [Fact]
    public void A_group_is_held_against_all_others_together()
    {
        var contrast = GroupContrasts.Of([1, 2, 3, 3, 4, 5, double.NaN, 99], [0, 0, 0, 1, 1, 1, 1, -1], 2);

        var group = contrast.Groups[1];
        Assert.Equal((1, 3, 1, 4, 2), (group.Group, group.Present, group.Missing, group.Mean, group.RestMean));
        Assert.Equal(2, group.CohenD, 1e-12);
        Assert.Equal(8.0 / 9, group.CliffDelta, 1e-12); // 8 of 9 pairs won, one tied
        Assert.Equal(6.0 / 10, contrast.EtaSquared, 1e-12); // 2 · 3 · 1² of 6 + 4
    }

    [Fact]
    public void Contrasts_agree_with_NumPy_and_SciPy()
    {
        double[][] groups = [Samples["visits"], Samples["visits_other"], Samples["visits_third"]];

        var contrast = GroupContrasts.Of(
            [.. groups.SelectMany(group => group)], [.. groups.SelectMany((group, label) => group.Select(_ => label))], 3);

        foreach (var g in contrast.Groups)
        {
            Control.Agree($"contrast {g.Group}", 1e-10, g.Present, g.Mean, g.RestMean, g.CohenD, g.CliffDelta, g.PValue);
        }

        Control.Agree("contrast all", 1e-10, contrast.EtaSquared, contrast.EpsilonSquared, contrast.PValue);
    }

    [Fact]
    public void Contrasts_are_those_of_the_tests_on_each_pair() => Sampled.ForAll((a, b) =>
    {
        double[] values = [.. a, .. b, 0, 1, 2];
        int[] labels = [.. a.Select(_ => 0), .. b.Select(_ => 1), 2, 2, 2];
        var contrast = GroupContrasts.Of(values, labels, 3);

        double[][] groups = [a, b, [0, 1, 2]];
        for (var g = 0; g < 3; g++)
        {
            double[] rest = [.. groups.Where((_, other) => other != g).SelectMany(group => group)];
            var test = MannWhitneyTest.Run(groups[g], rest, method: RankMethod.Normal);
            Assert.Equal(test.RankBiserial, contrast.Groups[g].CliffDelta, 1e-9);
            Assert.Equal(test.PValue, contrast.Groups[g].PValue, 1e-9);
            Assert.Equal(EffectSize.CohenD(SampleMoments.Of(groups[g]), SampleMoments.Of(rest)), contrast.Groups[g].CohenD, 1e-6);
        }

        Assert.Equal(Anova.OneWay(groups).EtaSquared, contrast.EtaSquared, 1e-9);
        Assert.Equal(KruskalWallisTest.Run(groups).PValue, contrast.PValue, 1e-9);
    });

    [Fact]
    public void Nothing_sets_a_group_apart_on_a_constant_column()
    {
        var contrast = GroupContrasts.Of([2, 2, 2, 2], [0, 0, 1, 1], 2);

        Assert.All(contrast.Groups, group => Assert.Equal((0, 0, 1), (group.CohenD, group.CliffDelta, group.PValue)));
        Assert.Equal((0, 0, 1), (contrast.EtaSquared, contrast.EpsilonSquared, contrast.PValue));
    }

    [Fact]
    public void Empty_groups_and_empty_columns_are_answered()
    {
        var one = GroupContrasts.Of([1, 2], [1, 1], 3);
        var none = GroupContrasts.Of([double.NaN], [0], 1);

        Assert.Equal((0, 0, 1), (one.Groups[0].Present, one.Groups[1].CohenD, one.Groups[1].PValue));
        Assert.Equal((0, 1, 1), (none.Groups[0].Present, none.Groups[0].Missing, none.PValue));
    }

    [Fact]
    public void Wrong_labels_and_infinite_values_are_refused()
    {
        Assert.Throws<ArgumentException>(() => GroupContrasts.Of([1, 2], [0], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GroupContrasts.Of([1, 2], [0, 1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GroupContrasts.Of([1, 2], [0, -2], 1));
        Assert.Throws<ArgumentException>(() => GroupContrasts.Of([1, double.PositiveInfinity], [0, 0], 1));
    }
}
