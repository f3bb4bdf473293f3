using System.Numerics.Tensors;
using Kindred.Numerics.Decomposition;

namespace Kindred.Numerics.Clustering.Quality;

/// <summary>What <see cref="GapStatistic"/> is asked for.</summary>
public sealed record GapStatisticOptions
{
    /// <summary>The greatest number of clusters tried, from 1 on; at most the number of rows less 1.</summary>
    public int MostClusters { get; init; } = 10;

    /// <summary>Reference data sets drawn without structure, at least 2.</summary>
    public int References { get; init; } = 20;

    /// <summary>k-means++ starts for each number of clusters.</summary>
    public int Starts { get; init; } = 10;

    /// <summary>From which all chance follows; reference b is drawn and clustered with seed + b + 1.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>One number of clusters tried.</summary>
/// <param name="Clusters">How many.</param>
/// <param name="LogInertia">ln W of the data; W is the inertia of their k-means.</param>
/// <param name="Expected">Mean ln W of the references.</param>
/// <param name="Gap"><paramref name="Expected"/> less <paramref name="LogInertia"/>; infinite where W is 0.</param>
/// <param name="Error">Standard error of the gap: the references' standard deviation times √(1 + 1/B).</param>
public readonly record struct GapPoint(int Clusters, double LogInertia, double Expected, double Gap, double Error);

/// <summary>What <see cref="GapStatistic"/> found.</summary>
/// <param name="Points">One for each number of clusters, from 1 on.</param>
/// <param name="Best">The least number whose gap is no less than the next one's by more than its error: 1 where the rows have no structure.</param>
public sealed record GapReport(IReadOnlyList<GapPoint> Points, int Best);

/// <summary>How much tighter clusters are than those of rows without structure: for a number of clusters, and for there being any.</summary>
/// <remarks>
/// <para>References are uniform over the box of the data along their principal axes. ln W(k) of the data is held against its mean over the
/// references; the first k with gap(k) ≥ gap(k + 1) − s(k + 1) is chosen, and the greatest k tried where there is none. Takes as long as B + 1 clusterings for every k.
/// References run in parallel, each with a seed of its own: the same bits on any number of cores.</para>
/// <para>As <c>clusGap(d.power = 2, spaceH0 = "scaledPCA")</c> of the R package cluster with the rule "Tibs2001SEmax", but the standard deviation is the
/// paper's, divided by B, and W is the inertia, twice the W there, which changes no gap. Where the data fall into k points, W is 0 and the gap infinite; then that k is chosen at the latest.</para>
/// <para>R. Tibshirani, G. Walther and T. Hastie, "Estimating the number of clusters in a data set via the gap statistic", JRSS B 63 (2001).</para>
/// </remarks>
public static class GapStatistic
{
    /// <summary>Holds the data's clusterings against those of references.</summary>
    /// <param name="points">n × d, at least 3 rows, not all equal, finite; scale the columns first.</param>
    /// <param name="options">The range and the effort.</param>
    /// <param name="progress">Told the share of references done, 0 to 1.</param>
    /// <param name="cancellation">Looked at throughout.</param>
    /// <exception cref="ArgumentException">A value is not finite or beyond ±10¹⁵, all rows are equal, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static GapReport Run(Matrix points, GapStatisticOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        points.ThrowIfNotSquarable(nameof(points));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostClusters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.MostClusters, points.Rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.References, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Starts, 1);

        var own = LogInertias(points, options, options.Seed, cancellation);
        if (double.IsNegativeInfinity(own[0]))
        {
            throw new ArgumentException("All rows are equal: there is nothing to hold against rows without structure.", nameof(points));
        }

        var (references, done) = (new double[options.References][], 0);
        var box = ReferenceBox.Of(points, cancellation);
        RowBlocks.Each(options.References, b =>
        {
            var seed = options.Seed + (ulong)b + 1;
            references[b] = LogInertias(box.Draw(points.Rows, new Rng(seed)), options, seed, cancellation);
            progress?.Report(Interlocked.Increment(ref done) / (double)options.References);
        }, cancellation);
        GapPoint[] gaps = [.. own.Select((log, k) => Point(k + 1, log, [.. references.Select(reference => reference[k])]))];
        return new(gaps, Choose(gaps));
    }

    static double[] LogInertias(Matrix points, GapStatisticOptions options, ulong seed, CancellationToken cancellation) =>
        [.. Enumerable.Range(1, options.MostClusters).Select(k =>
            Math.Log(KMeans.Fit(points, new() { Clusters = k, Starts = options.Starts, Seed = seed }, null, cancellation).Inertia))];

    static GapPoint Point(int clusters, double own, double[] references)
    {
        var mean = references.Average();
        var deviation = Math.Sqrt(references.Average(log => (log - mean) * (log - mean)));
        return new(clusters, own, mean, mean - own, deviation * Math.Sqrt(1 + (1.0 / references.Length)));
    }

    static int Choose(GapPoint[] gaps)
    {
        for (var i = 0; i < gaps.Length - 1; i++)
        {
            if (double.IsInfinity(gaps[i].Gap) || gaps[i].Gap >= gaps[i + 1].Gap - gaps[i + 1].Error)
            {
                return gaps[i].Clusters;
            }
        }

        return gaps[^1].Clusters;
    }
}

/// <summary>The box of the data along their principal axes, to draw rows without structure from.</summary>
sealed record ReferenceBox(PcaFit Axes, float[] Low, float[] High)
{
    public static ReferenceBox Of(Matrix points, CancellationToken cancellation)
    {
        var axes = Pca.Fit(points, new() { Components = Math.Min(points.Columns, points.Rows - 1) }, cancellation);
        var scores = axes.Transform(points, cancellation);
        var (low, high) = (scores.Row(0).ToArray(), scores.Row(0).ToArray());
        for (var i = 1; i < scores.Rows; i++)
        {
            TensorPrimitives.Min(low, scores.Row(i), low);
            TensorPrimitives.Max(high, scores.Row(i), high);
        }

        return new(axes, low, high);
    }

    /// <summary>Rows drawn evenly from the box, in the columns of the data.</summary>
    public Matrix Draw(int rows, Rng rng)
    {
        var (drawn, place) = (new Matrix(rows, Axes.Means.Count), new double[Axes.Means.Count]);
        for (var i = 0; i < rows; i++)
        {
            Axes.Means.ToArray().CopyTo(place, 0);
            for (var axis = 0; axis < Low.Length; axis++)
            {
                var score = Low[axis] + (rng.NextDouble() * (High[axis] - (double)Low[axis]));
                for (var j = 0; j < place.Length; j++)
                {
                    place[j] += score * Axes.Components[axis, j];
                }
            }

            TensorPrimitives.ConvertTruncating<double, float>(place, drawn.Row(i));
        }

        return drawn;
    }
}
