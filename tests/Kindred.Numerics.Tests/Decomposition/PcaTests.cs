using Kindred.Numerics.Decomposition;

namespace Kindred.Numerics.Tests.Decomposition;

public sealed class PcaTests
{
    static readonly Matrix OnALine = new(3, 2, [0, 0, 3, 4, 6, 8]);

    [Fact]
    public void Points_on_a_line_have_one_component_along_it()
    {
        var fit = Pca.Fit(OnALine, new() { Components = 2 });

        Assert.Equal([3, 4], fit.Means);
        Golden.Agree([0.6, 0.8], fit.Components.Row(0), 1e-7);
        Golden.Agree([25, 0], fit.ExplainedVariance.ToArray(), 1e-14); // distances −5, 0, 5 along the line: 50 / 2
        Golden.Agree([1, 0], fit.ExplainedVarianceRatio.ToArray(), 1e-14);
        Golden.Agree([3, 4], fit.Loadings().Row(0), 1e-7); // 0.6 × 5, 0.8 × 5
    }

    [Fact]
    public void Scores_are_distances_from_the_mean_along_the_component()
    {
        var scores = Pca.Fit(OnALine, new() { Components = 1 }).Transform(OnALine);

        Golden.Agree([-5, 0, 5], scores.Values, 1e-7);
    }

    [Fact]
    public void The_largest_entry_of_a_component_is_positive()
    {
        var falling = new Matrix(3, 2, [0, 0, 1, -2, 2, -4]);

        var axis = Pca.Fit(falling, new() { Components = 1 }).Components;

        Golden.Agree([-Math.Sqrt(0.2), Math.Sqrt(0.8)], axis.Values, 1e-7);
    }

    [Theory]
    [InlineData(PcaSolver.Covariance)]
    [InlineData(PcaSolver.Randomised)]
    public void Tall_data_agree_with_scikit_learn(PcaSolver solver)
    {
        var points = Golden.Matrix("decomposition/tall");

        var fit = Pca.Fit(points, new() { Components = 4, Solver = solver });

        AgreesWithGolden("tall", fit, points);
    }

    [Fact]
    public void Wide_data_agree_with_scikit_learn()
    {
        var points = Golden.Matrix("decomposition/wide");

        var fit = Pca.Fit(points, new() { Components = 4, Solver = PcaSolver.Randomised, Passes = 20 });

        AgreesWithGolden("wide", fit, points);
    }

    static void AgreesWithGolden(string data, PcaFit fit, Matrix points)
    {
        Golden.Agree(Golden.Values($"decomposition/{data}_variance"), fit.ExplainedVariance.ToArray(), 1e-9);
        Golden.Agree(Golden.Values($"decomposition/{data}_ratio"), fit.ExplainedVarianceRatio.ToArray(), 1e-9);
        Golden.Agree(Golden.Values($"decomposition/{data}_components"), fit.Components.Values, 1e-6);
        Golden.Agree(Golden.Values($"decomposition/{data}_scores"), fit.Transform(points).Values, 1e-6);
    }

    [Fact]
    public void Both_solvers_explain_the_same_variance() =>
        Property.ForAll(
            points =>
            {
                var options = new PcaOptions { Components = Math.Min(points.Rows, points.Columns) };
                var exact = Pca.Fit(points, options with { Solver = PcaSolver.Covariance });
                var randomised = Pca.Fit(points, options with { Solver = PcaSolver.Randomised });

                Assert.Equal(exact.TotalVariance, randomised.TotalVariance, 1e-9 * (1 + exact.TotalVariance));
                for (var c = 0; c < options.Components; c++)
                {
                    Assert.Equal(exact.ExplainedVariance[c], randomised.ExplainedVariance[c], 1e-9 * (1 + exact.TotalVariance));
                }
            },
            minRows: 2);

    [Fact]
    public void Components_are_orthonormal_and_all_of_them_keep_the_total_variance() =>
        Property.ForAll(
            points =>
            {
                var k = Math.Min(points.Rows, points.Columns);
                var fit = Pca.Fit(points, new() { Components = k });

                for (var a = 0; a < k; a++)
                {
                    for (var b = 0; b < k; b++)
                    {
                        var dot = Enumerable.Range(0, points.Columns).Sum(j => (double)fit.Components[a, j] * fit.Components[b, j]);
                        Assert.Equal(a == b ? 1 : 0, dot, 1e-6);
                    }
                }

                Assert.Equal(fit.TotalVariance, fit.ExplainedVariance.Sum(), 1e-9 * (1 + fit.TotalVariance));
            },
            minRows: 2);

    [Fact]
    public void A_large_offset_does_not_cost_precision()
    {
        var (points, _) = Property.Blobs(500, 4, 3, seed: 5);
        foreach (ref var value in points.Values)
        {
            value = MathF.Round(value * 64) / 64; // exact after the shift below
        }

        var near = Pca.Fit(points, new() { Components = 4 });
        foreach (ref var value in points.Values)
        {
            value += 65_536;
        }

        var far = Pca.Fit(points, new() { Components = 4 });

        Golden.Agree(near.ExplainedVariance.ToArray(), far.ExplainedVariance.ToArray(), 1e-9);
    }

    [Theory]
    [InlineData(PcaSolver.Covariance)]
    [InlineData(PcaSolver.Randomised)]
    public void Any_number_of_threads_gives_the_same_bits(PcaSolver solver)
    {
        var (points, _) = Property.Blobs(20_000, 37, 5, seed: 3);

        Threads.GiveTheSame(() =>
        {
            var fit = Pca.Fit(points, new() { Components = 5, Solver = solver });
            return (float[])[.. fit.Components.Values, .. fit.ExplainedVariance.Select(v => (float)v), .. fit.Transform(points).Values];
        });
    }

    [Fact]
    public void Equal_rows_have_no_variance_and_ratios_of_zero()
    {
        var fit = Pca.Fit(new(4, 3, [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]), new() { Components = 2 });

        Assert.Equal([0, 0], fit.ExplainedVariance);
        Assert.Equal([0, 0], fit.ExplainedVarianceRatio);
        Assert.All(fit.Components.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void One_column_is_its_own_component()
    {
        var fit = Pca.Fit(new(3, 1, [1, 2, 6]), new() { Components = 1 });

        Assert.Equal([1f], fit.Components.Values.ToArray());
        Assert.Equal(7, fit.ExplainedVariance[0], 1e-12); // (4 + 1 + 9) / 2
    }

    [Fact]
    public void A_single_row_is_refused() =>
        Assert.Throws<ArgumentException>(() => Pca.Fit(new(1, 2, [1, 2]), new() { Components = 1 }));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Fewer_or_more_components_than_there_are_is_refused(int components) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Pca.Fit(OnALine, new() { Components = components }));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_value_that_is_not_finite_is_refused_by_its_place(float value)
    {
        var refusal = Assert.Throws<ArgumentException>(() => Pca.Fit(new(3, 2, [0, 0, 1, value, 2, 2]), new() { Components = 1 }));

        Assert.Contains("row 1, column 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_columns_than_those_fitted_are_refused() =>
        Assert.Throws<ArgumentException>(() => Pca.Fit(OnALine, new() { Components = 1 }).Transform(new(1, 3)));

    [Fact]
    public void Cancellation_stops_the_fit() =>
        Assert.ThrowsAny<OperationCanceledException>(() => Pca.Fit(OnALine, new() { Components = 1 }, new(canceled: true)));
}
