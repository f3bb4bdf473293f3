using Kindred.Numerics.Outliers;

namespace Kindred.Numerics.Tests.Outliers;

public sealed class RobustMahalanobisTests
{
    [Fact]
    public void The_tightest_rows_make_the_raw_estimate()
    {
        var fit = RobustMahalanobis.Fit(new(7, 1, [0, 1, 2, 3, 4, 100, 200]));

        // h = ⌈(7 + 1 + 1) / 2⌉ = 5: 0 to 4, with mean 2 and variance 2.
        Assert.Equal(2, fit.RawLocation[0], 1e-12);
        Assert.Equal(2, fit.RawCovariance[0], 1e-12);
        Assert.Equal([0, 1, 2, 3, 4], fit.Ordinary);
        Golden.Agree([2, 4802], fit.Score(new(2, 1, [4, 100])), 1e-6); // 2²/2 and 98²/2
    }

    [Fact]
    public void Estimates_agree_with_scikit_learn()
    {
        var points = Golden.Matrix("outliers/mcd_few_points");

        var fit = RobustMahalanobis.Fit(points);

        Golden.Agree(Golden.Values("outliers/mcd_few"), [.. fit.RawLocation, .. fit.RawCovariance, .. fit.Location, .. fit.Covariance], 1e-6);
        Golden.Agree(Golden.Values("outliers/mcd_few_distances"), fit.Score(points), 1e-6);
    }

    [Fact]
    public void In_one_column_no_other_rows_are_tighter() =>
        Property.ForAll(
            points =>
            {
                var rng = new Rng(6);
                var values = Enumerable.Range(0, points.Rows).Select(i => (float)((0.001 * points[i, 0]) + rng.NextNormal())).Order().ToArray();

                var found = RobustMahalanobis.Fit(new(values.Length, 1, values)).RawCovariance[0];

                var h = (values.Length + 3) / 2;
                var least = Enumerable.Range(0, values.Length - h + 1).Min(i => Variance(values[i..(i + h)])); // neighbours in order
                Assert.Equal(1, found / least, 1e-9);
            },
            minRows: 4);

    [Fact]
    public void Among_many_rows_the_determinant_is_as_low_as_scikit_learns()
    {
        var fit = RobustMahalanobis.Fit(Golden.Matrix("outliers/mcd_many_points"), new() { Seed = 4 });

        var theirs = Golden.Rows("outliers/mcd_many"); // the best of 12 seeds
        var lowest = new Ellipsoid(theirs[0], [.. theirs[1..5].SelectMany(row => row)]).LogDeterminant;
        Assert.InRange(new Ellipsoid([.. fit.RawLocation], [.. fit.RawCovariance]).LogDeterminant, lowest - 0.1, lowest + 0.002);
        Golden.Agree([.. theirs[6..].SelectMany(row => row)], fit.Covariance.ToArray(), 0.02);
    }

    [Fact]
    public void Outliers_neither_pull_nor_hide()
    {
        var (points, far) = Contaminated();

        var scores = RobustMahalanobis.Fit(points).Score(points);

        Assert.All(far, i => Assert.True(scores[i] > 100));
        Assert.InRange(scores.Count(score => score > 7.378), 60 + 10, 60 + 35); // 97.5 % of χ² with 2 degrees: 13.5 of 540 expected
    }

    [Fact]
    public void Contributions_add_up_to_the_score_and_name_the_column()
    {
        var (points, _) = Contaminated();
        (points[599, 0], points[599, 1]) = (0, 30);

        var fit = RobustMahalanobis.Fit(points);
        var (scores, contributions) = (fit.Score(points), fit.Contributions(points));

        for (var i = 0; i < points.Rows; i++)
        {
            Assert.Equal(1, (contributions[i, 0] + contributions[i, 1]) / scores[i], 1e-4);
            Assert.True(contributions[i, 0] >= 0 && contributions[i, 1] >= 0);
        }

        Assert.True(contributions[599, 1] > 2 * contributions[599, 0]);
    }

    [Fact]
    public void Columns_without_correlation_contribute_their_own_squares()
    {
        var points = new Matrix(64, 2);
        for (var i = 0; i < 64; i++)
        {
            (points[i, 0], points[i, 1]) = (i % 8, 10 * (i / 8));
        }

        var fit = RobustMahalanobis.Fit(points, new() { OrdinaryShare = 1 });

        // All rows are ordinary: mean 3.5 and variance 5.25 on a grid of 8 steps.
        Assert.Equal(64, fit.Ordinary.Count);
        Golden.Agree([3.5 * 3.5 / 5.25, 0.25 / 5.25], fit.Contributions(new(1, 2, [0, 40])).Row(0), 1e-6);
    }

    [Fact]
    public void Distances_do_not_depend_on_units_or_origin() =>
        Property.ForAll(
            points =>
            {
                var rng = new Rng(5);
                foreach (ref var value in points.Values)
                {
                    value = (float)((value * 0.001) + rng.NextNormal()); // no ties, no planes
                }

                var moved = points.Copy();
                foreach (ref var value in moved.Values)
                {
                    value = (4 * value) - 64;
                }

                Golden.Agree(Array.ConvertAll(RobustMahalanobis.Fit(points).Score(points), x => (double)x), RobustMahalanobis.Fit(moved).Score(moved), 1e-3);
            },
            minRows: 12);

    [Theory]
    [InlineData(400)]
    [InlineData(9001)]
    public void Any_number_of_threads_gives_the_same_bits(int rows)
    {
        var (points, _) = Property.Blobs(rows, 4, 2, seed: 21);

        Threads.GiveTheSame(() => RobustMahalanobis.Fit(points, new() { Seed = 3 }).Score(points));
    }

    [Fact]
    public void A_column_that_is_mostly_one_value_is_named()
    {
        var points = new Matrix(30, 2);
        for (var i = 0; i < 30; i++)
        {
            (points[i, 0], points[i, 1]) = (i, i < 20 ? 0 : i);
        }

        Assert.Contains("Column 1 is 0 in 20 of 30 rows", Assert.Throws<ArgumentException>(() => RobustMahalanobis.Fit(points)).Message);
    }

    [Fact]
    public void A_column_that_follows_from_others_is_named()
    {
        var rng = new Rng(3);
        var points = new Matrix(90, 3);
        for (var i = 0; i < 90; i++)
        {
            (points[i, 0], points[i, 1]) = ((float)rng.NextNormal(), (float)rng.NextNormal());
            points[i, 2] = points[i, 0] - points[i, 1];
        }

        Assert.Contains("column 2 follows", Assert.Throws<ArgumentException>(() => RobustMahalanobis.Fit(points)).Message);
    }

    [Fact]
    public void What_has_no_distances_is_refused()
    {
        Assert.Throws<ArgumentException>(() => RobustMahalanobis.Fit(new(5, 3)));
        Assert.Throws<ArgumentException>(() => RobustMahalanobis.Fit(new(1, 1)));
        Assert.Throws<ArgumentException>(() => RobustMahalanobis.Fit(new(3, 1, [0, 1, float.NaN])));
        Assert.Throws<ArgumentOutOfRangeException>(() => RobustMahalanobis.Fit(new(3, 1, [0, 1, 2]), new() { OrdinaryShare = 0.4 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => RobustMahalanobis.Fit(new(3, 1, [0, 1, 2]), new() { OrdinaryShare = double.NaN }));
        var fit = RobustMahalanobis.Fit(new(4, 1, [0, 1, 2, 3]));
        Assert.Throws<ArgumentException>(() => fit.Score(new(1, 2)));
        Assert.Throws<ArgumentException>(() => fit.Contributions(new(1, 1, [float.NaN])));
    }

    static double Variance(float[] values) => values.Average(value => Math.Pow(value - values.Average(x => (double)x), 2));

    /// <summary>540 correlated rows, and 60 in a clump far off, which would pull a mean and a covariance.</summary>
    static (Matrix Points, int[] Far) Contaminated()
    {
        var rng = new Rng(12);
        var points = new Matrix(600, 2);
        for (var i = 0; i < 600; i++)
        {
            var shared = rng.NextNormal();
            (points[i, 0], points[i, 1]) = ((float)(shared + rng.NextNormal()), (float)(shared + (0.5 * rng.NextNormal())));
            points[i, 1] += i < 60 ? 25 : 0;
        }

        return (points, [.. Enumerable.Range(0, 60)]);
    }
}
