using Kindred.Numerics.Outliers;

namespace Kindred.Numerics.Tests.Outliers;

public sealed class HistogramOutliersTests
{
    // Bins [0, 2), [2, 4), [4, 6), [6, 8] hold 3, 1, 0 and 1 rows.
    static readonly Matrix Points = new(5, 1, [0, 1, 1.5f, 2, 8]);

    [Fact]
    public void Scores_follow_the_definition()
    {
        var fit = HistogramOutliers.Fit(Points, new() { Bins = 4 });

        Golden.Agree([0, 0, 0, Math.Log(3.5 / 1.5), Math.Log(3.5 / 1.5)], fit.Score(Points), 1e-6);
        var empty = Math.Log(3.5 / 0.5);
        Golden.Agree([empty, empty, empty, 0], fit.Score(new(4, 1, [-1, 9, 5, 0])), 1e-6);
    }

    [Fact]
    public void Scores_agree_with_those_of_NumPys_histograms()
    {
        var points = Golden.Matrix("outliers/points");

        var fit = HistogramOutliers.Fit(points);

        Assert.Equal(35, fit.Bins); // √1200, rounded up
        Golden.Agree(Golden.Values("outliers/hbos"), fit.Contributions(points).Values, 1e-6);
        Golden.Agree(Golden.Values("outliers/hbos_fresh"), fit.Score(Golden.Matrix("outliers/fresh")), 1e-6);
    }

    [Fact]
    public void Outliers_rank_above_ordinary_rows()
    {
        var points = Golden.Matrix("outliers/points");

        Assert.True(IsolationForestTests.RankedBetter(HistogramOutliers.Fit(points).Score(points), Golden.Labels("outliers/labels")) > 0.9);
    }

    [Fact]
    public void Contributions_add_up_to_the_score_and_none_is_negative() =>
        Property.ForAll(points =>
        {
            var fit = HistogramOutliers.Fit(points);
            var (scores, contributions) = (fit.Score(points), fit.Contributions(points));

            for (var i = 0; i < points.Rows; i++)
            {
                var row = contributions.Row(i).ToArray();
                Assert.All(row, value => Assert.True(value >= 0));
                Assert.Equal(scores[i], row.Sum(), 1e-4);
            }
        });

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(140_000, 3, 3, seed: 14); // three blocks

        Threads.GiveTheSame(() => HistogramOutliers.Fit(points).Score(points));
    }

    [Fact]
    public void A_column_of_one_value_adds_nothing_until_it_changes()
    {
        var fit = HistogramOutliers.Fit(new(9, 1));

        Assert.Equal(0, fit.Score(new(1, 1))[0]);
        Assert.Equal(Math.Log(9.5 / 0.5), fit.Score(new(1, 1, [1]))[0], 1e-6);
    }

    [Fact]
    public void The_widest_range_of_floats_is_still_binned()
    {
        var points = new Matrix(3, 1, [float.MinValue, 0, float.MaxValue]);

        Assert.Equal([0, 0, 0], HistogramOutliers.Fit(points, new() { Bins = 3 }).Score(points));
    }

    [Fact]
    public void What_cannot_be_counted_is_refused()
    {
        Assert.Throws<ArgumentException>(() => HistogramOutliers.Fit(new(0, 1)));
        Assert.Throws<ArgumentException>(() => HistogramOutliers.Fit(new(1, 1, [float.NaN])));
        Assert.Throws<ArgumentOutOfRangeException>(() => HistogramOutliers.Fit(Points, new() { Bins = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => HistogramOutliers.Fit(Points, new() { Bins = 65_537 }));
        Assert.Throws<ArgumentException>(() => HistogramOutliers.Fit(Points).Score(new(1, 2)));
        Assert.Throws<ArgumentException>(() => HistogramOutliers.Fit(Points).Contributions(new(1, 1, [float.NaN])));
    }
}
