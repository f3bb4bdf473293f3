using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class PowerTests
{
    static readonly References Reference = new("statistics/experiments");

    [Fact]
    public void Without_effect_the_power_is_the_level() =>
        Assert.Equal(0.05, Power.OfMeans(0, 30), 1e-12);

    [Fact]
    public void The_noncentral_t_distribution_agrees_with_SciPy()
    {
        foreach (var (a, values) in Reference.Family("nct"))
        {
            References.Agree($"nct {string.Join(' ', a)}", values, [NoncentralT.Survival(a[0], a[1], a[2])], 1e-8);
        }
    }

    [Fact]
    public void Power_of_means_agrees_with_statsmodels()
    {
        foreach (var (a, values) in Reference.Family("power"))
        {
            var twoSided = Power.OfMeans(a[0], a[1], new() { Ratio = a[2] });
            var oneSided = Power.OfMeans(a[0], a[1], new() { Ratio = a[2], Level = 0.01, TwoSided = false });
            References.Agree($"power {string.Join(' ', a)}", values, [twoSided, oneSided], 1e-8);
        }
    }

    [Fact]
    public void Sizes_agree_with_statsmodels_and_effects_with_R()
    {
        foreach (var (a, values) in Reference.Family("size"))
        {
            Assert.Equal((long)Math.Ceiling(values[0]), Power.SizeForMeans(a[0], a[1]));
        }

        foreach (var (a, values) in Reference.Family("effect"))
        {
            References.Agree($"effect {a[0]}", values, [Power.DetectableEffect(a[0], a[1])], 1e-8);
        }
    }

    [Fact]
    public void Power_of_proportions_agrees_with_R()
    {
        foreach (var (a, values) in Reference.Family("proportionpower"))
        {
            References.Agree($"power {string.Join(' ', a)}", values, [Power.OfProportions(a[0], a[1], a[2])], 1e-9);
        }

        foreach (var (a, values) in Reference.Family("proportionsize"))
        {
            Assert.Equal((long)Math.Ceiling(values[0]), Power.SizeForProportions(a[0], a[1], 0.8));
        }

        Reference.Agree("proportioneffect", 1e-7, Power.DetectableProportion(0.1, 5000, 0.8)!.Value);
    }

    [Fact]
    public void The_size_asked_for_is_just_enough() => Sampled.ForAll((a, _) =>
    {
        var effect = 0.1 + Math.Abs(a[0] % 1);
        var size = Power.SizeForMeans(effect, 0.8);

        Assert.True(Power.OfMeans(effect, size) >= 0.8);
        Assert.True(size == 2 || Power.OfMeans(effect, size - 1) < 0.8);
    });

    [Fact]
    public void Larger_groups_and_effects_are_found_more_often() => Sampled.ForAll((a, b) =>
    {
        var (effect, size) = (Math.Abs(a[0] % 1), 2 + (Math.Abs(b[0]) % 500));
        var (p, q) = (0.05 + (0.4 * Math.Abs(a[1] % 1)), 0.5 + (0.4 * Math.Abs(b[1] % 1)));

        Assert.True(Power.OfMeans(effect, size) <= Power.OfMeans(effect, size + 10) + 1e-10);
        Assert.True(Power.OfMeans(effect, size) <= Power.OfMeans(effect + 0.1, size) + 1e-10);
        Assert.True(Power.OfProportions(p, q, size) <= Power.OfProportions(p, q, size + 10) + 1e-10);
    });

    [Fact]
    public void A_baseline_that_nothing_can_beat_is_told() =>
        Assert.Null(Power.DetectableProportion(0.99, 10, 0.9));

    [Fact]
    public void Impossible_questions_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Power.OfMeans(0.5, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Power.OfMeans(double.NaN, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Power.OfMeans(0.5, 10, new() { Level = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Power.OfMeans(0.5, 10, new() { Ratio = 0 }));
        Assert.Throws<ArgumentException>(() => Power.SizeForMeans(0, 0.8));
        Assert.Throws<ArgumentOutOfRangeException>(() => Power.SizeForMeans(0.5, 0.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => Power.OfProportions(0, 0.5, 10));
        Assert.Throws<ArgumentException>(() => Power.SizeForProportions(0.2, 0.2, 0.8));
    }
}
