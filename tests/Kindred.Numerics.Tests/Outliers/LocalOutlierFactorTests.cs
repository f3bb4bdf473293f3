using Kindred.Numerics.Outliers;

namespace Kindred.Numerics.Tests.Outliers;

public sealed class LocalOutlierFactorTests
{
    [Fact]
    public void Factors_follow_the_definition()
    {
        var fit = LocalOutlierFactor.Fit(new(4, 1, [0, 1, 2, 6]), neighbors: 1);

        // Each row's neighbour is 1, 0, 1, 2 with radius 1, 1, 1, 4: reaches 1, 1, 1, 4 and densities 1, 1, 1, 1/4.
        Golden.Agree([1, 1, 1, 4], fit.Scores.ToArray(), 1e-6);
    }

    [Fact]
    public void A_row_in_a_loose_cluster_is_not_taken_for_an_outlier_of_a_dense_one()
    {
        var points = new Matrix(62, 1);
        for (var i = 0; i < 30; i++)
        {
            (points[i, 0], points[30 + i, 0]) = (i / 100f, 1000 + (10 * i));
        }

        (points[60, 0], points[61, 0]) = (5, 1145); // off the dense one; between two of the loose one
        var scores = LocalOutlierFactor.Fit(points, 8).Scores;

        Assert.True(scores[60] > 20);
        Assert.InRange(scores[61], 0.7, 1.3);
    }

    [Fact]
    public void Factors_agree_with_scikit_learn()
    {
        var fit = LocalOutlierFactor.Fit(Golden.Matrix("outliers/points"));

        Golden.Agree(Golden.Values("outliers/lof"), fit.Scores.ToArray(), 1e-6);
        Golden.Agree(Golden.Values("outliers/lof_fresh"), fit.Score(Golden.Matrix("outliers/fresh")), 1e-6);
    }

    [Fact]
    public void Factors_are_those_of_a_plain_search() =>
        Property.ForAll(
            points =>
            {
                var k = Math.Min(5, points.Rows - 1);

                Golden.Agree(Plain(points, k), LocalOutlierFactor.Fit(points, k).Scores.ToArray(), 1e-4);
            },
            minRows: 2);

    [Fact]
    public void Equal_rows_have_factor_1() => Assert.All(LocalOutlierFactor.Fit(new(30, 2), 5).Scores, score => Assert.Equal(1, score));

    [Fact]
    public void A_factor_is_parted_as_the_squared_distances_to_the_neighbours_are()
    {
        var fit = LocalOutlierFactor.Fit(new(4, 2, [0, 0, 1, 0, 2, 0, 6, 3]), neighbors: 1);

        // The last row reaches 5 to the one before, 4 along and 3 across, whose density is 1: 5·16/25 and 5·9/25.
        Golden.Agree([1, 0, 1, 0, 1, 0, 3.2, 1.8], fit.Contributions().Values.ToArray(), 1e-6);
        Golden.Agree([0.5, 0.5], fit.Contributions(new Matrix(1, 2, [1, 0])).Values.ToArray(), 1e-6); // an equal row: evenly
        Assert.Throws<ArgumentException>(() => fit.Contributions(new Matrix(1, 3)));
    }

    [Fact]
    public void Contributions_add_up_to_the_factor() =>
        Property.ForAll(
            points =>
            {
                var fit = LocalOutlierFactor.Fit(points, Math.Min(5, points.Rows - 1));

                static double[] Sums(Matrix parts) => [.. Enumerable.Range(0, parts.Rows).Select(i => parts.Row(i).ToArray().Sum(part => (double)part))];
                Golden.Agree([.. fit.Scores.Select(score => (double)score)], Sums(fit.Contributions()).Select(sum => (float)sum).ToArray(), 1e-4);
                Golden.Agree([.. fit.Score(points).Select(score => (double)score)], Sums(fit.Contributions(points)).Select(sum => (float)sum).ToArray(), 1e-4);
                Assert.All(fit.Contributions().Values.ToArray(), part => Assert.True(part >= 0));
            },
            minRows: 2);

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(3001, 4, 3, seed: 14);

        Threads.GiveTheSame(() => LocalOutlierFactor.Fit(points).Scores.ToArray());
    }

    [Fact]
    public void Too_few_rows_or_no_neighbours_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LocalOutlierFactor.Fit(new(20, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => LocalOutlierFactor.Fit(new(5, 1), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LocalOutlierFactor.Fit(new(1, 1), 1));
    }

    [Fact]
    public void Values_that_are_not_finite_and_other_columns_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LocalOutlierFactor.Fit(new(2, 1, [0, float.NaN]), 1));
        var fit = LocalOutlierFactor.Fit(new(3, 1, [0, 1, 2]), 1);
        Assert.Throws<ArgumentException>(() => fit.Score(new(1, 2)));
        Assert.Throws<ArgumentException>(() => fit.Score(new(1, 1, [float.PositiveInfinity])));
    }

    /// <summary>The definition with a full table of distances; of equally near rows the lower.</summary>
    static double[] Plain(Matrix points, int k)
    {
        var rows = Enumerable.Range(0, points.Rows).ToArray();
        double Distance(int a, int b) => Math.Sqrt(Enumerable.Range(0, points.Columns).Sum(j => Math.Pow((double)points[a, j] - points[b, j], 2)));
        var near = rows.Select(i => rows.Where(o => o != i).OrderBy(o => (float)Distance(i, o)).ThenBy(o => o).Take(k).ToArray()).ToArray();
        var density = rows.Select(i => 1 / (near[i].Average(o => Math.Max(Distance(i, o), Distance(o, near[o][^1]))) + 1e-10)).ToArray();
        return [.. rows.Select(i => near[i].Average(o => density[o]) / density[i])];
    }
}
