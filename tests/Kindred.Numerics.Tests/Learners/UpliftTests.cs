using System.Globalization;
using Kindred.Numerics.Learners;

namespace Kindred.Numerics.Tests.Learners;

public sealed class UpliftTests
{
    [Fact]
    public void Where_no_column_tells_rows_apart_uplift_is_the_difference_of_the_means()
    {
        var (points, treated) = (new Matrix(6, 1), new[] { true, true, false, false, false, false });

        var two = Uplift.TwoModels(points, treated, [5, 3, 4, 0, 0, 0], new() { Loss = BoostingLoss.Squared });
        var one = Uplift.ClassTransformation(points, treated, [1, 0, 1, 0, 0, 0]);

        Assert.Equal(3, two.Predict(points)[0], 1e-6f); // 8/2 − 4/4

        // z = 1, 0 of weight 1.5 and 0, 1, 1, 1 of weight 0.75: P(z = 1) = 3.75/6, and 2·0.625 − 1 = 1/2 − 1/4.
        Assert.Equal(0.25f, one.Predict(points)[0], 1e-6f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_methods_find_whom_the_treatment_moves(bool transformed)
    {
        var (points, treated, outcomes) = Experiment(20_000, seed: 4);
        BoostedTreesOptions options = new() { Trees = 60, MaxLeaves = 8, MinLeafRows = 200 };

        var fit = transformed
            ? Uplift.ClassTransformation(points, treated, outcomes, options)
            : Uplift.TwoModels(points, treated, outcomes, options);
        var (fresh, freshTreated, freshOutcomes) = Experiment(20_000, seed: 5);
        var uplift = fit.Predict(fresh);

        Assert.Equal(0.3, Mean(uplift, i => fresh[i, 0] > 0.1f), 0.04);
        Assert.Equal(0, Mean(uplift, i => fresh[i, 0] < -0.1f), 0.04);
        Assert.True(Qini.Intervals(uplift, freshTreated, freshOutcomes, replicates: 200).Area.Interval.Low > 0.02);
    }

    [Fact]
    public void Both_methods_agree_with_scikit_learns_boosted_trees()
    {
        var (points, rows, uplift) = (Golden.Matrix("learners/points"), Golden.Rows("learners/uplift_rows"), Golden.Rows("learners/uplift"));
        bool[] treated = [.. rows.Select(row => row[0] == 1)];
        double[] outcomes = [.. rows.Select(row => row[1])], amounts = [.. rows.Select(row => row[2])];
        BoostedTreesOptions options = new() { Trees = 30, MaxLeaves = 6 };

        var two = Uplift.TwoModels(points, treated, amounts, options with { Loss = BoostingLoss.Squared }).Predict(points);
        var one = Uplift.ClassTransformation(points, treated, outcomes, options).Predict(points);

        Golden.Agree([.. uplift.Select(row => row[0])], two, 1e-6);
        Golden.Agree([.. uplift.Select(row => row[1])], one, 1e-6);
    }

    [Fact]
    public void Where_both_groups_are_the_same_rows_nothing_is_moved() =>
        Property.ForAll(
            points =>
            {
                var (twice, treated, outcomes) = Twice(points);
                BoostedTreesOptions options = new() { Trees = 5, MinLeafRows = 2 };

                var uplift = Uplift.TwoModels(twice, treated, outcomes, options).Predict(points);
                var transformed = Uplift.ClassTransformation(twice, treated, outcomes, options).Predict(points);

                Assert.All(uplift, value => Assert.Equal(0, value));
                Assert.All(transformed, value => Assert.Equal(0, value, 1e-6));
            },
            minRows: 2);

    [Fact]
    public void Whoever_swaps_the_groups_turns_the_uplift_round() =>
        Property.ForAll(
            points =>
            {
                var treated = Enumerable.Range(0, points.Rows).Select(i => i % 4 < 2).ToArray();
                var outcomes = Enumerable.Range(0, points.Rows).Select(i => i % 2 == 0 ? 1.0 : 0).ToArray();
                bool[] swapped = [.. treated.Select(value => !value)];
                BoostedTreesOptions options = new() { Trees = 5, MinLeafRows = 2 };

                var uplift = Uplift.TwoModels(points, treated, outcomes, options).Predict(points);
                var turned = Uplift.TwoModels(points, swapped, outcomes, options).Predict(points);

                Assert.Equal(uplift.Select(value => -value), turned);
                Assert.All(uplift, value => Assert.InRange(value, -1, 1));
            },
            minRows: 4);

    [Fact]
    public void Two_models_also_take_amounts()
    {
        var (points, treated, outcomes) = Experiment(8000, seed: 6);
        var amounts = outcomes.Select(outcome => 50 * outcome).ToArray();

        var uplift = Uplift.TwoModels(points, treated, amounts, new() { Loss = BoostingLoss.Squared, Trees = 30, MaxLeaves = 4 }).Predict(points);

        Assert.Equal(15, Mean(uplift, i => points[i, 0] > 0), 2.5);
    }

    [Fact]
    public void Groups_of_unequal_size_do_not_shift_the_uplift()
    {
        var (points, treated, outcomes) = Experiment(40_000, seed: 7, treatedShare: 0.15);

        var uplift = Uplift.ClassTransformation(points, treated, outcomes, new() { Trees = 40, MaxLeaves = 4, MinLeafRows = 500 }).Predict(points);

        Assert.Equal(0.15, uplift.Average(), 0.02); // 0.3 for half of the rows
    }

    [Fact]
    public void A_real_campaign_is_targeted_better_than_by_chance()
    {
        var (points, treated, outcomes) = Hillstrom();
        var half = points.Rows / 2;
        var fitted = Enumerable.Range(0, half).ToArray();
        var judged = Enumerable.Range(half, points.Rows - half).ToArray();
        BoostedTreesOptions options = new() { MaxLeaves = 8, MinLeafRows = 500, ValidationShare = 0.2 };

        var fit = Uplift.TwoModels(RowSample.Take(points, fitted), treated.AsSpan(..half), outcomes.AsSpan(..half), options);
        var area = Qini.Intervals(fit.Predict(RowSample.Take(points, judged)), treated.AsSpan(half..), outcomes.AsSpan(half..), replicates: 200).Area;

        Assert.True(area.Interval.Low > 0, $"{area}");
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, treated, outcomes) = Experiment(3000, seed: 8);

        Threads.GiveTheSame(() => Uplift.TwoModels(points, treated, outcomes, new() { Trees = 5 }).Predict(points));
    }

    [Fact]
    public void What_is_no_experiment_is_refused()
    {
        var points = new Matrix(4, 1, [1, 2, 3, 4]);
        bool[] treated = [true, true, false, false];

        Assert.Throws<ArgumentException>(() => Uplift.TwoModels(points, [true, false], [0, 1, 0, 1]));
        Assert.Throws<ArgumentException>(() => Uplift.TwoModels(points, treated, [0, 1]));
        Assert.Throws<ArgumentException>(() => Uplift.TwoModels(points, [true, true, true, false], [0, 1, 0, 1]));
        Assert.Throws<ArgumentException>(() => Uplift.TwoModels(points, treated, [0, 0, 0, 1]));
        Assert.Throws<ArgumentException>(() => Uplift.ClassTransformation(points, treated, [0, 1, 2, 1]));
        Assert.Throws<ArgumentException>(() => Uplift.ClassTransformation(points, treated, [0, 1, 0, 1], new() { Loss = BoostingLoss.Squared }));
        Assert.Throws<ArgumentException>(() => Uplift.ClassTransformation(points, treated, [0, 1, 0, 1]).Predict(new(1, 2)));
    }

    /// <summary>An outcome in a fifth of the rows, and by treatment in 0.3 more of those whose first column is above 0.</summary>
    internal static (Matrix Points, bool[] Treated, double[] Outcomes) Experiment(int rows, ulong seed, double treatedShare = 0.5)
    {
        var (rng, points) = (new Rng(seed), new Matrix(rows, 3));
        var (treated, outcomes) = (new bool[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                points[i, j] = (float)rng.NextNormal();
            }

            treated[i] = rng.NextDouble() < treatedShare;
            outcomes[i] = rng.NextDouble() < (treated[i] && points[i, 0] > 0 ? 0.5 : 0.2) ? 1 : 0;
        }

        return (points, treated, outcomes);
    }

    /// <summary>Every row once treated and once not, with the same outcome.</summary>
    static (Matrix Points, bool[] Treated, double[] Outcomes) Twice(Matrix points)
    {
        var n = points.Rows;
        return (
            RowSample.Take(points, [.. Enumerable.Range(0, 2 * n).Select(i => i % n)]),
            [.. Enumerable.Range(0, 2 * n).Select(i => i < n)],
            [.. Enumerable.Range(0, 2 * n).Select(i => i % n % 2 == 0 ? 1.0 : 0)]);
    }

    static double Mean(float[] values, Func<int, bool> chosen) => values.Where((_, i) => chosen(i)).Average();

    /// <summary>The e-mail for women against none, in random order of customers; a visit is the outcome.</summary>
    static (Matrix Points, bool[] Treated, double[] Outcomes) Hillstrom()
    {
        // From the end, for the second column may hold a comma.
        var lines = PublicData.Lines("hillstrom/hillstrom.csv.gz", ',').Skip(1).Where(line => line[^4] != "Mens E-Mail").ToArray();
        new Rng(1).Shuffle<string[]>(lines);
        var points = new Matrix(lines.Length, 7);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            float[] row = [Number(line[0]), Number(line[^10]), Number(line[^9]), Number(line[^8]), line[^7][0], Number(line[^6]), line[^5][0]];
            row.CopyTo(points.Row(i));
        }

        return (points, [.. lines.Select(line => line[^4] == "Womens E-Mail")], [.. lines.Select(line => (double)Number(line[^3]))]);

        static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
    }
}
