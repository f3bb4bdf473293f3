using Kindred.Numerics.Lifetimes;

namespace Kindred.Numerics.Tests.Lifetimes;

public sealed class LifetimeValueTests
{
    static readonly BgNbd Model = new(0.243, 4.414, 0.793, 2.426);
    static readonly PurchaseHistory[] Histories = Customers.Simulated.Histories[..20];
    static readonly double[] Values = [.. Enumerable.Repeat(20.0, 20)];

    [Fact]
    public void Each_period_counts_at_its_end()
    {
        var worth = LifetimeValue.Of(Model, Histories, Values, new() { Periods = 2, PeriodLength = 4, DiscountRate = 0.1 });

        var (first, both) = (Model.ExpectedPurchases(Histories[0], 4), Model.ExpectedPurchases(Histories[0], 8));
        Assert.Equal(20 * ((first / 1.1) + ((both - first) / 1.21)), worth[0], 1e-12);
    }

    [Fact]
    public void A_year_is_worth_what_the_hypergeometric_form_says()
    {
        var worth = LifetimeValue.Of(
            Model, Customers.Simulated.Histories.AsSpan(..12), [.. Enumerable.Repeat(30.0, 12)], new() { PeriodLength = 4, DiscountRate = 0.01 });

        new References("lifetimes/lifetimes").Agree("worth", 1e-9, worth);
    }

    [Fact]
    public void Without_discount_periods_do_not_matter()
    {
        var months = LifetimeValue.Of(Model, Histories, Values, new() { Periods = 12, PeriodLength = 4, DiscountRate = 0 });
        var year = LifetimeValue.Of(Model, Histories, Values, new() { Periods = 1, PeriodLength = 48, DiscountRate = 0 });

        References.Agree("a year", year, months, 1e-12);
    }

    [Fact]
    public void Dearer_time_makes_customers_worth_less()
    {
        var worth = new[] { 0, 0.01, 0.1 }.Select(rate =>
            LifetimeValue.Of(Model, Histories, Values, new() { PeriodLength = 4, DiscountRate = rate }).Sum()).ToArray();

        Assert.Equal(worth.OrderDescending(), worth);
    }

    [Fact]
    public void Under_every_model_silence_lowers_and_time_raises_what_is_expected() =>
        Property.ForAll(
            points =>
            {
                var (recency, silence) = (Math.Abs(points[0, 0]), Math.Abs(points[1, 0]));
                var history = new PurchaseHistory(recency > 0 ? 1 + (int)(Math.Abs(points[2, 0]) % 9) : 0, recency, recency + silence);
                PurchaseModel[] models = [Model, new MbgNbd(0.5, 6, 0.9, 1.6), new ParetoNbd(0.55, 10.6, 0.6, 11.7)];
                foreach (var model in models)
                {
                    var alive = model.PAlive(history);
                    Assert.InRange(alive, 0, 1);
                    Assert.True(model.PAlive(history with { Age = history.Age + 3 }) <= alive + 1e-9);
                    Assert.InRange(model.ExpectedPurchases(history, 4), 0, model.ExpectedPurchases(history, 5) + 1e-12);
                }
            },
            minRows: 3);

    [Fact]
    public void Worth_is_in_proportion_to_the_value_of_a_purchase() =>
        Property.ForAll(points =>
        {
            double[] values = [.. Enumerable.Range(0, 20).Select(i => 1 + (double)Math.Abs(points[i % points.Rows, 0]))];
            var options = new LifetimeValueOptions { PeriodLength = 4, DiscountRate = 0.01 };

            References.Agree("doubled", [.. Of(values, options).Select(worth => 2 * worth)], Of([.. values.Select(v => 2 * v)], options), 1e-12);
        });

    [Fact]
    public void Impossible_questions_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Of([1.0], new() { PeriodLength = 4, DiscountRate = 0 }));
        Assert.Throws<ArgumentException>(() => Of([.. Values[..19], double.NaN], new() { PeriodLength = 4, DiscountRate = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(Values, new() { PeriodLength = 0, DiscountRate = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(Values, new() { PeriodLength = 4, DiscountRate = -0.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(Values, new() { Periods = 0, PeriodLength = 4, DiscountRate = 0 }));
    }

    static double[] Of(double[] values, LifetimeValueOptions options) => LifetimeValue.Of(Model, Histories, values, options);
}
