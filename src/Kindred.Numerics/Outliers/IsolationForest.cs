namespace Kindred.Numerics.Outliers;

/// <summary>Isolation Forest: rows that random splits set apart early are unusual.</summary>
/// <remarks>
/// <para>Each tree splits a sample of ψ rows at a random value of a random column, down to depth ⌈log₂ ψ⌉. A row's path length h is the number of
/// splits on its way plus c(rows in its leaf), c(m) = 2·(ln(m − 1) + γ) − 2·(m − 1)/m being the mean path of an unsuccessful search in a binary search
/// tree (c(2) = 1, c(1) = 0). Its score is 2^(−mean h / c(ψ)): near 1 for outliers, 0.5 or less for ordinary rows.</para>
/// <para>Fitting takes O(trees·ψ·log ψ) time whatever the number of rows, scoring O(rows·trees·log ψ). Only columns that vary in a node are split. Scale
/// plays no part: each column may be in its own unit.</para>
/// <para>Deterministic: tree t draws from <c>new Rng(Seed + t)</c>. Departures from scikit-learn's <c>IsolationForest</c>: the score is the paper's
/// (scikit-learn gives its negative), there is no threshold, and other random numbers are drawn, so scores agree in distribution only.</para>
/// <para>F. T. Liu, K. M. Ting and Z.-H. Zhou, "Isolation forest", ICDM (2008).</para>
/// </remarks>
public static class IsolationForest
{
    /// <summary>Grows the trees.</summary>
    /// <param name="points">n × d with n at least 2, finite.</param>
    /// <exception cref="ArgumentException">There are fewer than two rows, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static IsolationForestFit Fit(Matrix points, IsolationForestOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Trees, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SampleRows, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.SampleRows, 65_536);
        points.ThrowIfFewerRows(2, nameof(points));
        points.ThrowIfNotFinite(nameof(points));

        var sampled = Math.Min(options.SampleRows, points.Rows);
        var fit = new IsolationForestFit(options.Trees, sampled, points.Columns);
        RowBlocks.For(options.Trees, 1, (tree, _, _) =>
        {
            var rng = new Rng(options.Seed + (ulong)tree);
            new IsolationTree(points, Sample(points.Rows, sampled, rng), rng, fit, tree).Grow();
        }, cancellation);
        return fit;
    }

    /// <summary>The mean number of splits that isolate one of <paramref name="rows"/> rows.</summary>
    internal static double ExpectedPath(int rows) => rows switch
    {
        <= 1 => 0,
        2 => 1,
        _ => (2 * (Math.Log(rows - 1) + MathNet.Numerics.Constants.EulerMascheroni)) - (2.0 * (rows - 1) / rows),
    };

    /// <summary><paramref name="count"/> different rows, each set equally likely (Floyd's method).</summary>
    static int[] Sample(int rows, int count, Rng rng)
    {
        var chosen = new HashSet<int>(count);
        var sample = new int[count];
        for (var i = 0; i < count; i++)
        {
            var last = rows - count + i;
            var row = rng.NextInt32(last + 1);
            sample[i] = chosen.Add(row) ? row : last;
            chosen.Add(sample[i]);
        }

        return sample;
    }
}
