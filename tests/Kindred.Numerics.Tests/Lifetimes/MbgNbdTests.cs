using Kindred.Numerics.Lifetimes;

namespace Kindred.Numerics.Tests.Lifetimes;

public sealed class MbgNbdTests
{
    static readonly References SciPy = new("lifetimes/lifetimes");
    static readonly PurchaseHistory[] Histories = Customers.Simulated.Histories;

    [Fact]
    public void P_alive_by_hand() // odds of having left: a / (b + x) · ((α + T) / (α + tₓ))^(r + x) = 1/2 · 4/1 = 2
    {
        var model = new MbgNbd(1, 1, 1, 2);

        Assert.Equal(1.0 / 3, model.PAlive(new(0, 0, 3)), 1e-15);
    }

    [Fact]
    public void The_fit_agrees_with_SciPy()
    {
        var fit = MbgNbd.Fit(Histories);

        Assert.True(fit.Converged);
        SciPy.Agree("mbg parameters", 1e-6, fit.Model.R, fit.Model.Alpha, fit.Model.A, fit.Model.B);
        SciPy.Agree("mbg likelihood", 1e-12, fit.LogLikelihood);
        SciPy.Agree("mbg errors", 1e-6, [.. fit.StandardErrors!]);
    }

    [Fact]
    public void Expectations_agree_with_the_hypergeometric_form()
    {
        foreach (var (p, alive) in SciPy.Family("mbg alive"))
        {
            References.Agree("alive", alive, [.. Histories[..12].Select(history => Model(p).PAlive(history))], 1e-12);
        }

        foreach (var (p, purchases) in SciPy.Family("mbg expected"))
        {
            References.Agree($"{p[4]} on", purchases, Model(p).ExpectedPurchases(Histories.AsSpan(..12), p[4]), 1e-9);
        }

        foreach (var (p, purchases) in SciPy.Family("mbg new"))
        {
            References.Agree($"new, {p[4]}", purchases, [Model(p).ExpectedPurchases(p[4])], 1e-9);
        }
    }

    [Fact]
    public void Silence_makes_leaving_more_likely() => Histories.ToList().ForEach(history =>
    {
        var model = new MbgNbd(0.5, 6, 0.9, 1.6);

        Assert.True(model.PAlive(history) > model.PAlive(history with { Age = history.Age + 5 }));
        Assert.True(model.ExpectedPurchases(history, 5) < model.ExpectedPurchases(history, 6));
    });

    [Fact]
    public void Nobody_buying_again_is_refused() =>
        Assert.Throws<ArgumentException>(() => MbgNbd.Fit([new(0, 0, 4), new(0, 0, 9)]));

    [Fact]
    public void Parameters_not_above_0_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MbgNbd(1, 1, 1, 0));

    static MbgNbd Model(double[] p) => new(p[0], p[1], p[2], p[3]);
}
