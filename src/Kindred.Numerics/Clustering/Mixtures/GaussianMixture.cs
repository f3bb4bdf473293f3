using System.Numerics.Tensors;

namespace Kindred.Numerics.Clustering.Mixtures;

/// <summary>Gaussian mixtures: rows as draws from a few normal distributions, fitted by expectation and maximisation.</summary>
/// <remarks>
/// <para>Maximises the likelihood; a local maximum is found a start, from the clusters of <see cref="KMeans"/>. An iteration takes O(n·k·d²) time for full
/// covariances, O(n·k·d) for diagonal ones; expectation and maximisation are one pass over the rows, 64 at a time, and no n × k table is
/// held. All in double precision; sums are combined in the order of fixed blocks, so a seed gives the same bits on any number of cores.</para>
/// <para>As scikit-learn's <c>GaussianMixture</c> of types "full" and "diag", from the same start with the same iterations. A row that is far
/// from all components has finite log-densities still.</para>
/// <para>A. Dempster, N. Laird and D. Rubin, "Maximum likelihood from incomplete data via the EM algorithm", JRSS B 39 (1977).</para>
/// </remarks>
public static class GaussianMixture
{
    const int MostBlocks = 64;

    /// <summary>Fits a mixture to the rows of <paramref name="points"/>.</summary>
    /// <param name="points">n × d, finite.</param>
    /// <param name="options">How many components of which shape.</param>
    /// <param name="cancellation">Looked at in every iteration.</param>
    /// <exception cref="ArgumentException">A value is not finite or beyond ±10¹⁵, there are fewer rows than components, an option is out of range, or a
    /// covariance becomes singular for all the regularisation.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static GaussianMixtureFit Fit(Matrix points, GaussianMixtureOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfNotSquarable(nameof(points));
        Check(points, options);
        if (options.InitialLabels is { } labels)
        {
            return Run(points, [.. labels], options, cancellation);
        }

        return Enumerable.Range(0, options.Starts).Select(start =>
        {
            var clusters = KMeans.Fit(
                points, new() { Clusters = options.Components, Starts = 1, Seed = options.Seed + (ulong)start }, null, cancellation);
            return Run(points, clusters.Labels, options, cancellation);
        }).MaxBy(fit => fit.LogLikelihood)!;
    }

    static GaussianMixtureFit Run(Matrix points, int[] labels, GaussianMixtureOptions options, CancellationToken cancellation)
    {
        var density = new MixtureDensity(Begin(points, labels, options), options.Shape);
        var components = Maximise(Pass(points, density, labels, cancellation), density, points.Rows, options.Regularisation);
        var (former, iteration, converged) = (double.NegativeInfinity, 0, false);
        while (!converged && iteration < options.MaxIterations)
        {
            density = new(components, options.Shape);
            var sums = Pass(points, density, null, cancellation);
            components = Maximise(sums, density, points.Rows, options.Regularisation);
            var likelihood = sums[^1] / points.Rows;
            converged = Math.Abs(likelihood - former) < options.Tolerance;
            former = likelihood;
            iteration++;
        }

        var (likeliest, logs) = new MixtureDensity(components, options.Shape).Expect(points, null, cancellation);
        return new(components, options.Shape, points.Rows, TensorPrimitives.Sum<double>(logs) / points.Rows)
        {
            Labels = likeliest,
            Iterations = iteration,
            Converged = converged,
        };
    }

    /// <summary>Components at the means of the labels' rows, which the first moments are taken about.</summary>
    static GaussianComponent[] Begin(Matrix points, int[] labels, GaussianMixtureOptions options)
    {
        var (k, d) = (options.Components, points.Columns);
        var (sums, counts) = (new double[k * d], new int[k]);
        for (var i = 0; i < labels.Length; i++)
        {
            RowSums.Add(sums.AsSpan(labels[i] * d, d), points.Row(i));
            counts[labels[i]]++;
        }

        var unit = new double[d, d];
        for (var j = 0; j < d; j++)
        {
            unit[j, j] = 1;
        }

        return [.. Enumerable.Range(0, k).Select(c =>
            new GaussianComponent(1, [.. sums[(c * d)..((c + 1) * d)].Select(sum => sum / Math.Max(1, counts[c]))], unit))];
    }

    /// <summary>One pass over all rows: the sums of <see cref="MixtureMoments"/>, by the mixture's probabilities or by labels.</summary>
    static double[] Pass(Matrix points, MixtureDensity density, int[]? labels, CancellationToken cancellation)
    {
        var size = Math.Max(RowBlocks.Usual, RowBlocks.Count(points.Rows, MostBlocks));
        var blocks = new double[RowBlocks.Count(points.Rows, size)][];
        RowBlocks.For(points.Rows, size, (block, from, until) =>
        {
            var (tile, moments) = (new MixtureTile(density), new MixtureMoments(density));
            for (var first = from; first < until; first += MixtureTile.Rows)
            {
                var count = Math.Min(MixtureTile.Rows, until - first);
                tile.Load(points, first, count);
                if (labels is null)
                {
                    tile.Expect();
                    moments.LogDensity += TensorPrimitives.Sum(tile.LogDensities[..count]);
                }
                else
                {
                    tile.Assign(labels.AsSpan(first, count));
                }

                tile.AddTo(moments, count);
            }

            blocks[block] = moments.ToNumbers();
        }, cancellation);
        var sums = blocks[0];
        foreach (var block in blocks.AsSpan(1))
        {
            TensorPrimitives.Add(sums, block, sums);
        }

        return sums;
    }

    static GaussianComponent[] Maximise(double[] sums, MixtureDensity former, int rows, double regularisation)
    {
        var (k, d) = (former.Parts.Length, former.Parts[0].Mean.Length);
        var full = former.Shape == CovarianceShape.Full;
        var (components, at) = (new GaussianComponent[k], k + (k * d));
        for (var c = 0; c < k; c++)
        {
            var count = sums[c] + (10 * (Math.BitIncrement(1.0) - 1)); // never 0, as in scikit-learn
            var shift = Array.ConvertAll(sums[(k + (c * d))..(k + ((c + 1) * d))], sum => sum / count);
            var covariance = new double[d, d];
            for (var i = 0; i < d; i++)
            {
                for (var j = full ? 0 : i; j <= i; j++, at++)
                {
                    covariance[i, j] = covariance[j, i] = (sums[at] / count) - (shift[i] * shift[j]) + (i == j ? regularisation : 0);
                }
            }

            components[c] = new(count / rows, [.. former.Parts[c].Mean.Zip(shift, (mean, move) => mean + move)], covariance);
        }

        return components;
    }

    static void Check(Matrix points, GaussianMixtureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Components, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Components, points.Rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Starts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxIterations, 1);
        foreach (var (value, what) in ((double, string)[])[(options.Tolerance, "tolerance"), (options.Regularisation, "regularisation")])
        {
            if (!(value >= 0 && double.IsFinite(value)))
            {
                throw new ArgumentOutOfRangeException(nameof(options), value, $"The {what} is a number of 0 or more.");
            }
        }

        if (!Enum.IsDefined(options.Shape))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Shape, "There is no such shape.");
        }

        if (options.InitialLabels is { } labels && (labels.Count != points.Rows || labels.Any(label => label < 0 || label >= options.Components)))
        {
            throw new ArgumentException($"One label a row is needed, from 0 to {options.Components - 1}.", nameof(options));
        }
    }
}
