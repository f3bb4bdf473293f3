using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class PageHinkleyTests
{
    static readonly References Control = new("statistics/control");

    [Fact]
    public void A_rise_by_hand()
    {
        // After two 0s a 3 lies 2 above the mean of 1, and the next 3 another 1.5 above 1.5: a sum of 3.5 over the least, 0.
        var test = new PageHinkley(0, 3, 1);

        Assert.Equal([0, 0, 0, 1], new[] { 0.0, 0, 3, 3 }.Select(test.Add));
        Assert.Equal(0, test.Count);
    }

    [Fact]
    public void A_fall_is_told_from_a_rise()
    {
        var test = new PageHinkley(0, 3, 1);

        Assert.Equal([0, 0, 0, -1], new[] { 0.0, 0, -3, -3 }.Select(test.Add));
    }

    [Fact]
    public void A_shift_of_one_deviation_is_found_within_a_hundred_values()
    {
        var (test, rng) = (new PageHinkley(0.1, 20), new Rng(47));
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(0, test.Add(rng.NextNormal()));
        }

        var found = Enumerable.Range(0, 200).First(_ => test.Add(1 + rng.NextNormal()) == 1);

        Assert.InRange(found, 5, 100);
    }

    [Fact]
    public void Changes_within_the_tolerance_are_let_pass()
    {
        var test = new PageHinkley(0.5, 5);

        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(0, test.Add(i < 500 ? 0 : 0.4)));
    }

    [Theory]
    [InlineData("0.02 5.0 30", 0.02, 5, 30)]
    [InlineData("0.0 2.0 5", 0, 2, 5)]
    public void Signals_are_those_of_the_published_sums(string name, double tolerance, double threshold, int warmUp)
    {
        var (detector, signals) = (new PageHinkley(tolerance, threshold, warmUp), new List<double>());
        foreach (var (i, value) in Control["stream"].Index())
        {
            if (detector.Add(value) is var sign && sign != 0)
            {
                signals.AddRange([i, sign]);
            }
        }

        Control.Agree($"pagehinkley {name}", 0, [.. signals]);
        Control.Agree($"pagehinkley end {name}", 1e-12, detector.Count, detector.Mean);
    }

    [Fact]
    public void Turning_the_stream_over_turns_the_signals() => Sampled.ForAll(values =>
    {
        var (one, other) = (new PageHinkley(0.1, 2, 3), new PageHinkley(0.1, 2, 3));

        Assert.All(values, value => Assert.Equal(one.Add(value), -other.Add(-value)));
    });

    [Fact]
    public void Numbers_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageHinkley(-1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageHinkley(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageHinkley(0, 5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PageHinkley(0, 5).Add(double.PositiveInfinity));
    }
}
