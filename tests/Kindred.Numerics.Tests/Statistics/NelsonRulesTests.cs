using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class NelsonRulesTests
{
    static readonly References Control = new("statistics/control");

    [Theory]
    [InlineData(NelsonRule.Beyond3Sigma, new[] { 0.2, -3.1 })]
    [InlineData(NelsonRule.NineOnOneSide, new[] { .2, .4, .1, .3, .5, .2, .6, .1, .3 })]
    [InlineData(NelsonRule.SixRisingOrFalling, new[] { 0.9, 0.5, 0.2, -0.1, -0.4, -0.8 })]
    [InlineData(NelsonRule.FourteenAlternating, new[] { 1, -1, 1.1, -1, .5, -.5, .5, -.5, .5, -.5, .5, -.5, .5, -.5 })]
    [InlineData(NelsonRule.TwoOfThreeBeyond2Sigma, new[] { 2.1, 0, 2.2 })]
    [InlineData(NelsonRule.FourOfFiveBeyond1Sigma, new[] { -1.2, -1.5, 0.3, -1.1, -1.9 })]
    [InlineData(NelsonRule.FifteenWithin1Sigma, new[] { .1, .2, -.3, -.1, .4, .3, -.2, -.4, .1, .2, -.5, .6, .7, -.1, -.2 })]
    [InlineData(NelsonRule.EightBeyond1Sigma, new[] { 1.2, 1.3, -1.1, -1.4, 1.5, 1.2, -1.3, -1.2 })]
    public void Each_rule_signals_at_the_point_that_completes_it_and_not_before(NelsonRule rule, double[] deviations)
    {
        var last = deviations.Length - 1;

        Assert.Equal([new ControlSignal(last, rule)], NelsonRules.Find(deviations));
        Assert.Empty(NelsonRules.Find(deviations.AsSpan(..last)));
    }

    [Theory]
    [InlineData(new[] { .2, .4, .1, .3, 0, .2, .6, .1, .3 })] // on the centre is on neither side
    [InlineData(new[] { 2.1, 0, -2.2 })] // opposite sides
    [InlineData(new[] { 2.1, 2.2, 0.0 }, 1)] // only where the far point is
    [InlineData(new[] { 0.9, 0.5, 0.2, 0.2, -0.4, -0.8 })] // a level step
    public void Near_misses_do_not_signal(double[] deviations, int expected = 0) =>
        Assert.Equal(expected, NelsonRules.Find(deviations).Count);

    [Fact]
    public void Signals_are_those_of_the_rules_read_word_for_word() =>
        Control.Agree("nelson", 0, [.. NelsonRules.Find(Control["deviations"]).SelectMany(signal => new double[] { signal.Index, (int)signal.Rule })]);

    [Fact]
    public void Turning_the_chart_over_changes_nothing() => Sampled.ForAll(values =>
    {
        double[] deviations = [.. values.Select(value => value % 4)];

        Assert.Equal(NelsonRules.Find(deviations), NelsonRules.Find([.. deviations.Select(value => -value)]));
    });

    [Fact]
    public void A_point_that_is_no_number_is_refused() =>
        Assert.Throws<ArgumentException>(() => NelsonRules.Find([0, double.NaN]));
}
