using Kindred.Numerics.Clustering.Mixtures;
using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering.Mixtures;

public sealed class GaussianMixtureTests
{
    static readonly Matrix TwoPairs = new(4, 1, [0, 2, 100, 106]);

    [Fact]
    public void Far_groups_are_components_with_their_own_means_and_variances()
    {
        var fit = GaussianMixture.Fit(TwoPairs, new() { Components = 2, Regularisation = 0 });

        var (low, high) = (fit.Components[fit.Labels[0]], fit.Components[fit.Labels[2]]);
        Golden.Agree([0.5, 1, 1], [low.Weight, low.Mean[0], low.Covariance[0, 0]], 1e-12);
        Golden.Agree([0.5, 103, 9], [high.Weight, high.Mean[0], high.Covariance[0, 0]], 1e-12);
        Assert.Equal(-0.5 - Math.Log(2 * Math.Sqrt(2 * Math.PI)) - (Math.Log(3) / 2), fit.LogLikelihood, 1e-12); // each row is one deviation off
        Assert.True(fit.Converged);
    }

    [Fact]
    public void Criteria_weigh_the_likelihood_against_the_numbers_fitted()
    {
        var fit = GaussianMixture.Fit(TwoPairs, new() { Components = 2 });

        Assert.Equal(5, fit.Parameters); // two means, two variances, one free weight
        Assert.Equal((-8 * fit.LogLikelihood) + (5 * Math.Log(4)), fit.Bic, 1e-12);
        Assert.Equal((-8 * fit.LogLikelihood) + 10, fit.Aic, 1e-12);
        Assert.Equal(19, GaussianMixture.Fit(new(9, 3), new() { Components = 2 }).Parameters); // 1 + 2·3 + 2·6
    }

    [Theory]
    [InlineData(CovarianceShape.Full, "full")]
    [InlineData(CovarianceShape.Diagonal, "diagonal")]
    public void From_the_same_labels_scikit_learn_comes_to_the_same_mixture(CovarianceShape shape, string name)
    {
        var (points, expected) = (Golden.Matrix("clustering/points"), new References("mixtures/mixtures"));

        var fit = GaussianMixture.Fit(points, new() { Components = 3, Shape = shape, InitialLabels = Golden.Labels("mixtures/labels") });

        Assert.Equal(expected[$"{name}_iterations"][0], fit.Iterations);
        Golden.Agree(expected[$"{name}_weights"], [.. fit.Components.Select(component => component.Weight)], 1e-9);
        Golden.Agree(expected[$"{name}_means"], [.. fit.Components.SelectMany(component => component.Mean)], 1e-9);
        Golden.Agree(expected[$"{name}_covariances"], [.. fit.Components.SelectMany(component => component.Covariance.Cast<double>())], 1e-9);
        Golden.Agree(expected[$"{name}_probabilities"], fit.Probabilities(points).Values, 1e-7);
        Golden.Agree(expected[$"{name}_densities"], fit.LogDensities(points), 1e-9);
        expected.Agree($"{name}_score", 1e-10, fit.LogLikelihood);
        expected.Agree($"{name}_criteria", 1e-10, fit.Bic, fit.Aic);
    }

    [Theory]
    [InlineData(CovarianceShape.Full, "full")]
    [InlineData(CovarianceShape.Diagonal, "diagonal")]
    public void Ten_starts_are_as_likely_as_those_of_scikit_learn(CovarianceShape shape, string name)
    {
        var fit = GaussianMixture.Fit(Golden.Matrix("clustering/points"), new() { Components = 4, Shape = shape, Starts = 10 });

        Assert.InRange(fit.LogLikelihood, new References("mixtures/mixtures")[$"{name}_best_of_10"][0] - 1e-3, double.PositiveInfinity);
    }

    [Theory]
    [InlineData(CovarianceShape.Full)]
    [InlineData(CovarianceShape.Diagonal)]
    public void Probabilities_densities_and_weights_are_what_they_say(CovarianceShape shape) =>
        Property.ForAll(
            points =>
            {
                var fit = GaussianMixture.Fit(points, new() { Components = 3, Shape = shape, Regularisation = 0.01, MaxIterations = 20 });
                var probabilities = fit.Probabilities(points);

                Assert.Equal(1, fit.Components.Sum(component => component.Weight), 1e-9);
                Assert.Equal(fit.Labels, fit.Predict(points));
                Assert.Equal(fit.LogLikelihood, fit.LogDensities(points).Average(), 1e-9 * (1 + Math.Abs(fit.LogLikelihood)));
                for (var i = 0; i < points.Rows; i++)
                {
                    Assert.Equal(1, probabilities.Row(i).ToArray().Sum(), 1e-5);
                    Assert.Equal(probabilities.Row(i).ToArray().Max(), probabilities[i, fit.Labels[i]]);
                }
            },
            minRows: 3);

    [Fact]
    public void Likelihood_never_falls_from_one_iteration_to_the_next()
    {
        var (points, _) = Property.Blobs(700, 4, 5, seed: 2);

        var scores = Enumerable.Range(1, 12).Select(most =>
            GaussianMixture.Fit(points, new() { Components = 4, MaxIterations = most, Tolerance = 0, Regularisation = 0 }).LogLikelihood).ToArray();

        Assert.All(scores.Zip(scores[1..]), pair => Assert.InRange(pair.Second, pair.First - 1e-10, double.PositiveInfinity));
    }

    [Fact]
    public void The_number_of_components_that_the_data_hold_has_the_least_criterion()
    {
        var (points, _) = Property.Blobs(2_000, 4, 5, seed: 8);

        var best = Enumerable.Range(1, 8).MinBy(k => GaussianMixture.Fit(points, new() { Components = k, Starts = 3 }).Bic);

        Assert.Equal(5, best);
    }

    [Theory]
    [InlineData("fcps/engytime", 2, 0.85)]
    [InlineData("fcps/wingnut", 2, 0.6)]
    [InlineData("fcps/hepta", 7, 1)]
    [InlineData("sipu/s2", 15, 0.93)]
    [InlineData("sipu/unbalance", 8, 0.99)]
    public void Labels_of_the_public_benchmark_are_found_again(string name, int clusters, double least)
    {
        var (points, labels) = LabelledPoints.Standardised(name);

        var fit = GaussianMixture.Fit(points, new() { Components = clusters, Starts = 8 });

        Assert.InRange(Agreement.AdjustedRand(labels, fit.Labels), least, 1);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(30_000, 5, 4, seed: 3);

        Threads.GiveTheSame(() =>
        {
            var fit = GaussianMixture.Fit(points, new() { Components = 4, MaxIterations = 5 });
            return (double[])[fit.LogLikelihood, .. fit.Components.SelectMany(component => component.Covariance.Cast<double>()), .. fit.Labels.Select(label => (double)label)];
        });
    }

    [Fact]
    public void Equal_rows_and_one_row_have_the_variance_of_the_regularisation()
    {
        Assert.Equal(1e-6, GaussianMixture.Fit(new(50, 2), new() { Components = 3 }).Components[0].Covariance[1, 1], 1e-12);
        Assert.Equal([3, 4], GaussianMixture.Fit(new(1, 2, [3, 4]), new() { Components = 1 }).Components[0].Mean);
    }

    [Fact]
    public void A_row_far_from_all_components_has_a_finite_density()
    {
        var fit = GaussianMixture.Fit(TwoPairs, new() { Components = 2 });

        Assert.InRange(fit.LogDensities(new(1, 1, [1e6f]))[0], -1e12, -1e9);
        Assert.Equal(1, fit.Probabilities(new(1, 1, [1e6f])).Values.ToArray().Sum());
    }

    [Fact]
    public void A_singular_covariance_is_refused_where_nothing_is_added_to_it() =>
        Assert.Contains("singular", Assert.Throws<ArgumentException>(() => GaussianMixture.Fit(new(50, 2), new() { Components = 1, Regularisation = 0 })).Message);

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var options = new GaussianMixtureOptions { Components = 2 };

        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianMixture.Fit(new(0, 2), options));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianMixture.Fit(TwoPairs, options with { Components = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianMixture.Fit(TwoPairs, options with { Components = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianMixture.Fit(TwoPairs, options with { Starts = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianMixture.Fit(TwoPairs, options with { MaxIterations = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianMixture.Fit(TwoPairs, options with { Tolerance = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianMixture.Fit(TwoPairs, options with { Regularisation = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianMixture.Fit(TwoPairs, options with { Shape = (CovarianceShape)5 }));
        Assert.Throws<ArgumentException>(() => GaussianMixture.Fit(TwoPairs, options with { InitialLabels = [0, 1] }));
        Assert.Throws<ArgumentException>(() => GaussianMixture.Fit(TwoPairs, options with { InitialLabels = [0, 1, 2, 0] }));
        Assert.Throws<ArgumentException>(() => GaussianMixture.Fit(new(2, 1, [0, float.NaN]), options));
        Assert.Throws<ArgumentException>(() => GaussianMixture.Fit(TwoPairs, options).Predict(new(1, 2)));
        Assert.Throws<ArgumentException>(() => GaussianMixture.Fit(TwoPairs, options).LogDensities(new(1, 1, [float.PositiveInfinity])));
    }

    [Fact]
    public void Cancellation_stops_it() =>
        Assert.ThrowsAny<OperationCanceledException>(() => GaussianMixture.Fit(TwoPairs, new() { Components = 2 }, new(canceled: true)));
}
