using Kindred.Numerics.Lifetimes;

namespace Kindred.Numerics.Tests.Lifetimes;

/// <summary>Every lifetime model on odd customers and parameters: refused by name, or answered without NaN.</summary>
public sealed class LifetimesEdgeTests
{
    static readonly double[] Odd = [double.NaN, double.NegativeInfinity, -1, 0, 1e-300, 1e-8, 0.3, 1, 40, 1e6, 1e12, 1e300, double.PositiveInfinity];

    static readonly PurchaseHistory[] Histories =
    [
        new(0, 0, 0), new(0, 0, 1e-9), new(0, 0, 30), new(0, 0, 1e9), new(1, 0, 0), new(1, 0, 5), new(3, 30, 30), new(3, 2, 30), new(1_000, 29, 30),
        new(int.MaxValue, 20, 30), new(2, 1e-9, 1e9), new(2, 1e98, 1e99), new(2, 1e200, 1e201), new(-1, 0, 3), new(0, 1, 3), new(2, 4, 3), new(2, -1, 3),
        new(1, double.NaN, 3), new(1, 1, double.NaN), new(1, 1, double.PositiveInfinity), new(1, double.PositiveInfinity, double.PositiveInfinity),
    ];

    static readonly Dictionary<string, PurchaseHistory[]> Shops = new()
    {
        ["one customer"] = [new(2, 10, 20)],
        ["one customer today"] = [new(2, 20, 20)],
        ["equal customers"] = [.. Enumerable.Repeat(new PurchaseHistory(2, 10, 20), 40)],
        ["one buys again"] = [.. Enumerable.Repeat(new PurchaseHistory(0, 0, 20), 40), new(1, 3, 20)],
        ["all buy on the last day"] = [.. Enumerable.Range(1, 40).Select(i => new PurchaseHistory(1 + (i % 4), 30, 30))],
        ["all buy on the first day"] = [.. Enumerable.Range(1, 40).Select(i => new PurchaseHistory(1 + (i % 4), 0, 30))],
        ["some were never watched"] = [new(0, 0, 0), new(0, 0, 0), new(3, 8, 20), new(1, 2, 20), new(0, 0, 20)],
        ["one buys every minute"] = [.. Customers.Simulated.Histories[..50], new(1_000_000, 30, 30)],
        ["seconds"] = [.. Customers.Simulated.Histories[..80].Select(h => new PurchaseHistory(h.Repeats, 604_800 * h.Recency, 604_800 * h.Age))],
        ["centuries"] = [.. Customers.Simulated.Histories[..80].Select(h => new PurchaseHistory(h.Repeats, h.Recency / 5218, h.Age / 5218))],
        ["time near the limit"] = [.. Customers.Simulated.Histories[..20].Select(h => new PurchaseHistory(h.Repeats, 1e95 * h.Recency, 1e95 * h.Age))],
        ["time beyond measure"] = [.. Customers.Simulated.Histories[..20].Select(h => new PurchaseHistory(h.Repeats, 1e200 * h.Recency, 1e200 * h.Age))],
    };

    public static TheoryData<string> ShopNames => [.. Shops.Keys];

    [Theory]
    [MemberData(nameof(ShopNames))]
    public void Every_odd_shop_is_refused_by_name_or_fitted_in_numbers(string shop)
    {
        Answers.RefusedOrNumbers(() => Seen(BgNbd.Fit(Shops[shop])));
        Answers.RefusedOrNumbers(() => Seen(MbgNbd.Fit(Shops[shop])));
        Answers.RefusedOrNumbers(() => Seen(ParetoNbd.Fit(Shops[shop])));
    }

    [Fact]
    public void Shops_without_repeats_or_with_impossible_customers_are_refused_by_name()
    {
        PurchaseHistory[][] shops = [[], [new(0, 0, 5), new(0, 0, 9)], [new(3, 0, 0)], .. Histories[12..].Select(bad => new[] { new(2, 3, 5), bad })];
        foreach (var shop in shops)
        {
            Answers.Refused(() => BgNbd.Fit(shop));
            Answers.Refused(() => MbgNbd.Fit(shop));
            Answers.Refused(() => ParetoNbd.Fit(shop));
        }
    }

    [Fact]
    public void Impossible_customers_are_refused_and_possible_ones_answered_under_any_parameters()
    {
        foreach (var (shape, rate) in Pairs(Odd))
        {
            foreach (var (first, second) in Pairs(Odd))
            {
                foreach (var make in Makers(shape, rate, first, second))
                {
                    Answers.RefusedOrNumbers(() => Judged(make()));
                }
            }
        }
    }

    [Fact]
    public void A_duration_is_finite_and_not_negative()
    {
        foreach (var make in Makers(0.3, 4, 0.8, 2.4))
        {
            foreach (var duration in Odd)
            {
                Assert.Equal(duration >= 0 && double.IsFinite(duration), Answers.RefusedOrNumbers(() => make().ExpectedPurchases(duration)));
                Assert.Equal(
                    duration >= 0 && double.IsFinite(duration), Answers.RefusedOrNumbers(() => make().ExpectedPurchases(new PurchaseHistory(2, 3, 5), duration)));
            }
        }
    }

    [Fact]
    public void Odd_values_of_purchases_are_refused_by_name_or_answered()
    {
        foreach (var (one, other) in Pairs(Odd))
        {
            Answers.RefusedOrNumbers(() => GammaGamma.Fit([1, 2, 3], [one, other, one]));
            Answers.RefusedOrNumbers(() => GammaGamma.Fit([1, 1, 3, 4], [one, other, 20, 30]));
            Answers.RefusedOrNumbers(() => new GammaGamma(one, other, 3).ExpectedValue(2, 5));
            Answers.RefusedOrNumbers(() => new GammaGamma(6, one, other).ExpectedValue(0, 0));
            Answers.RefusedOrNumbers(() => new GammaGamma(6, 4, one).ExpectedValue(3, other));
            Answers.RefusedOrNumbers(() => KaplanMeier.Estimate([one, other, 3], [true, false, true]));
            Answers.RefusedOrNumbers(() => KaplanMeier.Estimate([one, one], [true, true], other));
            Answers.RefusedOrNumbers(() => LifetimeValue.Of(
                new BgNbd(0.3, 4, 0.8, 2.4), [new(2, 3, 5)], [20], new() { Periods = 3, PeriodLength = one, DiscountRate = other }));
        }

        Answers.Refused(() => GammaGamma.Fit([], []));
        Answers.Refused(() => GammaGamma.Fit([1, 1, 1], [5, 5, 5]));
        Answers.Refused(() => KaplanMeier.Estimate([], []));
        Answers.Refused(() => KaplanMeier.Estimate([2, double.NaN], [true, true]));
        Answers.Refused(() => LifetimeValue.Of(new BgNbd(1, 1, 1, 1), [new(2, 3, 5)], [double.NaN], new() { PeriodLength = 1, DiscountRate = 0 }));
        Answers.Refused(() => LifetimeValue.Of(new BgNbd(1, 1, 1, 1), [new(2, 3, 5)], [], new() { PeriodLength = 1, DiscountRate = 0 }));
    }

    static IEnumerable<Func<PurchaseModel>> Makers(double shape, double rate, double first, double second) =>
        [() => new BgNbd(shape, rate, first, second), () => new MbgNbd(shape, rate, first, second), () => new ParetoNbd(shape, rate, first, second)];

    static object Seen<TModel>(LifetimeFit<TModel> fit)
        where TModel : PurchaseModel => (fit, Judged(fit.Model));

    static List<double> Judged(PurchaseModel model)
    {
        List<double> numbers = [model.ExpectedPurchases(10)];
        foreach (var history in Histories[..12])
        {
            Assert.InRange(model.PAlive(history), 0, 1);
            numbers.Add(model.PAlive(history));
            numbers.Add(model.ExpectedPurchases(history, 10));
        }

        return numbers;
    }

    static IEnumerable<(double, double)> Pairs(double[] values) => values.SelectMany(one => values.Select(other => (one, other)));
}
