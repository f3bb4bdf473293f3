namespace Kindred.Numerics.Learners;

/// <summary>What <see cref="LogisticRegression.Fit"/> is asked for.</summary>
public sealed record LogisticRegressionOptions
{
    /// <summary>λ of ½·λ·Σ weight², 0 or more, in the units of the columns; scikit-learn's C is its inverse. 1 unless told; the intercept is free.</summary>
    public double Penalty { get; init; } = 1;

    /// <summary>Newton steps taken at most; 100 unless told.</summary>
    public int MaxIterations { get; init; } = 100;
}

/// <summary>Logistic regression of two classes, with an intercept and, if wanted, an L2 penalty.</summary>
/// <remarks>
/// <para>P(class 1) = 1 / (1 + exp(−(intercept + Σ weightⱼ·columnⱼ))); weights make −Σ log P(class seen) + ½·λ·Σ weight² least. Newton's steps (which are iteratively
/// reweighted least squares), halved where they would not descend, end when the next would gain less than 10⁻¹² of the value. Standard errors are the roots of the diagonal
/// of H⁻¹·I·H⁻¹, H being I plus the penalty and I the information: the usual ones without a penalty; with one, the spread of estimates that are pulled towards 0 (S. le
/// Cessie and J. van Houwelingen, "Ridge estimators in logistic regression", Applied Statistics 41, 1992).</para>
/// <para>O(n·d²) time a step and O(d²) memory; from 65,536 rows on the first steps are taken on 16,384 of them. Columns are centred and scaled inside, so their units do not hurt the numbers; but the penalty acts on
/// weights in the units given: scale the columns first if it is to weigh them alike. Sums are taken in fixed blocks: the same bits on any number of cores.</para>
/// <para>Departures from scikit-learn's <c>LogisticRegression</c>: two classes only, and standard errors. Where a plane parts the classes and nothing is penalised there is
/// no finite answer: <see cref="LogisticRegressionFit.Converged"/> is false then.</para>
/// <para>P. McCullagh and J. Nelder, "Generalized Linear Models", 2nd ed. (1989), chapter 4.</para>
/// </remarks>
public static class LogisticRegression
{
    /// <summary>Fits the weights.</summary>
    /// <param name="points">n × d, finite.</param>
    /// <param name="labels">0 or 1 for each row; both must occur.</param>
    /// <param name="weights">How many times each row counts, 0 or more; once each where empty.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, labels are not 0 and 1, or, without a penalty, a column is constant or
    /// follows from the others.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static LogisticRegressionFit Fit(
        Matrix points,
        ReadOnlySpan<int> labels,
        LogisticRegressionOptions? options = null,
        ReadOnlySpan<double> weights = default,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        options ??= new();
        OptionRange.Require(options.Penalty >= 0 && double.IsFinite(options.Penalty), options.Penalty, "a finite penalty of 0 or more");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxIterations, 1);
        points.ThrowIfNotFinite(nameof(points));
        LabelChecks.ThrowIfNotTwoClasses(labels, points.Rows, nameof(labels));
        var counts = LabelChecks.RowWeights(weights, points.Rows, nameof(weights));
        return new LogisticNewton(points, labels.ToArray(), counts, options).Run(cancellation);
    }
}
