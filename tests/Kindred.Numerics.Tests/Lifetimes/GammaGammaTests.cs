using Kindred.Numerics.Lifetimes;

namespace Kindred.Numerics.Tests.Lifetimes;

public sealed class GammaGammaTests
{
    static readonly References SciPy = new("lifetimes/lifetimes");

    [Fact]
    public void Expected_value_by_hand() // p (v + x m) / (p x + q − 1)
    {
        var model = new GammaGamma(2, 3, 10);

        Assert.Equal(10, model.ExpectedValue(0, 0));
        Assert.Equal(2 * (10 + 40) / 4.0 / 2.5, model.ExpectedValue(4, 10));
    }

    [Fact]
    public void The_fit_agrees_with_SciPy()
    {
        var (purchases, means) = Customers.Buyers(Customers.Simulated);

        var fit = GammaGamma.Fit(purchases, means);

        Assert.True(fit.Converged);
        SciPy.Agree("gammagamma parameters", 1e-6, fit.Model.P, fit.Model.Q, fit.Model.V);
        SciPy.Agree("gammagamma likelihood", 1e-12, fit.LogLikelihood);
        SciPy.Agree("gammagamma errors", 1e-6, [.. fit.StandardErrors!]);
    }

    [Fact]
    public void The_published_fit_of_CDNOW_is_found()
    {
        var (purchases, means) = Customers.Buyers(Customers.Cdnow());

        var fit = GammaGamma.Fit(purchases, means);

        Assert.Equal(946, means.Length);
        Assert.Equal(6.25, fit.Model.P, 0.005);
        Assert.Equal(3.74, fit.Model.Q, 0.005);
        Assert.Equal(15.45, fit.Model.V, 0.015); // published as 15.44 and 15.45
        Assert.Equal(-4055.918, fit.LogLikelihood, 0.01); // the file's means are rounded to cents
    }

    [Fact]
    public void The_first_CDNOW_customers_spend_as_published()
    {
        var model = new GammaGamma(6.25, 3.74, 15.44);
        var (histories, spends) = Customers.Cdnow();

        double[] values = [.. histories.Take(5).Zip(spends, (history, spend) => model.ExpectedValue(history.Repeats, spend))];

        Assert.Equal([24.65, 18.91, 35.17, 35.17, 35.17], values, (published, found) => Math.Abs(published - found) < 0.06);
    }

    [Fact]
    public void A_customer_is_drawn_from_their_own_mean_towards_everyones()
    {
        var model = new GammaGamma(6.25, 3.74, 15.44);
        var population = model.ExpectedValue(0, 0);

        foreach (var mean in new[] { 5.0, 20, 35, 60, 500 })
        {
            var values = Enumerable.Range(1, 20).Select(x => Math.Abs(model.ExpectedValue(x, mean) - mean)).ToArray();
            Assert.InRange(model.ExpectedValue(3, mean), Math.Min(mean, population), Math.Max(mean, population));
            Assert.Equal(values.OrderDescending(), values);
        }
    }

    [Fact]
    public void Another_currency_only_rescales_v_and_the_values()
    {
        var (purchases, means) = Customers.Buyers(Customers.Simulated);

        Property.ForAll(
            points =>
            {
                var rate = 0.1 + Math.Abs(points[0, 0]);
                var (one, other) = (GammaGamma.Fit(purchases, means).Model, GammaGamma.Fit(purchases, [.. means.Select(mean => rate * mean)]).Model);

                Assert.Equal(1, other.V / (rate * one.V), 1e-3);
                Assert.Equal(1, other.ExpectedValue(3, rate * 20) / (rate * one.ExpectedValue(3, 20)), 1e-5);
            },
            maxRows: 1);
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused()
    {
        Assert.Throws<ArgumentException>(() => GammaGamma.Fit([1, 2], [5]));
        Assert.Throws<ArgumentException>(() => GammaGamma.Fit([], []));
        Assert.Throws<ArgumentException>(() => GammaGamma.Fit([1, 2], [5, 5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaGamma.Fit([1, 0], [5, 6]));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaGamma.Fit([1, 2], [5, 0]));
        Assert.Throws<ArgumentException>(() => new GammaGamma(6, 0.9, 15).ExpectedValue(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GammaGamma(6, 2, 15).ExpectedValue(1, -1));
    }
}
