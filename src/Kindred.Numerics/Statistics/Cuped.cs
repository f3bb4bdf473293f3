namespace Kindred.Numerics.Statistics;

/// <summary>What CUPED needs to know of an arm: a metric and, for the same customers, a covariate from before the experiment.</summary>
/// <param name="Metric">Moments of the metric.</param>
/// <param name="Covariate">Moments of the covariate, of the same customers.</param>
/// <param name="Covariance">Between the two, with divisor n − 1.</param>
public readonly record struct CovariateMoments(SampleMoments Metric, SampleMoments Covariate, double Covariance)
{
    /// <summary>Moments from values, a pair a customer.</summary>
    /// <exception cref="ArgumentException">Lengths differ, fewer than 2 pairs, or a value that is not finite.</exception>
    public static CovariateMoments Of(ReadOnlySpan<double> metric, ReadOnlySpan<double> covariate)
    {
        Require.Finite(metric, 2);
        Require.Finite(covariate, 2);
        if (metric.Length != covariate.Length)
        {
            throw new ArgumentException($"{metric.Length} metrics need as many covariates, found {covariate.Length}.", nameof(covariate));
        }

        var (y, x) = (SampleMoments.OfFinite(metric), SampleMoments.OfFinite(covariate));
        var sum = 0.0;
        for (var i = 0; i < metric.Length; i++)
        {
            sum += (metric[i] - y.Mean) * (covariate[i] - x.Mean);
        }

        return new(y, x, sum / (metric.Length - 1));
    }
}

/// <summary>Two arms with what the covariate explains taken out; compare them with <see cref="TTest.Welch"/>.</summary>
/// <param name="Slope">θ, by which the metric moves with the covariate.</param>
/// <param name="VarianceReduction">The share of the metric's variance within arms that is gone, from 0 to 1.</param>
public sealed record CupedResult(double Slope, double VarianceReduction, SampleMoments Treatment, SampleMoments Control);

/// <summary>CUPED: sharper experiments, by taking out of a metric what was known before they began.</summary>
/// <remarks>
/// y − θ(x − x̄) with x̄ the covariate's mean over both arms and θ the regression slope pooled within arms; the difference of means stays
/// unbiased, since the covariate cannot depend on the treatment. A constant covariate changes nothing.
/// A. Deng, Y. Xu, R. Kohavi and T. Walker, "Improving the sensitivity of online controlled experiments by utilizing pre-experiment
/// data", WSDM (2013).
/// </remarks>
public static class Cuped
{
    /// <summary>Adjusts both arms by the same slope.</summary>
    /// <exception cref="ArgumentException">An arm's metric and covariate have different counts, or fewer than 2 customers.</exception>
    public static CupedResult Adjust(CovariateMoments treatment, CovariateMoments control)
    {
        Check(treatment, nameof(treatment));
        Check(control, nameof(control));
        double n = treatment.Metric.Count - 1, m = control.Metric.Count - 1;
        var spread = (n * treatment.Covariate.Variance) + (m * control.Covariate.Variance);
        var slope = spread > 0 ? ((n * treatment.Covariance) + (m * control.Covariance)) / spread : 0;
        var mean = ((treatment.Covariate.Mean * treatment.Covariate.Count) + (control.Covariate.Mean * control.Covariate.Count))
            / ((double)treatment.Covariate.Count + control.Covariate.Count);
        var (one, other) = (Adjusted(treatment, slope, mean), Adjusted(control, slope, mean));
        var before = (n * treatment.Metric.Variance) + (m * control.Metric.Variance);
        var after = (n * one.Variance) + (m * other.Variance);
        return new(slope, before > 0 ? Math.Clamp(1 - (after / before), 0, 1) : 0, one, other);
    }

    static SampleMoments Adjusted(CovariateMoments arm, double slope, double mean) => new(
        arm.Metric.Count,
        arm.Metric.Mean - (slope * (arm.Covariate.Mean - mean)),
        Math.Max(0, arm.Metric.Variance + (slope * ((slope * arm.Covariate.Variance) - (2 * arm.Covariance)))));

    static void Check(CovariateMoments arm, string name)
    {
        Require.Length(arm.Metric.Count, 2, name);
        Require.Finite(arm.Covariance, name);
        if (arm.Metric.Count != arm.Covariate.Count)
        {
            throw new ArgumentException(
                $"Metric and covariate are of the same customers, found {arm.Metric.Count} and {arm.Covariate.Count}.", name);
        }
    }
}
