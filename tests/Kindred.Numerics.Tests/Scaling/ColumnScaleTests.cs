using Kindred.Numerics.Scaling;

namespace Kindred.Numerics.Tests.Scaling;

public sealed class ColumnScaleTests
{
    static readonly Matrix Points = Golden.Matrix("scaling/points");

    [Fact]
    public void A_z_score_counts_standard_deviations_from_the_mean()
    {
        var scaled = ColumnScale.ZScore(new(4, 1, [2, 4, 4, 6])).Apply(new(2, 1, [4, 6]));

        Golden.Agree([0, Math.Sqrt(2)], scaled.Values, 1e-7); // mean 4, population variance (4 + 4) / 4 = 2
    }

    [Fact]
    public void Min_max_sends_the_ends_to_the_ends() =>
        Assert.Equal([-1, 0, 1], ColumnScale.MinMax(new(3, 1, [10, 15, 20]), -1, 1).Apply(new(3, 1, [10, 15, 20])).Values);

    [Fact]
    public void Robust_counts_interquartile_ranges_from_the_median() =>
        Assert.Equal([-1, 0, 1, 48.5f], ColumnScale.Robust(new(5, 1, [1, 2, 3, 4, 100])).Apply(new(4, 1, [1, 3, 5, 100])).Values);

    [Fact]
    public void A_z_score_agrees_with_scikit_learn() => Agrees("zscore", ColumnScale.ZScore(Points));

    [Fact]
    public void Min_max_agrees_with_scikit_learn() => Agrees("minmax", ColumnScale.MinMax(Points, -1, 2));

    [Fact]
    public void Robust_agrees_with_scikit_learn()
    {
        Agrees("robust", ColumnScale.Robust(Points));
        Agrees("robust_wide", ColumnScale.Robust(Points, 0.10, 0.95));
    }

    [Fact]
    public void Missing_values_stay_missing_and_do_not_count()
    {
        var points = new Matrix(3, 1, [1, float.NaN, 3]);

        Assert.Equal([-1, float.NaN, 1], ColumnScale.ZScore(points).Apply(points).Values);
    }

    [Fact]
    public void A_constant_or_empty_column_is_only_shifted()
    {
        var points = new Matrix(2, 2, [7.1f, float.NaN, 7.1f, float.NaN]);

        foreach (var scale in new[] { ColumnScale.ZScore(points), ColumnScale.MinMax(points), ColumnScale.Robust(points) })
        {
            Assert.Equal([1, 1], scale.Scales);
            Assert.Equal([0, float.NaN, 0, float.NaN], scale.Apply(points).Values);
        }
    }

    [Fact]
    public void The_inverse_undoes_the_scale() =>
        Property.ForAll(points =>
        {
            foreach (var scale in new[] { ColumnScale.ZScore(points), ColumnScale.MinMax(points), ColumnScale.Robust(points) })
            {
                Golden.Agree([.. points.Values.ToArray().Select(x => (double)x)], scale.Inverse(scale.Apply(points)).Values, 2e-6);
            }
        });

    [Fact]
    public void Scales_with_equal_numbers_are_equal() =>
        Assert.Equal(ColumnScale.ZScore(Points), ColumnScale.ZScore(Points.Copy()));

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(20_000, 5, 3, seed: 1);

        Threads.GiveTheSame(() => (double[])[.. ColumnScale.ZScore(points).Centres, .. ColumnScale.ZScore(points).Scales, .. ColumnScale.Robust(points).Scales]);
    }

    [Fact]
    public void Infinity_is_refused_by_its_place()
    {
        var refusal = Assert.Throws<ArgumentException>(() => ColumnScale.ZScore(new(2, 2, [0, 0, 0, float.PositiveInfinity])));

        Assert.Contains("row 1, column 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scale_of_zero_or_a_missing_one_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ColumnScale([0], [0]));
        Assert.Throws<ArgumentException>(() => new ColumnScale([0, 1], [1]));
        Assert.Throws<ArgumentException>(() => new ColumnScale([double.NaN], [1]));
    }

    [Fact]
    public void Bounds_and_quantiles_out_of_order_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ColumnScale.MinMax(Points, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ColumnScale.Robust(Points, 0.5, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => ColumnScale.Robust(Points, 0.5, 1.1));
    }

    [Fact]
    public void Other_columns_than_those_fitted_are_refused() =>
        Assert.Throws<ArgumentException>(() => ColumnScale.ZScore(Points).Apply(new(1, 2)));

    static void Agrees(string name, ColumnScale scale) => Present.Agree(Golden.Values($"scaling/{name}"), scale.Apply(Points).Values, 1e-6);
}
