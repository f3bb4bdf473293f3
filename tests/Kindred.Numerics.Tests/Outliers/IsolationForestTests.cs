using Kindred.Numerics.Outliers;

namespace Kindred.Numerics.Tests.Outliers;

public sealed class IsolationForestTests
{
    [Fact]
    public void Two_rows_are_parted_by_one_split()
    {
        var points = new Matrix(2, 1, [0, 1]);

        var scores = IsolationForest.Fit(points, new() { Trees = 3 }).Score(points);

        Assert.Equal([0.5f, 0.5f], scores); // path 1, c(2) = 1, 2^(−1/1)
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1.2073923575)] // 2·(ln 2 + 0.5772156649) − 4/3
    [InlineData(256, 10.2447703)]
    public void The_expected_path_follows_the_paper(int rows, double path) =>
        Assert.Equal(path, IsolationForest.ExpectedPath(rows), 1e-6);

    [Fact]
    public void A_far_row_scores_highest_and_its_column_is_named()
    {
        var (points, _) = Property.Blobs(400, 3, 1, seed: 2);
        points[17, 1] += 50;

        var fit = IsolationForest.Fit(points, new());
        var scores = fit.Score(points);
        var contributions = fit.Contributions(points).Row(17).ToArray();

        Assert.Equal(17, Array.IndexOf(scores, scores.Max()));
        Assert.True(scores[17] > 0.7);
        Assert.Equal(1, Array.IndexOf(contributions, contributions.Max()));
    }

    [Fact]
    public void Outliers_are_ranked_as_well_as_by_scikit_learn()
    {
        var points = Golden.Matrix("outliers/points");

        var scores = IsolationForest.Fit(points, new() { Seed = 1 }).Score(points);

        var auc = RankedBetter(scores, Golden.Labels("outliers/labels"));
        Assert.InRange(auc, Golden.Values("outliers/isolation_forest_auc")[0] - 0.01, 1);
    }

    [Fact]
    public void Scores_of_many_trees_come_to_those_of_scikit_learn()
    {
        var points = Golden.Matrix("outliers/points");

        var scores = IsolationForest.Fit(points, new() { Trees = 500 }).Score(points);

        var expected = Golden.Values("outliers/isolation_forest_scores"); // the mean of 2,000 trees
        Assert.Equal(0, expected.Zip(scores, (theirs, ours) => Math.Abs(theirs - ours)).Average(), 0.004);
        Assert.Equal(0, expected.Zip(scores, (theirs, ours) => theirs - ours).Average(), 0.002);
    }

    [Fact]
    public void Contributions_add_up_to_the_score() =>
        Property.ForAll(
            points =>
            {
                var fit = IsolationForest.Fit(points, new() { Trees = 20, SampleRows = 16, Seed = 3 });
                var (scores, contributions) = (fit.Score(points), fit.Contributions(points));

                var expected = IsolationForest.ExpectedPath(fit.SampleRows);
                for (var i = 0; i < points.Rows; i++)
                {
                    var saved = contributions.Row(i).ToArray().Sum(value => (double)value);
                    Assert.Equal(scores[i], Math.Pow(2, (saved / expected) - 1), 1e-5);
                }
            },
            minRows: 2);

    [Fact]
    public void Units_play_no_part()
    {
        var (points, _) = Property.Blobs(300, 2, 2, seed: 8);
        var scaled = points.Copy();
        for (var i = 0; i < points.Rows; i++)
        {
            scaled[i, 1] *= 1024; // a power of two, so that thresholds are rounded alike
        }

        Assert.Equal(IsolationForest.Fit(points, new()).Score(points), IsolationForest.Fit(scaled, new()).Score(scaled));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(3001, 5, 3, seed: 4);

        Threads.GiveTheSame(() => IsolationForest.Fit(points, new() { Seed = 5 }).Score(points));
    }

    [Fact]
    public void Equal_rows_all_score_one_half()
    {
        var points = new Matrix(300, 2);

        Assert.All(IsolationForest.Fit(points, new()).Score(points), score => Assert.Equal(0.5f, score, 1e-6f));
    }

    [Fact]
    public void Neighbouring_floats_are_still_parted()
    {
        var points = new Matrix(2, 1, [1, MathF.BitIncrement(1)]);

        var fit = IsolationForest.Fit(points, new() { Trees = 50 });

        Assert.All(Enumerable.Range(0, 50), tree => Assert.Equal(1, fit.Splits(tree)[1].Threshold));
    }

    [Fact]
    public void A_single_row_is_refused() => Assert.Throws<ArgumentException>(() => IsolationForest.Fit(new(1, 2), new()));

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => IsolationForest.Fit(new(3, 2), new() { Trees = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => IsolationForest.Fit(new(3, 2), new() { SampleRows = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => IsolationForest.Fit(new(3, 2), new() { SampleRows = 65_537 }));
    }

    [Fact]
    public void Values_that_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => IsolationForest.Fit(new(2, 1, [0, float.NaN]), new()));
        Assert.Throws<ArgumentException>(() => IsolationForest.Fit(new(2, 1, [0, 1]), new()).Score(new(1, 1, [float.NaN])));
    }

    [Fact]
    public void Other_columns_than_those_fitted_are_refused() =>
        Assert.Throws<ArgumentException>(() => IsolationForest.Fit(new(2, 1, [0, 1]), new()).Score(new(1, 2)));

    /// <summary>The share of pairs of an outlier and an ordinary row in which the outlier scores higher (AUC; a tie counts half).</summary>
    internal static double RankedBetter(ReadOnlySpan<float> scores, int[] labels)
    {
        var (better, pairs) = (0.0, 0L);
        for (var i = 0; i < labels.Length; i++)
        {
            for (var j = 0; j < labels.Length; j++)
            {
                if (labels[i] > labels[j])
                {
                    better += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }

        return better / pairs;
    }
}
