using Kindred.Numerics.Learners;

namespace Kindred.Numerics.Tests.Learners;

public sealed class LogisticRegressionTests
{
    static readonly LogisticRegressionOptions Unpenalised = new() { Penalty = 0 };

    // 1 of 4 at 0 and 3 of 4 at 1: odds 1/3 and 3.
    static readonly Matrix TwoGroups = new(8, 1, [0, 0, 0, 0, 1, 1, 1, 1]);
    static readonly int[] TwoLabels = [0, 0, 0, 1, 0, 1, 1, 1];

    [Fact]
    public void Two_groups_have_the_odds_of_their_counts()
    {
        var fit = LogisticRegression.Fit(TwoGroups, TwoLabels, Unpenalised);

        Assert.True(fit.Converged);
        Assert.Equal(-Math.Log(3), fit.Intercept.Weight, 1e-10);
        Assert.Equal(2 * Math.Log(3), fit.Terms[0].Weight, 1e-10);
        Assert.Equal(Math.Sqrt(1 + (1 / 3.0)), fit.Intercept.StandardError, 1e-9); // 1/1 + 1/3
        Assert.Equal(Math.Sqrt(2 * (1 + (1 / 3.0))), fit.Terms[0].StandardError, 1e-9);
        Assert.Equal(2 * ((3 * Math.Log(0.75)) + Math.Log(0.25)), fit.LogLikelihood, 1e-10);
        Assert.Equal([0.25f, 0.75f], fit.Probabilities(new(2, 1, [0, 1])));
    }

    [Fact]
    public void Weights_and_errors_agree_with_statsmodels()
    {
        var expected = Golden.Rows("learners/logistic");

        var fit = LogisticRegression.Fit(Golden.Matrix("learners/units"), Binary(), Unpenalised);

        foreach (var (row, term) in expected.Zip([fit.Intercept, .. fit.Terms]))
        {
            References.Agree("term", row[..2], [term.Weight, term.StandardError], 1e-8);
            Assert.Equal(row[2], term.PValue, 1e-8);
        }

        Assert.Equal(expected[^1][0], fit.LogLikelihood, 1e-8);
    }

    [Fact]
    public void Penalised_weights_agree_with_scikit_learn()
    {
        var fit = LogisticRegression.Fit(Golden.Matrix("learners/points"), Binary(), new() { Penalty = 20 });

        foreach (var (row, term) in Golden.Rows("learners/logistic_ridge").Zip([fit.Intercept, .. fit.Terms]))
        {
            References.Agree("term", row, [term.Weight, term.StandardError], 1e-8);
        }
    }

    [Fact]
    public void Weighted_rows_agree_with_scikit_learn()
    {
        var fit = LogisticRegression.Fit(Golden.Matrix("learners/points"), Binary(), new(), Golden.Values("learners/counts"));

        References.Agree(
            "weights", Golden.Values("learners/logistic_counted"), [fit.Intercept.Weight, .. fit.Terms.Select(term => term.Weight)], 1e-8);
    }

    [Fact]
    public void The_mean_probability_is_the_share_of_class_1() =>
        Property.ForAll(
            points =>
            {
                var labels = Enumerable.Range(0, points.Rows).Select(i => i % 3 == 0 ? 1 : 0).ToArray();

                var probabilities = LogisticRegression.Fit(points, labels, new() { Penalty = 0.5 }).Probabilities(points);

                Assert.Equal(labels.Average(), probabilities.Average(), 1e-5); // the slope of the free intercept is 0
            },
            minRows: 2);

    [Fact]
    public void An_interval_holds_the_true_weight_about_as_often_as_it_says()
    {
        var held = 0;
        for (var trial = 0; trial < 200; trial++)
        {
            var rng = new Rng((ulong)trial);
            var (points, labels) = (new Matrix(300, 1), new int[300]);
            for (var i = 0; i < 300; i++)
            {
                points[i, 0] = (float)rng.NextNormal();
                labels[i] = rng.NextDouble() < LogisticRegressionFit.Probability(0.5 - points[i, 0]) ? 1 : 0;
            }

            held += LogisticRegression.Fit(points, labels, Unpenalised).Terms[0].Interval(0.9).Contains(-1) ? 1 : 0;
        }

        Assert.InRange(held, 170, 190);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, labels) = Property.Blobs(20_001, 5, 2, seed: 16);

        Threads.GiveTheSame(() => LogisticRegression.Fit(points, labels, new()).Terms.Select(term => term.Weight).ToArray());
    }

    [Fact]
    public void Many_rows_give_the_weights_that_fewer_give_counted_twice()
    {
        var (points, labels) = Property.Blobs(35_000, 3, 2, seed: 17);
        var twice = RowSample.Take(points, [.. Enumerable.Range(0, 70_000).Select(i => i / 2)]);
        var weights = Enumerable.Repeat(2.0, 35_000).ToArray();

        var many = LogisticRegression.Fit(twice, [.. Enumerable.Range(0, 70_000).Select(i => labels[i / 2])], new()); // begins on a sample
        var few = LogisticRegression.Fit(points, labels, new(), weights);

        References.Agree("weights", [.. few.Terms.Select(term => term.Weight)], [.. many.Terms.Select(term => term.Weight)], 1e-8);
        Assert.True(many.Iterations < few.Iterations);
    }

    [Fact]
    public void Classes_that_a_plane_parts_have_no_finite_weights()
    {
        var fit = LogisticRegression.Fit(new(4, 1, [0, 1, 2, 3]), [0, 0, 1, 1], Unpenalised);

        Assert.False(fit.Converged);
        Assert.True(double.IsNaN(fit.Terms[0].StandardError) && double.IsNaN(fit.Terms[0].PValue));
        Assert.True(LogisticRegression.Fit(new(4, 1, [0, 1, 2, 3]), [0, 0, 1, 1]).Converged);
    }

    [Fact]
    public void A_column_that_follows_from_others_needs_a_penalty()
    {
        var twice = new Matrix(4, 2, [0, 0, 1, 2, 2, 4, 3, 6]);

        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(twice, [0, 1, 0, 1], Unpenalised));
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(new(4, 1), [0, 1, 0, 1], Unpenalised));
        var fit = LogisticRegression.Fit(twice, [0, 1, 0, 1]);
        Assert.Equal(2 * fit.Terms[0].Weight, fit.Terms[1].Weight, 1e-9); // the least squares of weights
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused()
    {
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(TwoGroups, [0, 1]));
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(TwoGroups, new int[8]));
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(TwoGroups, [0, 0, 0, 1, 0, 1, 1, 2]));
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(new(0, 1), []));
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(new(2, 1, [0, float.NaN]), [0, 1]));
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(TwoGroups, TwoLabels, weights: [1, 2]));
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(TwoGroups, TwoLabels, weights: [1, 1, 1, 1, 1, 1, 1, -1]));
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit(TwoGroups, TwoLabels, weights: new double[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogisticRegression.Fit(TwoGroups, TwoLabels, new() { Penalty = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogisticRegression.Fit(TwoGroups, TwoLabels, new() { Penalty = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogisticRegression.Fit(TwoGroups, TwoLabels, new() { MaxIterations = 0 }));
        var fit = LogisticRegression.Fit(TwoGroups, TwoLabels);
        Assert.Throws<ArgumentException>(() => fit.Probabilities(new(1, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => fit.Intercept.Interval(1));
    }

    static int[] Binary() => [.. Golden.Labels("learners/labels").Select(label => label > 0 ? 1 : 0)];
}
