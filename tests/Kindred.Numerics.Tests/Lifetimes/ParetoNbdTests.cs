using Kindred.Numerics.Lifetimes;

namespace Kindred.Numerics.Tests.Lifetimes;

public sealed class ParetoNbdTests
{
    static readonly References SciPy = new("lifetimes/lifetimes");
    static readonly PurchaseHistory[] Histories = Customers.Simulated.Histories;

    [Fact]
    public void P_alive_by_hand()
    {
        // r = s = α = β = 1, no repeats: alive 1/(1+T)², gone ∫(1+τ)⁻³dτ = (1 − (1+T)⁻²)/2; at T = 1 alive 1/4 to gone 3/8.
        Assert.Equal(0.4, new ParetoNbd(1, 1, 1, 1).PAlive(new(0, 0, 1)), 1e-13);
    }

    [Fact]
    public void Expected_purchases_by_hand() // r/α · β · log((β + t)/β) at s = 1
    {
        Assert.Equal(1.5 * 2 * Math.Log(2), new ParetoNbd(3, 2, 1, 2).ExpectedPurchases(2), 1e-12);
    }

    [Fact]
    public void The_fit_agrees_with_SciPy()
    {
        var fit = ParetoNbd.Fit(Histories);

        Assert.True(fit.Converged);
        SciPy.Agree("pareto parameters", 1e-6, fit.Model.R, fit.Model.Alpha, fit.Model.S, fit.Model.Beta);
        SciPy.Agree("pareto likelihood", 1e-12, fit.LogLikelihood);
        SciPy.Agree("pareto errors", 1e-6, [.. fit.StandardErrors!]);
    }

    [Fact]
    public void The_published_fit_of_CDNOW_is_found()
    {
        var fit = ParetoNbd.Fit(Customers.Cdnow().Histories);

        Assert.Equal(0.553, fit.Model.R, 0.0005);
        Assert.Equal(10.578, fit.Model.Alpha, 0.005);
        Assert.Equal(0.606, fit.Model.S, 0.0005);
        Assert.Equal(11.67, fit.Model.Beta, 0.005);
        Assert.Equal(-9594.976, fit.LogLikelihood, 0.005); // the file's times are rounded to hundredths of a week
    }

    [Fact]
    public void Expectations_agree_with_the_hypergeometric_form()
    {
        foreach (var (p, alive) in SciPy.Family("pareto alive"))
        {
            References.Agree("alive", alive, [.. Histories[..12].Select(history => Model(p).PAlive(history))], 1e-8);
        }

        foreach (var (p, purchases) in SciPy.Family("pareto expected"))
        {
            References.Agree($"{p[4]} on", purchases, Model(p).ExpectedPurchases(Histories.AsSpan(..12), p[4]), 1e-8);
        }

        foreach (var (p, purchases) in SciPy.Family("pareto new"))
        {
            References.Agree($"new, {p[4]}", purchases, [Model(p).ExpectedPurchases(p[4])], 1e-10);
        }
    }

    [Theory]
    [InlineData(0, 0, 1000, 0.3, 0.01, 5, 1)]
    [InlineData(300, 39.9, 40, 0.5, 10, 0.6, 12)]
    [InlineData(300, 3, 40, 0.5, 10, 0.6, 12)]
    [InlineData(2, 1, 400, 1.5, 0.001, 0.1, 800)]
    [InlineData(5, 10, 40, 0.3, 50, 200, 4000)]
    public void The_integral_over_leaving_is_that_of_many_small_steps(
        int repeats, double recency, double age, double r, double alpha, double s, double beta)
    {
        var found = LeavingIntegral.Of(new(repeats, recency, age), r, alpha, s, beta);

        var oracle = 0.0; // Simpson's rule on a log scale
        var (low, high, steps) = (Math.Log(alpha + recency), Math.Log(alpha + age), 400_000);
        for (var i = 0; i <= steps; i++)
        {
            var u = low + ((high - low) * i / steps);
            var weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            oracle += weight * Math.Exp(u - ((r + repeats) * (u - low)) - ((s + 1) * Math.Log((beta + Math.Exp(u) - alpha) / (beta + recency))));
        }

        var log = Math.Log(oracle * (high - low) / steps / 3) - ((r + repeats) * low) - ((s + 1) * Math.Log(beta + recency));
        Assert.Equal(log, found.Log, 1e-9);
    }

    [Fact]
    public void A_purchase_today_leaves_no_time_to_have_left() =>
        Assert.Equal(1, new ParetoNbd(0.5, 10, 0.6, 12).PAlive(new(3, 40, 40)));

    [Fact]
    public void Parameters_and_histories_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParetoNbd(1, 1, 1, -1));
        Assert.Throws<ArgumentException>(() => ParetoNbd.Fit([new(1, 5, 4)]));
        Assert.Throws<ArgumentException>(() => ParetoNbd.Fit([new(0, 0, 4)]));
    }

    static ParetoNbd Model(double[] p) => new(p[0], p[1], p[2], p[3]);
}
