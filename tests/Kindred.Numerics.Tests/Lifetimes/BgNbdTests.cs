using Kindred.Numerics.Lifetimes;

namespace Kindred.Numerics.Tests.Lifetimes;

public sealed class BgNbdTests
{
    static readonly References SciPy = new("lifetimes/lifetimes");
    static readonly PurchaseHistory[] Histories = Customers.Simulated.Histories;

    [Fact]
    public void A_customer_without_repeats_had_no_chance_to_leave() =>
        Assert.Equal(1, new BgNbd(1, 5, 1, 2).PAlive(new(0, 0, 30)));

    [Fact]
    public void P_alive_by_hand() // odds of having left: a / (b + x − 1) · ((α + T) / (α + tₓ))^(r + x) = 1/2 · (4/2)² = 2
    {
        var model = new BgNbd(1, 1, 1, 2);

        Assert.Equal(1.0 / 3, model.PAlive(new(1, 1, 3)), 1e-15);
    }

    [Fact]
    public void Expected_purchases_by_hand()
    {
        // r = α = a = b = 1: E[(1 − 1/(1 + pt)) / p] over p uniform = ∫ t / (1 + pt) dp = log(1 + t).
        Assert.Equal(Math.Log(8), new BgNbd(1, 1, 1, 1).ExpectedPurchases(7), 1e-13);
    }

    [Fact]
    public void The_fit_agrees_with_SciPy()
    {
        var fit = BgNbd.Fit(Histories);

        Assert.True(fit.Converged);
        SciPy.Agree("bg parameters", 1e-6, fit.Model.R, fit.Model.Alpha, fit.Model.A, fit.Model.B);
        SciPy.Agree("bg likelihood", 1e-12, fit.LogLikelihood);
        SciPy.Agree("bg errors", 1e-6, [.. fit.StandardErrors!]);
    }

    [Fact]
    public void The_published_fit_of_CDNOW_is_found()
    {
        var fit = BgNbd.Fit(Customers.Cdnow().Histories);

        Assert.Equal(0.243, fit.Model.R, 0.0005);
        Assert.Equal(4.414, fit.Model.Alpha, 0.0005);
        Assert.Equal(0.793, fit.Model.A, 0.0005);
        Assert.Equal(2.426, fit.Model.B, 0.0005);
        Assert.Equal(-9582.429, fit.LogLikelihood, 0.005); // the file's times are rounded to hundredths of a week
    }

    [Theory]
    [InlineData(1 / 7.0, 0.0078)]
    [InlineData(1, 0.0532)]
    [InlineData(3, 0.1506)]
    [InlineData(31.8571, 1.0405)]
    [InlineData(78, 1.858)] // printed as 1.8576; SciPy's hypergeometric function gives 1.8580
    public void A_new_CDNOW_customer_buys_as_published(double weeks, double purchases) =>
        Assert.Equal(purchases, new BgNbd(0.2425945, 4.4136019, 0.7929199, 2.4258881).ExpectedPurchases(weeks), 0.00005);

    [Fact]
    public void A_known_CDNOW_customer_buys_as_published() =>
        Assert.Equal(1.226, new BgNbd(0.243, 4.414, 0.793, 2.426).ExpectedPurchases(new PurchaseHistory(2, 30.43, 38.86), 39), 0.0005);

    [Fact]
    public void Expectations_agree_with_the_hypergeometric_form()
    {
        foreach (var (p, alive) in SciPy.Family("bg alive"))
        {
            References.Agree("alive", alive, [.. Few.Select(history => Model(p).PAlive(history))], 1e-12);
        }

        foreach (var (p, purchases) in SciPy.Family("bg expected"))
        {
            References.Agree($"{p[4]} on", purchases, Model(p).ExpectedPurchases(Few, p[4]), 1e-9);
        }

        foreach (var (p, purchases) in SciPy.Family("bg new"))
        {
            References.Agree($"new, {p[4]}", purchases, [Model(p).ExpectedPurchases(p[4])], 1e-9);
        }
    }

    [Fact]
    public void Merging_equal_customers_changes_nothing()
    {
        var (once, thrice) = (BgNbd.Fit(Histories), BgNbd.Fit([.. Histories, .. Histories, .. Histories]));

        Assert.Equal(once.Model.Alpha, thrice.Model.Alpha, 1e-7);
        Assert.Equal(3 * once.LogLikelihood, thrice.LogLikelihood, 1e-6);
        Assert.Equal(once.StandardErrors![0] / Math.Sqrt(3), thrice.StandardErrors![0], 1e-6);
    }

    [Fact]
    public void Customers_who_never_leave_are_not_claimed_to_be_known()
    {
        // Everyone bought on the last day: the likelihood rises for ever as leaving becomes impossible.
        var fit = BgNbd.Fit([.. Enumerable.Range(1, 50).Select(i => new PurchaseHistory(1 + (i % 4), 30, 30))]);

        Assert.False(fit.Converged && fit.StandardErrors is not null);
    }

    [Fact]
    public void Impossible_histories_and_parameters_are_refused()
    {
        Assert.Throws<ArgumentException>(() => BgNbd.Fit([new(1, 5, 4)]));
        Assert.Throws<ArgumentException>(() => BgNbd.Fit([new(-1, 0, 4)]));
        Assert.Throws<ArgumentException>(() => BgNbd.Fit([new(0, 1, 4)]));
        Assert.Throws<ArgumentException>(() => BgNbd.Fit([new(1, double.NaN, 4)]));
        Assert.Throws<ArgumentException>(() => BgNbd.Fit([new(0, 0, 4), new(0, 0, 9)]));
        Assert.Throws<ArgumentException>(() => BgNbd.Fit([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BgNbd(0, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BgNbd(1, 1, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BgNbd(1, 1, 1, 1).ExpectedPurchases(-1));
        Assert.Throws<ArgumentException>(() => new BgNbd(1, 1, 1, 1).PAlive(new(1, 2, 1)));
    }

    static PurchaseHistory[] Few => Histories[..12];

    static BgNbd Model(double[] p) => new(p[0], p[1], p[2], p[3]);
}
