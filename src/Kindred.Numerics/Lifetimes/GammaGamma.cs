using Kindred.Numerics.Statistics;
using static MathNet.Numerics.SpecialFunctions;

namespace Kindred.Numerics.Lifetimes;

/// <summary>
/// Gamma-Gamma: what a purchase is worth. A customer's purchases are gamma distributed (shape p) around that customer's mean, and means
/// vary over customers by an inverse gamma distribution (q, v); how often a customer buys tells nothing of how much.
/// </summary>
/// <remarks>
/// <para>Fitted by maximum likelihood to customers' numbers and means of purchases, as <see cref="BgNbd"/> is; customers with
/// a mean of 0 or without purchases are refused, leave them out. Departs from lifetimes' <c>GammaGammaFitter</c>: no penalty,
/// and standard errors.</para>
/// <para>P. S. Fader and B. G. S. Hardie, "The Gamma-Gamma model of monetary value" (2013).</para>
/// </remarks>
public sealed record GammaGamma
{
    /// <summary>A model with known parameters: p and q from 10⁻¹² to 10¹², v above 0 in the currency of the purchases.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public GammaGamma(double p, double q, double v)
    {
        Require.Shape(p);
        Require.Shape(q);
        Require.Scale(v);
        (P, Q, V) = (p, q, v);
    }

    /// <summary>Shape of a customer's purchases.</summary>
    public double P { get; }

    /// <summary>Shape of the distribution of customers' scales.</summary>
    public double Q { get; }

    /// <summary>Its rate, in currency.</summary>
    public double V { get; }

    /// <summary>Fits p, q and v (standard errors in this order).</summary>
    /// <param name="purchases">How many purchases each mean is over, at least 1; by custom the repeats only.</param>
    /// <param name="means">Mean value of a customer's purchases, above 0.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is no customer, all means are equal, or a number is not above 0.</exception>
    public static LifetimeFit<GammaGamma> Fit(
        ReadOnlySpan<int> purchases, ReadOnlySpan<double> means, CancellationToken cancellation = default)
    {
        var (spends, customers) = (Spend.Group(purchases, means), means.Length);
        var all = SampleMoments.Of(means);
        if (!(all.Variance > 0))
        {
            throw new ArgumentException("All means are equal, so there is no spread to fit.", nameof(means));
        }

        // The population mean p·v / (q − 1) is near the sample's at every start.
        double[][] starts = [Logs(1, 3, 2 * all.Mean), Logs(6, 4, all.Mean / 2), Logs(0.5, 8, 14 * all.Mean)];
        var peak = LikelihoodSearch.Climb(Mean, Mean, starts, customers, cancellation);
        var p = peak.Parameters;
        return new(new(p[0], p[1], p[2]), peak.LogLikelihood, peak.StandardErrors, peak.Converged);

        double Mean(ReadOnlySpan<double> logs, Span<double> slope) => GammaGamma.Mean(spends, customers, logs, slope);
    }

    /// <summary>Expected mean value of a purchase of a customer, drawn from the customer's own mean towards the population's.</summary>
    /// <param name="purchases">How many purchases the mean is over; 0 for none, then <paramref name="mean"/> is not looked at.</param>
    /// <exception cref="ArgumentException">A number is negative, or q is at most 1 so that a new customer's mean is infinite.</exception>
    public double ExpectedValue(int purchases, double mean)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(purchases);
        if (purchases > 0)
        {
            Require.Positive(mean);
        }

        var below = (P * purchases) + Q - 1;
        return below > 0
            ? P * (V + (purchases > 0 ? purchases * mean : 0)) / below
            : throw new ArgumentException(
                $"With q = {Q} the mean of a customer's purchases is infinite before the first one.", nameof(purchases));
    }

    static double[] Logs(params double[] values) => Array.ConvertAll(values, Math.Log);

    /// <summary>
    /// Mean over customers of log Γ(px+q) − log Γ(px) − log Γ(q) + q log v + (px−1) log m + px log x − (px+q) log(xm+v).
    /// </summary>
    static double Mean(Spend[] spends, int customers, ReadOnlySpan<double> logs, Span<double> slope)
    {
        double p = Math.Exp(logs[0]), q = Math.Exp(logs[1]), v = Math.Exp(logs[2]);
        double value = 0, overP = 0, overQ = 0, overV = 0;
        foreach (var spend in spends)
        {
            var (shape, x, n) = (p * spend.Purchases, spend.Purchases, spend.Totals.Length);
            double logSums = 0, inverses = 0;
            foreach (var total in spend.Totals)
            {
                logSums += Math.Log(total + v);
                inverses += 1 / (total + v);
            }

            value += (n * (GammaLn(shape + q) - GammaLn(shape))) + (shape * spend.LogTotals) - spend.LogMeans - ((shape + q) * logSums);
            overP += x * ((n * (DiGamma(shape + q) - DiGamma(shape))) + spend.LogTotals - logSums);
            overQ += (n * DiGamma(shape + q)) - logSums;
            overV -= (shape + q) * inverses;
        }

        slope[0] = p * overP / customers;
        slope[1] = q * ((overQ / customers) + Math.Log(v) - DiGamma(q));
        slope[2] = (v * overV / customers) + q;
        return (value / customers) + (q * Math.Log(v)) - GammaLn(q);
    }

    /// <summary>Customers with the same number of purchases: their totals, and the sums of logs of totals and of means.</summary>
    sealed record Spend(int Purchases, double[] Totals, double LogTotals, double LogMeans)
    {
        public static Spend[] Group(ReadOnlySpan<int> purchases, ReadOnlySpan<double> means)
        {
            if (purchases.Length != means.Length)
            {
                throw new ArgumentException($"{means.Length} means need as many numbers of purchases, found {purchases.Length}.", nameof(purchases));
            }

            Require.Finite(means, 1);
            var groups = new SortedDictionary<int, List<double>>();
            for (var i = 0; i < means.Length; i++)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(purchases[i], 1, nameof(purchases));
                Require.Positive(means[i], nameof(means));
                if (!groups.TryGetValue(purchases[i], out var totals))
                {
                    groups.Add(purchases[i], totals = []);
                }

                totals.Add(means[i] * purchases[i]);
            }

            return [.. groups.Select(group => Of(group.Key, [.. group.Value]))];
        }

        static Spend Of(int purchases, double[] totals)
        {
            var logs = totals.Sum(Math.Log);
            return new(purchases, totals, logs, logs - (totals.Length * Math.Log(purchases)));
        }
    }
}
