using FsCheck;
using FsCheck.Fluent;
using Kindred.Numerics.Lifetimes;
using static MathNet.Numerics.SpecialFunctions;

namespace Kindred.Numerics.Tests.Lifetimes;

/// <summary>What the fits of all three purchase models keep to, on customers drawn from each with random parameters.</summary>
public sealed class PurchaseModelTests
{
    static readonly Dictionary<string, Kind> Kinds = new()
    {
        ["BG/NBD"] = new(h => Numbers(BgNbd.Fit(h)), (p, h) => BetaGeometric(p, h, 0), (rng, p) => (false, Leaving(rng, p))),
        ["MBG/NBD"] = new(h => Numbers(MbgNbd.Fit(h)), (p, h) => BetaGeometric(p, h, 1), (rng, p) => (true, Leaving(rng, p))),
        ["Pareto/NBD"] = new(h => Numbers(ParetoNbd.Fit(h)), Pareto, null),
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_parameters_are_likelier_than_the_fit_not_even_the_true_ones(string name) => ForAll(name, (kind, truth, histories) =>
    {
        var (parameters, likelihood, _) = kind.Fit(histories);

        Assert.Equal(kind.LogLikelihood(parameters, histories), likelihood, 1e-9 * Math.Abs(likelihood));
        Assert.True(likelihood >= kind.LogLikelihood(truth, histories));
        foreach (var moved in Enumerable.Range(0, 4).SelectMany(i => new[] { Moved(parameters, i, 1.1), Moved(parameters, i, 0.9) }))
        {
            Assert.True(likelihood >= kind.LogLikelihood(moved, histories));
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_unit_of_time_only_rescales_the_parameters_that_are_times(string name) => ForAll(name, (kind, _, histories) =>
    {
        var (weeks, days) = (kind.Fit(histories), kind.Fit([.. histories.Select(h => new PurchaseHistory(h.Repeats, 7 * h.Recency, 7 * h.Age))]));
        double[] units = [1, 7, 1, name == "Pareto/NBD" ? 7 : 1];

        for (var i = 0; i < units.Length && weeks.Errors is not null && days.Errors is not null; i++)
        {
            Assert.Equal(units[i] * weeks.Parameters[i], days.Parameters[i], 1e-3 * days.Errors[i]);
            Assert.Equal(1, units[i] * weeks.Errors[i] / days.Errors[i], 1e-2);
        }

        Assert.Equal(weeks.LogLikelihood - (histories.Sum(h => h.Repeats) * Math.Log(7)), days.LogLikelihood, 1e-8 * Math.Abs(weeks.LogLikelihood));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        var pareto = name == "Pareto/NBD";
        var histories = Draw(Kinds[name], pareto ? [0.6, 10, 0.6, 12] : [0.8, 4, 0.9, 2.5], new(5), pareto ? 2_000 : 6_000); // several blocks

        Threads.GiveTheSame(() => Kinds[name].Fit(histories).Parameters);
    }

    static void ForAll(string name, Action<Kind, double[], PurchaseHistory[]> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(8).WithQuietOnSuccess(true).WithReplay(20_240_229, 11),
        Prop.ForAll(Shops(name).ToArbitrary(), shop => property(Kinds[name], shop.Truth, shop.Histories)));

    static Gen<(double[] Truth, PurchaseHistory[] Histories)> Shops(string name) =>
        from r in Gen.Choose(4, 20)
        from alpha in Gen.Choose(20, 60)
        from first in Gen.Choose(5, 15)
        from second in name == "Pareto/NBD" ? Gen.Choose(100, 300) : Gen.Choose(15, 40)
        from seed in Gen.Choose(1, 1_000_000)
        let truth = new[] { r / 10.0, alpha / 10.0, first / 10.0, second / 10.0 }
        select (truth, Draw(Kinds[name], truth, new((ulong)seed), 300));

    static PurchaseHistory[] Draw(Kind kind, double[] p, Rng rng, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var (age, rate) = (20 + (20 * rng.NextDouble()), Gamma(rng, p[0]) / p[1]);
        var (early, leaving) = kind.Leave?.Invoke(rng, p) ?? (false, 0);
        var until = kind.Leave is null ? Math.Min(age, -Math.Log(rng.NextDouble()) / (Gamma(rng, p[2]) / p[3])) : age;
        var (repeats, last, now) = (0, 0.0, 0.0);
        var gone = early && rng.NextDouble() < leaving;
        while (!gone && (now -= Math.Log(rng.NextDouble()) / rate) < until)
        {
            (repeats, last, gone) = (repeats + 1, now, rng.NextDouble() < leaving);
        }

        return new PurchaseHistory(repeats, last, age);
    })];

    static double Leaving(Rng rng, double[] p)
    {
        var a = Gamma(rng, p[2]);
        return a / (a + Gamma(rng, p[3]));
    }

    /// <summary>A gamma draw by Marsaglia and Tsang's rejection, a power of a uniform one below a shape of 1.</summary>
    static double Gamma(Rng rng, double shape)
    {
        if (shape < 1)
        {
            return Gamma(rng, shape + 1) * Math.Pow(rng.NextDouble(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        while (true)
        {
            var (x, u) = (rng.NextNormal(), rng.NextDouble());
            var v = Math.Pow(1 + (x / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(u) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    /// <summary>The published likelihood, a customer at a time.</summary>
    static double BetaGeometric(double[] p, PurchaseHistory[] histories, int early) => histories.Sum(history =>
    {
        var (r, alpha, a, b) = (p[0], p[1], p[2], p[3]);
        var (x, recency, age) = history;
        var m = x + early;
        var both = Math.Pow(alpha + age, -(r + x)) + (m > 0 ? a / (b + m - 1) * Math.Pow(alpha + recency, -(r + x)) : 0);
        return GammaLn(r + x) - GammaLn(r) + (r * Math.Log(alpha)) + BetaLn(a, b + m) - BetaLn(a, b) + Math.Log(both);
    });

    static double Pareto(double[] p, PurchaseHistory[] histories) => histories.Sum(history =>
    {
        var (r, alpha, s, beta) = (p[0], p[1], p[2], p[3]);
        var (x, _, age) = history;
        var gone = s * Math.Exp(LeavingIntegral.Of(history, r, alpha, s, beta).Log);
        return GammaLn(r + x) - GammaLn(r) + (r * Math.Log(alpha)) + (s * Math.Log(beta))
            + Math.Log((Math.Pow(alpha + age, -(r + x)) * Math.Pow(beta + age, -s)) + gone);
    });

    static double[] Moved(double[] parameters, int which, double factor) => [.. parameters.Select((value, i) => i == which ? factor * value : value)];

    static (double[] Parameters, double LogLikelihood, double[]? Errors) Numbers(LifetimeFit<BgNbd> fit) =>
        ([fit.Model.R, fit.Model.Alpha, fit.Model.A, fit.Model.B], fit.LogLikelihood, fit.StandardErrors?.ToArray());

    static (double[] Parameters, double LogLikelihood, double[]? Errors) Numbers(LifetimeFit<MbgNbd> fit) =>
        ([fit.Model.R, fit.Model.Alpha, fit.Model.A, fit.Model.B], fit.LogLikelihood, fit.StandardErrors?.ToArray());

    static (double[] Parameters, double LogLikelihood, double[]? Errors) Numbers(LifetimeFit<ParetoNbd> fit) =>
        ([fit.Model.R, fit.Model.Alpha, fit.Model.S, fit.Model.Beta], fit.LogLikelihood, fit.StandardErrors?.ToArray());

    /// <summary>How a model is fitted, its likelihood written out, and how a customer of it leaves after purchases, if by that.</summary>
    sealed record Kind(
        Func<PurchaseHistory[], (double[] Parameters, double LogLikelihood, double[]? Errors)> Fit,
        Func<double[], PurchaseHistory[], double> LogLikelihood,
        Func<Rng, double[], (bool Early, double Probability)>? Leave);
}
