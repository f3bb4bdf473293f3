namespace Kindred.Numerics.Learners;

/// <summary>Whom a treatment moves: the difference it makes to each row's expected outcome, learnt from a randomised experiment.</summary>
/// <remarks>
/// <para>Two models: boosted trees on the treated rows and on the others; uplift is the difference of their predictions. Class transformation: boosted trees on whether
/// "treated" and "outcome" agree, treated and other rows weighted to count alike; if z is that agreement, uplift is 2·P(z = 1) − 1. The first fits each group well, the second
/// aims at the difference itself and does not take outcomes that are no 0 and 1.</para>
/// <para>Both ask that chance alone decided who was treated. Judge on rows not fitted, by <see cref="Qini"/>. The same seed gives the same bits on any number of
/// cores. Time and memory as <see cref="BoostedTrees"/>.</para>
/// <para>B. Hansotia and B. Rukstales, "Incremental value modeling", Journal of Interactive Marketing 16 (2002); M. Jaskowski and S. Jaroszewicz, "Uplift modeling for clinical
/// trial data", ICML Workshop on Clinical Data Analysis (2012), there for groups of equal size.</para>
/// </remarks>
public static class Uplift
{
    /// <summary>Fits a model to each group.</summary>
    /// <param name="points">n × d; NaN where missing, not infinite.</param>
    /// <param name="treated">Whether each row was treated; two rows at least were, and two were not.</param>
    /// <param name="outcomes">One a row: 0 or 1, both occurring in each group, for logistic loss; any finite numbers for squared loss.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is infinite, a group is too small, or outcomes do not suit the loss.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static UpliftFit TwoModels(
        Matrix points,
        ReadOnlySpan<bool> treated,
        ReadOnlySpan<double> outcomes,
        BoostedTreesOptions? options = null,
        CancellationToken cancellation = default)
    {
        Check(points, treated, outcomes);
        return new(Group(points, treated, outcomes, true, options, cancellation), Group(points, treated, outcomes, false, options, cancellation));
    }

    /// <summary>Fits one model to the agreement of treatment and outcome.</summary>
    /// <param name="points">n × d; NaN where missing, not infinite.</param>
    /// <param name="treated">Whether each row was treated; two rows at least were, and two were not.</param>
    /// <param name="outcomes">0 or 1 for each row.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is infinite, a group is too small, outcomes are not 0 and 1, or the loss is not logistic.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static UpliftFit ClassTransformation(
        Matrix points,
        ReadOnlySpan<bool> treated,
        ReadOnlySpan<double> outcomes,
        BoostedTreesOptions? options = null,
        CancellationToken cancellation = default)
    {
        Check(points, treated, outcomes);
        if ((options ?? new()).Loss != BoostingLoss.Logistic || outcomes.ContainsAnyExcept(0, 1))
        {
            throw new ArgumentException("A class transformation takes outcomes 0 and 1, and logistic loss.", nameof(outcomes));
        }

        var share = (double)treated.Count(true) / treated.Length;
        var (agrees, weights) = (new double[treated.Length], new double[treated.Length]);
        for (var i = 0; i < agrees.Length; i++)
        {
            agrees[i] = treated[i] == (outcomes[i] == 1) ? 1 : 0;
            weights[i] = 0.5 / (treated[i] ? share : 1 - share);
        }

        return new(BoostedTrees.Fit(points, agrees, options, weights, cancellation: cancellation), null);
    }

    static BoostedTreesFit Group(
        Matrix points,
        ReadOnlySpan<bool> treated,
        ReadOnlySpan<double> outcomes,
        bool which,
        BoostedTreesOptions? options,
        CancellationToken cancellation)
    {
        var rows = new List<int>();
        for (var i = 0; i < treated.Length; i++)
        {
            if (treated[i] == which)
            {
                rows.Add(i);
            }
        }

        var targets = new double[rows.Count];
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = outcomes[rows[i]];
        }

        return BoostedTrees.Fit(RowSample.Take(points, [.. rows]), targets, options, cancellation: cancellation);
    }

    static void Check(Matrix points, ReadOnlySpan<bool> treated, ReadOnlySpan<double> outcomes)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (treated.Length != points.Rows || outcomes.Length != points.Rows)
        {
            throw new ArgumentException(
                $"Each of the {points.Rows} rows is treated or not and has an outcome; found {treated.Length} and {outcomes.Length}.", nameof(treated));
        }

        var count = treated.Count(true);
        if (count < 2 || points.Rows - count < 2)
        {
            throw new ArgumentException($"At least 2 rows must be treated and 2 not, found {count} of {points.Rows} treated.", nameof(treated));
        }
    }
}

/// <summary>Fitted trees, which tell what the treatment would change.</summary>
public sealed class UpliftFit
{
    readonly BoostedTreesFit _first;
    readonly BoostedTreesFit? _control;

    internal UpliftFit(BoostedTreesFit first, BoostedTreesFit? control) => (_first, _control) = (first, control);

    /// <summary>The uplift of each row: by how much treatment raises P(1), or the expected value; negative where it harms.</summary>
    /// <param name="points">Rows with the columns of the fit; NaN where missing.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is infinite.</exception>
    public float[] Predict(Matrix points, CancellationToken cancellation = default)
    {
        var uplift = _first.Predict(points, cancellation);
        if (_control is null)
        {
            return Array.ConvertAll(uplift, agreement => (2 * agreement) - 1);
        }

        System.Numerics.Tensors.TensorPrimitives.Subtract(uplift, _control.Predict(points, cancellation), uplift);
        return uplift;
    }
}
