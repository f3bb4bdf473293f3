namespace Kindred.Numerics.Statistics;

/// <summary>A test of means: t, its degrees of freedom and p-value, and the difference it judged.</summary>
/// <param name="Difference">What was estimated: first mean minus second (or minus the value tested), or the relative lift.</param>
/// <param name="StandardError">The standard error of <paramref name="Difference"/>.</param>
/// <param name="Interval">Of <paramref name="Difference"/>; one-sided where the alternative is.</param>
public sealed record TTestResult(
    double Statistic, double DegreesOfFreedom, double PValue, double Difference, double StandardError, Interval Interval);

/// <summary>Student's and Welch's tests of means, from values or from moments.</summary>
/// <remarks>
/// Agrees with SciPy's <c>ttest_ind</c>, <c>ttest_rel</c> and <c>ttest_1samp</c>. Departs from them where the standard error is 0
/// (constant samples): SciPy answers NaN or infinity, here it is refused.
/// B. L. Welch, "The generalization of Student's problem when several different population variances are involved",
/// Biometrika 34 (1947).
/// </remarks>
public static class TTest
{
    /// <summary>Compares two means without assuming equal variances: the default choice.</summary>
    /// <param name="confidence">Of the interval of the difference, in (0, 1).</param>
    /// <exception cref="ArgumentException">A sample has fewer than 2 values, or both are constant.</exception>
    public static TTestResult Welch(
        SampleMoments first, SampleMoments second, Alternative alternative = Alternative.TwoSided, double confidence = 0.95)
    {
        Require.Length(first.Count, 2, nameof(first));
        Require.Length(second.Count, 2, nameof(second));
        var (a, b) = (first.Variance / first.Count, second.Variance / second.Count);
        RequireSpread(a + b, nameof(first));
        return Judge(first.Mean - second.Mean, a + b, WelchDegrees(first, second), alternative, confidence);
    }

    /// <summary>Compares two means, assuming equal variances.</summary>
    /// <exception cref="ArgumentException">Fewer than 3 values in all, or both samples are constant.</exception>
    public static TTestResult Student(
        SampleMoments first, SampleMoments second, Alternative alternative = Alternative.TwoSided, double confidence = 0.95)
    {
        Require.Length(first.Count, 1, nameof(first));
        Require.Length(second.Count, 1, nameof(second));
        Require.Length(first.Count + second.Count, 3, nameof(second));
        var degrees = first.Count + second.Count - 2;
        var pooled = (((first.Count - 1) * first.Variance) + ((second.Count - 1) * second.Variance)) / degrees;
        var square = pooled * ((1.0 / first.Count) + (1.0 / second.Count));
        RequireSpread(square, nameof(first));
        return Judge(first.Mean - second.Mean, square, degrees, alternative, confidence);
    }

    /// <summary>Compares one mean with a value.</summary>
    /// <exception cref="ArgumentException">Fewer than 2 values, or a constant sample.</exception>
    public static TTestResult OneSample(
        SampleMoments sample, double mean, Alternative alternative = Alternative.TwoSided, double confidence = 0.95)
    {
        Require.Length(sample.Count, 2, nameof(sample));
        Require.Finite(mean);
        RequireSpread(sample.Variance, nameof(sample));
        return Judge(sample.Mean - mean, sample.Variance / sample.Count, sample.Count - 1, alternative, confidence);
    }

    /// <summary>Compares two measurements of the same things, pair by pair.</summary>
    /// <exception cref="ArgumentException">Different lengths, fewer than 2 pairs, or all differences equal.</exception>
    public static TTestResult Paired(
        ReadOnlySpan<double> first, ReadOnlySpan<double> second, Alternative alternative = Alternative.TwoSided, double confidence = 0.95)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"Pairs need equal lengths, found {first.Length} and {second.Length}.", nameof(second));
        }

        var differences = new double[first.Length];
        for (var i = 0; i < differences.Length; i++)
        {
            differences[i] = first[i] - second[i];
        }

        Require.Finite(differences, 2, nameof(first));
        var moments = SampleMoments.OfFinite(differences);
        RequireSpread(moments.Variance, nameof(first));
        return OneSample(moments, 0, alternative, confidence);
    }

    /// <summary>Judges the relative lift of a mean over a control's, treatment / control − 1, by the delta method.</summary>
    /// <remarks>
    /// The variance is s²ₜ/(nₜ m²) + s²𝒸 mₜ²/(n𝒸 m⁴) with m the control's mean; degrees of freedom are Welch's. Trust it only
    /// where the control's mean is many standard errors away from 0.
    /// </remarks>
    /// <exception cref="ArgumentException">A sample has fewer than 2 values, both are constant, or the control's mean is 0.</exception>
    public static TTestResult RelativeLift(
        SampleMoments treatment, SampleMoments control, Alternative alternative = Alternative.TwoSided, double confidence = 0.95)
    {
        Require.Length(treatment.Count, 2, nameof(treatment));
        Require.Length(control.Count, 2, nameof(control));
        if (control.Mean == 0)
        {
            throw new ArgumentException("There is no lift over a mean of 0: compare absolute means instead.", nameof(control));
        }

        var ratio = treatment.Mean / control.Mean;
        var square = ((treatment.Variance / treatment.Count) + (ratio * ratio * control.Variance / control.Count))
            / (control.Mean * control.Mean);
        RequireSpread(square, nameof(treatment));
        return Judge(ratio - 1, square, WelchDegrees(treatment, control), alternative, confidence);
    }

    static double WelchDegrees(SampleMoments first, SampleMoments second)
    {
        var (a, b) = (first.Variance / first.Count, second.Variance / second.Count);
        return (a + b) * (a + b) / ((a * a / (first.Count - 1)) + (b * b / (second.Count - 1)));
    }

    static void RequireSpread(double squaredError, string name)
    {
        if (!(squaredError > 0 && double.IsFinite(squaredError)))
        {
            throw new ArgumentException("The samples are constant, so their means have no standard error and there is nothing to test.", name);
        }
    }

    static TTestResult Judge(double difference, double squaredError, double degrees, Alternative alternative, double confidence)
    {
        Require.Fraction(confidence);
        var error = Math.Sqrt(squaredError);
        var t = difference / error;
        var p = Distributions.PValue(t, alternative, s => Distributions.StudentTSurvival(s, degrees));
        var tail = alternative == Alternative.TwoSided ? (1 - confidence) / 2 : 1 - confidence;
        var reach = -Distributions.StudentTQuantile(tail, degrees) * error;
        return new(t, degrees, p, difference, error, new(
            alternative == Alternative.Less ? double.NegativeInfinity : difference - reach,
            alternative == Alternative.Greater ? double.PositiveInfinity : difference + reach));
    }
}
