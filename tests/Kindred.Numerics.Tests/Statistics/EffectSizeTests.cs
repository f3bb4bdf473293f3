using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class EffectSizeTests
{
    static readonly References Samples = new("statistics/samples");
    static readonly References Control = new("statistics/control");

    [Fact]
    public void Cohens_d_by_hand() =>
        Assert.Equal(-2, EffectSize.CohenD(SampleMoments.Of([1, 2, 3]), SampleMoments.Of([3, 4, 5])));

    [Fact]
    public void Hedges_correction_on_four_degrees_of_freedom() // Γ(2) / (√2 · Γ(1.5)) = 1 / (√2 · √π/2)
    {
        var g = EffectSize.HedgesG(SampleMoments.Of([1, 2, 3]), SampleMoments.Of([3, 4, 5]));

        Assert.Equal(-2 * 2 / Math.Sqrt(2 * Math.PI), g, 1e-12);
    }

    [Fact]
    public void Hedges_correction_vanishes_in_large_samples()
    {
        var (a, b) = (new SampleMoments(2_000_000, 1, 1), new SampleMoments(2_000_000, 0, 1));

        Assert.Equal(1 - (3.0 / (4 * 3_999_998 - 1)), EffectSize.HedgesG(a, b), 1e-12);
    }

    [Fact]
    public void Cliffs_delta_by_hand() => // 3 of 4 pairs won, 1 lost
        Assert.Equal(0.5, EffectSize.CliffDelta([2, 4], [1, 3]));

    [Fact]
    public void Cohens_h_from_none_to_all() =>
        Assert.Equal(Math.PI, EffectSize.CohenH(1, 0), 1e-15);

    [Theory]
    [InlineData("spend", "spend_other")]
    [InlineData("visits", "visits_other")]
    [InlineData("few", "few_other")]
    [InlineData("eight", "many")]
    public void Effects_agree_with_their_definitions_in_NumPy(string first, string second)
    {
        var (a, b) = (SampleMoments.Of(Samples[first]), SampleMoments.Of(Samples[second]));

        Control.Agree(
            $"effect {first} {second}", 1e-12, EffectSize.CohenD(a, b), EffectSize.HedgesG(a, b), EffectSize.CliffDelta(Samples[first], Samples[second]));
    }

    [Fact]
    public void Effects_of_proportions_agree_with_statsmodels()
    {
        foreach (var (p, values) in Control.Family("cohenh"))
        {
            References.Agree($"{p[0]} against {p[1]}", values, [EffectSize.CohenH(p[0], p[1])], 1e-12);
        }
    }

    [Fact]
    public void Effects_ignore_the_scale_and_turn_with_the_order() => Sampled.ForAll((a, b) =>
    {
        var (first, second) = (SampleMoments.Of(a), SampleMoments.Of(b));
        var d = EffectSize.CohenD(first, second);

        Assert.Equal(d, -EffectSize.CohenD(second, first));
        Assert.Equal(EffectSize.CliffDelta(a, b), -EffectSize.CliffDelta(b, a), 1e-12);
        Assert.False(double.IsNaN(d));
    });

    [Fact]
    public void Constant_samples_are_answered()
    {
        var (one, two) = (SampleMoments.Of([1, 1]), SampleMoments.Of([2, 2]));

        Assert.Equal(0, EffectSize.CohenD(one, one));
        Assert.Equal(double.NegativeInfinity, EffectSize.CohenD(one, two));
    }

    [Fact]
    public void Too_little_is_refused()
    {
        var one = SampleMoments.Of([1]);

        Assert.Throws<ArgumentException>(() => EffectSize.CohenD(one, one));
        Assert.Throws<ArgumentException>(() => EffectSize.HedgesG(one, SampleMoments.Of([1, 2])));
        Assert.Throws<ArgumentException>(() => EffectSize.CliffDelta([], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => EffectSize.CohenH(1.2, 0));
    }
}
