namespace Kindred.Numerics.Learners;

/// <summary>Gradient-boosted trees over histograms, for probabilities of two classes or for expected values.</summary>
/// <remarks>
/// <para>Each tree is grown on the derivatives of the loss at the predictions so far. A leaf answers −Σ slope / (Σ curvature + λ), times the learning rate; the split taken
/// next is the one of all leaves that adds most to Σ (Σ slope)² / (Σ curvature + λ). Columns are cut into at most 255 bins, halfway between values where there are that few,
/// else at equal shares. Missing values (NaN) go to the side where they fit better, or, where the rows fitted had none, to the larger side.</para>
/// <para>A tree takes O(n·d·log leaves) time at most; memory O(n·d) bytes and O(leaves·d·256). A histogram's column is summed by one thread in the order of the rows, so the
/// same seed gives the same bits on any number of cores. Only the order of values matters: no scaling is needed.</para>
/// <para>As scikit-learn's <c>HistGradientBoosting…</c>, whose trees it grows where nothing is held out. Departures: two classes only; no categorical or constrained columns;
/// rows are held out only if asked for (there, from 10,000 rows on), and then the trees after the lowest loss are dropped; with more than 200,000 rows bins are
/// laid by other samples.</para>
/// <para>J. Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29 (2001); G. Ke et al., "LightGBM: a highly efficient gradient
/// boosting decision tree", NIPS (2017).</para>
/// </remarks>
public static class BoostedTrees
{
    /// <summary>Grows trees that predict targets from columns.</summary>
    /// <param name="points">n × d with n at least 2; NaN where missing, not infinite.</param>
    /// <param name="targets">One a row: 0 or 1 for logistic loss, both occurring; any finite numbers for squared loss.</param>
    /// <param name="weights">How much each row counts, 0 or more; alike where empty.</param>
    /// <param name="progress">Receives the share of trees grown.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is infinite, or targets do not suit the loss.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static BoostedTreesFit Fit(
        Matrix points,
        ReadOnlySpan<double> targets,
        BoostedTreesOptions? options = null,
        ReadOnlySpan<double> weights = default,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        options ??= new();
        options.Check();
        points.ThrowIfFewerRows(2, nameof(points));
        points.ThrowIfInfinite(nameof(points));
        LabelChecks.ThrowIfNotTargets(targets, points.Rows, options.Loss == BoostingLoss.Logistic, nameof(targets));
        var counts = LabelChecks.RowWeights(weights, points.Rows, nameof(weights));
        return new BoostingRounds(points, targets.ToArray(), counts, options).Run(progress, cancellation);
    }
}
