using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class BayesianAbTests
{
    static readonly References SciPy = new("statistics/experiments");

    [Fact]
    public void One_success_against_one_failure_by_hand()
    {
        // Beta(2, 1) against Beta(1, 2): P = ∫2x·(1 − (1 − x)²)dx = 5/6, loss = ∫x²(1 − x)²dx = 1/30.
        var result = BayesianAb.Rates((1, 1), (0, 1));

        Assert.Equal(5.0 / 6, result.ProbabilityBetter, 1e-12);
        Assert.Equal(1.0 / 30, result.ExpectedLoss, 1e-13);
        Assert.Equal(1.0 / 3, result.Difference, 1e-15);
    }

    [Fact]
    public void Rates_agree_with_SciPys_integrals()
    {
        foreach (var (a, values) in SciPy.Family("bayes"))
        {
            var r = BayesianAb.Rates(((long)a[0], (long)a[1]), ((long)a[2], (long)a[3]));

            References.Agree(
                $"bayes {string.Join(' ', a)}", values, [r.ProbabilityBetter, r.ExpectedLoss, r.ExpectedLossOfControl, r.Interval.Low, r.Interval.High], 1e-7);
        }
    }

    [Fact]
    public void Losses_of_normal_posteriors_agree_with_SciPys_integrals()
    {
        foreach (var (z, values) in SciPy.Family("loss"))
        {
            References.Agree($"loss {z[0]}", values, [BayesianAb.Loss(z[0])], 1e-9);
        }
    }

    [Fact]
    public void Gain_less_loss_is_the_difference() => Sampled.ForAll((a, b) =>
    {
        var (n, m) = (1 + (long)Math.Abs(a[0]), 1 + (long)Math.Abs(b[0]));
        var (x, y) = ((long)Math.Abs(a[1]) % (n + 1), (long)Math.Abs(b[1]) % (m + 1));

        var (one, other) = (BayesianAb.Rates((x, n), (y, m)), BayesianAb.Rates((y, m), (x, n)));

        Assert.Equal(one.Difference, one.ExpectedLossOfControl - one.ExpectedLoss, 1e-9);
        Assert.Equal(1, one.ProbabilityBetter + other.ProbabilityBetter, 1e-8);
        Assert.Equal(one.Interval.Low, -other.Interval.High, 1e-7);
    });

    [Fact]
    public void Means_are_judged_by_normal_posteriors()
    {
        var result = BayesianAb.Means(new(100, 11, 50), new(100, 10, 50));

        Assert.Equal(Distributions.NormalCdf(1), result.ProbabilityBetter, 1e-14);
        Assert.Equal(0.08331547058768, result.ExpectedLoss, 1e-12); // φ(1) − Φ(−1)
        Assert.Equal(1, result.ExpectedLossOfControl - result.ExpectedLoss, 1e-14);
    }

    [Fact]
    public void A_strong_prior_draws_both_rates_together() =>
        Assert.True(BayesianAb.Rates((30, 100), (10, 100), (1000, 4000)).Difference < 0.01);

    [Fact]
    public void Exchanging_arms_exchanges_what_is_believed_of_means() => Sampled.ForAll((a, b) =>
    {
        var (x, y) = (SampleMoments.Of([.. a, 0.5]), SampleMoments.Of([.. b, 1.25]));
        var (one, other) = (BayesianAb.Means(x, y), BayesianAb.Means(y, x));

        Assert.Equal(1, one.ProbabilityBetter + other.ProbabilityBetter, 1e-12);
        Assert.Equal(one.ExpectedLoss, other.ExpectedLossOfControl, 1e-9 * (1 + one.ExpectedLoss));
        Assert.Equal(one.Interval.Low, -other.Interval.High, 1e-9 * (1 + Math.Abs(one.Interval.Low)));
    });

    [Fact]
    public void Arms_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BayesianAb.Rates((0, 0), (1, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => BayesianAb.Rates((3, 2), (1, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => BayesianAb.Rates((1, 2), (1, 2), (0, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => BayesianAb.Rates((1, 2), (1, 2), confidence: 0));
        Assert.Throws<ArgumentException>(() => BayesianAb.Means(new(10, 1, 0), new(10, 2, 0)));
        Assert.Throws<ArgumentException>(() => BayesianAb.Means(new(1, 1, 0), new(10, 2, 1)));
    }
}
