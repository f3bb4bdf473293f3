using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Lifetimes;

/// <summary>
/// Pareto/NBD: customers buy at their own steady rate and leave at their own steady rate, at any time. Purchase rates are gamma
/// distributed over customers (shape r, rate α), leaving rates likewise (s, β).
/// </summary>
/// <remarks>
/// <para>A customer's likelihood is Γ(r+x)/Γ(r)·αʳβˢ·[(α+T)^−(r+x)(β+T)^−s + s∫(α+τ)^−(r+x)(β+τ)^−(s+1)dτ], the integral from tₓ
/// to T over the moment of leaving. It is taken by Gauss–Legendre quadrature over log time (8, 16 or 32 nodes), slopes with it; the
/// published form is the difference of two hypergeometric functions, which cancels where tₓ is close to T.</para>
/// <para>Fitted as <see cref="BgNbd"/> is. Departs from lifetimes' <c>ParetoNBDFitter</c>: no penalty, and standard errors.</para>
/// <para>D. C. Schmittlein, D. G. Morrison and R. Colombo, "Counting your customers: who are they and what will they do next?",
/// Management Science 33 (1987); P. S. Fader and B. G. S. Hardie, "A note on deriving the Pareto/NBD model" (2005).</para>
/// </remarks>
public sealed record ParetoNbd : PurchaseModel
{
    /// <summary>A model with known parameters: r and s from 10⁻¹² to 10¹², α and β above 0 and in the unit of time of the histories.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public ParetoNbd(double r, double alpha, double s, double beta)
    {
        Require.Shape(r);
        Require.Scale(alpha);
        Require.Shape(s);
        Require.Scale(beta);
        (R, Alpha, S, Beta) = (r, alpha, s, beta);
    }

    /// <summary>Shape of the distribution of purchase rates.</summary>
    public double R { get; }

    /// <summary>Its rate, a time: the mean purchase rate is r / α.</summary>
    public double Alpha { get; }

    /// <summary>Shape of the distribution of leaving rates.</summary>
    public double S { get; }

    /// <summary>Its rate, a time: the mean leaving rate is s / β.</summary>
    public double Beta { get; }

    /// <summary>Fits r, α, s and β (standard errors in this order) by maximum likelihood.</summary>
    /// <exception cref="ArgumentException">A history is impossible, or nobody bought again.</exception>
    public static LifetimeFit<ParetoNbd> Fit(ReadOnlySpan<PurchaseHistory> histories, CancellationToken cancellation = default)
    {
        var groups = HistoryGroups.Of(histories);
        var (rate, age) = (groups.Purchases / groups.Exposure, groups.Exposure / groups.Customers);
        double[][] starts = [Logs(0.5, 0.5 / rate, 0.5, 0.3 * age), Logs(1, 1 / rate, 1, age), Logs(3, 3 / rate, 0.3, age)];
        var peak = LikelihoodSearch.Climb(
            Over(groups), Over(HistoryGroups.Sample(histories, groups)), starts, groups.Customers, cancellation);
        var p = peak.Parameters;
        return new(new(p[0], p[1], p[2], p[3]), peak.LogLikelihood, peak.StandardErrors, peak.Converged);

        Likelihood Over(HistoryGroups some) => (logs, slope) => Mean(some, logs, slope, cancellation);
    }

    private protected override double LogOddsGone(PurchaseHistory history)
    {
        var gone = LeavingIntegral.Of(history, R, Alpha, S, Beta);
        var alive = -((R + history.Repeats) * Math.Log(Alpha + history.Age)) - (S * Math.Log(Beta + history.Age));
        return Math.Log(S) + gone.Log - alive;
    }

    private protected override double ExpectedIfAlive(int repeats, double age, double duration) =>
        (R + repeats) / (Alpha + age) * ExpectedStay(Beta + age, duration);

    private protected override double ExpectedIfNew(double duration) => ExpectedIfAlive(0, 0, duration);

    /// <summary>∫(1 + u/β)^−s du from 0 to the duration: how long a customer stays, up to the duration.</summary>
    double ExpectedStay(double beta, double duration)
    {
        // With L = log(1 + t/β) it is β·(e^((1−s)L) − 1) / (1 − s), which is β·L at s = 1.
        var log = Math.Log((beta + duration) / beta);
        var power = (1 - S) * log;
        return beta * (Math.Abs(power) < 1e-5 ? log * (1 + (power / 2) + (power * power / 6)) : (Math.Exp(power) - 1) / (1 - S));
    }

    static double[] Logs(params double[] values) => Array.ConvertAll(values, Math.Log);

    static double Mean(HistoryGroups groups, ReadOnlySpan<double> logs, Span<double> slope, CancellationToken cancellation)
    {
        const int BlockGroups = 512;
        var at = Array.ConvertAll(logs.ToArray(), Math.Exp);
        var sums = new double[RowBlocks.Count(groups.Count, BlockGroups)][];
        RowBlocks.For(groups.Count, BlockGroups, (block, from, until) => sums[block] = Histories(groups, at, from, until), cancellation);

        var total = Gammas(groups, at[0]);
        foreach (var sum in sums)
        {
            for (var i = 0; i < total.Length; i++)
            {
                total[i] += sum[i];
            }
        }

        var (r, alpha, s, beta, n) = (at[0], at[1], at[2], at[3], groups.Customers);
        slope[0] = r * ((total[1] / n) + Math.Log(alpha));
        slope[1] = (alpha * total[2] / n) + r;
        slope[2] = s * ((total[3] / n) + Math.Log(beta));
        slope[3] = (beta * total[4] / n) + s;
        return (total[0] / n) + (r * Math.Log(alpha)) + (s * Math.Log(beta));
    }

    static double[] Gammas(HistoryGroups groups, double r)
    {
        var rates = new RisingFactorial(r);
        double value = 0, overR = 0;
        foreach (var (repeats, weight) in groups.ByRepeats)
        {
            rates.Advance(repeats);
            value += weight * rates.Log;
            overR += weight * rates.Slope;
        }

        return [value, overR, 0, 0, 0];
    }

    /// <summary>The log of the bracket in the likelihood and its slopes over r, α, s and β, summed over some groups.</summary>
    static double[] Histories(HistoryGroups groups, double[] at, int from, int until)
    {
        var (r, alpha, s, beta) = (at[0], at[1], at[2], at[3]);
        double value = 0, overR = 0, overAlpha = 0, overS = 0, overBeta = 0;
        for (var i = from; i < until && groups.Weights[i] > 0; i++)
        {
            var history = new PurchaseHistory((int)groups.Repeats[i], groups.Recencies[i], groups.Ages[i]);
            var (shape, weight) = (r + history.Repeats, groups.Weights[i]);
            var (logAlpha, logBeta) = (Math.Log(alpha + history.Age), Math.Log(beta + history.Age));
            var integral = LeavingIntegral.Of(history, r, alpha, s, beta);
            var alive = -(shape * logAlpha) - (s * logBeta);
            var odds = Math.Log(s) + integral.Log - alive;
            var small = Math.Exp(-Math.Abs(odds));
            var gone = (odds > 0 ? 1 : small) / (1 + small);

            value += weight * (alive + Math.Max(odds, 0) + Math.Log(1 + small));
            overR -= weight * (((1 - gone) * logAlpha) + (gone * integral.LogAlpha));
            overAlpha -= weight * shape * (((1 - gone) / (alpha + history.Age)) + (gone * integral.InverseAlpha));
            overS += weight * ((gone * ((1 / s) - integral.LogBeta)) - ((1 - gone) * logBeta));
            overBeta -= weight * (((1 - gone) * s / (beta + history.Age)) + (gone * (s + 1) * integral.InverseBeta));
        }

        return [value, overR, overAlpha, overS, overBeta];
    }
}
