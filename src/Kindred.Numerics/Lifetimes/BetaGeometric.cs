using System.Numerics;
using System.Runtime.CompilerServices;
using Wide = System.Numerics.Vector<double>;

namespace Kindred.Numerics.Lifetimes;

/// <summary>What BG/NBD and MBG/NBD share: they differ in whether a customer may leave right after the first purchase.</summary>
/// <remarks>
/// With m chances to leave passed (x in BG/NBD, x + 1 in MBG/NBD) a customer's likelihood is
/// Γ(r+x)/Γ(r)·αʳ · B(a,b+m)/B(a,b) · [(α+T)^−(r+x) + a/(b+m−1)·(α+tₓ)^−(r+x)], without the last term where m = 0.
/// </remarks>
static class BetaGeometric
{
    const int BlockGroups = 4096;

    /// <summary>Fits r, α, a and b; <paramref name="early"/> is 1 where the first purchase is a chance to leave, else 0.</summary>
    public static LikelihoodSearch.Peak Fit(ReadOnlySpan<PurchaseHistory> histories, int early, CancellationToken cancellation)
    {
        var groups = HistoryGroups.Of(histories);
        var rate = groups.Purchases / groups.Exposure;
        double[][] starts = [Logs(0.3, 0.3 / rate, 0.5, 2), Logs(1, 1 / rate, 1, 1.5), Logs(3, 3 / rate, 0.3, 1)];
        return LikelihoodSearch.Climb(
            Over(groups), Over(HistoryGroups.Sample(histories, groups)), starts, groups.Customers, cancellation);

        Likelihood Over(HistoryGroups some) => (logs, slope) => Mean(some, early, logs, slope, cancellation);
    }

    /// <summary>log of P(gone) / P(alive) after m chances to leave.</summary>
    public static double LogOddsGone(BetaGeometricParameters at, PurchaseHistory history, double chances)
    {
        var (repeats, recency, age) = history;
        return chances == 0
            ? double.NegativeInfinity
            : Math.Log(at.A / (at.B + chances - 1)) + ((at.R + repeats) * Math.Log((at.Alpha + age) / (at.Alpha + recency)));
    }

    static double[] Logs(params double[] values) => Array.ConvertAll(values, Math.Log);

    static double Mean(HistoryGroups groups, int early, ReadOnlySpan<double> logs, Span<double> slope, CancellationToken cancellation)
    {
        var at = new BetaGeometricParameters(Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]), Math.Exp(logs[3]));
        var sums = new double[RowBlocks.Count(groups.Count, BlockGroups)][];
        RowBlocks.For(groups.Count, BlockGroups, (block, from, until) => sums[block] = Histories(groups, early, at, from, until), cancellation);

        var total = Gammas(groups, early, at);
        foreach (var sum in sums)
        {
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += sum[i];
            }
        }

        slope[0] = at.R * total[1] / groups.Customers;
        slope[1] = at.Alpha * total[2] / groups.Customers;
        slope[2] = at.A * total[3] / groups.Customers;
        slope[3] = at.B * total[4] / groups.Customers;
        return total[0] / groups.Customers;
    }

    /// <summary>The part of the log-likelihood and its slopes (over r, α, a, b) that depends on the number of repeats only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a fit is over before the runtime would optimise it
    static double[] Gammas(HistoryGroups groups, int early, BetaGeometricParameters at)
    {
        var (rates, stays, chances) = (new RisingFactorial(at.R), new RisingFactorial(at.B), new RisingFactorial(at.A + at.B));
        double value = 0, overR = 0, overA = 0, overB = 0;
        foreach (var (repeats, weight) in groups.ByRepeats)
        {
            rates.Advance(repeats);
            stays.Advance(repeats + early);
            chances.Advance(repeats + early);
            value += weight * (rates.Log + stays.Log - chances.Log);
            overR += weight * rates.Slope;
            overA -= weight * chances.Slope;
            overB += weight * (stays.Slope - chances.Slope);
        }

        var (n, log) = (groups.Customers, Math.Log(at.Alpha));
        return [value + (n * at.R * log), overR + (n * log), n * at.R / at.Alpha, overA, overB];
    }

    /// <summary>The part that depends on the times: log[(α+T)^−(r+x) + a/(b+m−1)·(α+tₓ)^−(r+x)] and its slopes, a vector at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double[] Histories(HistoryGroups groups, int early, BetaGeometricParameters at, int from, int until)
    {
        Wide value = default, overR = default, overAlpha = default, overA = default, overB = default;
        var (one, r, alpha) = (Wide.One, new Wide(at.R), new Wide(at.Alpha));
        var (logA, inverseA, left) = (new Wide(Math.Log(at.A)), new Wide(1 / at.A), new Wide(at.B + early - 1));
        var (stays, never) = (new Wide(early), new Wide(-700)); // farther down exp leaves its fast path, for powers that are as good as 0
        for (var i = from; i < until; i += Wide.Count)
        {
            var (x, weight) = (new Wide(groups.Repeats, i), new Wide(groups.Weights, i));
            var (now, last) = (alpha + new Wide(groups.Ages, i), alpha + new Wide(groups.Recencies, i));
            var (logNow, logLast, shape, chance) = (Vector.Log(now), Vector.Log(last), r + x, left + x);

            // odds = log of the second term over the first; where there was no chance to leave the second is left out.
            var mayLeave = Vector.GreaterThan(x + stays, Wide.Zero);
            chance = Vector.ConditionalSelect(mayLeave, chance, one);
            var odds = logA - Vector.Log(chance) + (shape * (logNow - logLast));
            odds = Vector.ConditionalSelect(mayLeave, odds, never);
            var small = Vector.Exp(Vector.Max(-Vector.Abs(odds), never));
            var gone = Vector.ConditionalSelect(Vector.GreaterThan(odds, Wide.Zero), one, small) / (one + small);
            var alive = one - gone;

            value += weight * (Vector.Max(odds, Wide.Zero) + Vector.Log(one + small) - (shape * logNow));
            overR -= weight * ((alive * logNow) + (gone * logLast));
            overAlpha -= weight * shape * ((alive / now) + (gone / last));
            overA += weight * gone * inverseA;
            overB -= weight * gone / chance;
        }

        return [Vector.Sum(value), Vector.Sum(overR), Vector.Sum(overAlpha), Vector.Sum(overA), Vector.Sum(overB)];
    }
}

/// <summary>r and α of the purchase rates' gamma distribution, a and b of the leaving probabilities' beta distribution.</summary>
readonly record struct BetaGeometricParameters(double R, double Alpha, double A, double B);
