using Kindred.Numerics.Learners;

namespace Kindred.Numerics.Tests.Learners;

public sealed class QiniTests
{
    static readonly bool[] Treated = [true, false, true, false];
    static readonly double[] Outcomes = [1, 0, 0, 1];

    [Fact]
    public void The_curve_follows_the_definition()
    {
        var curve = Qini.Curve([4, 3, 2, 1], Treated, Outcomes);

        // Gains over 2 treated: 1/2, (1 − 0)/2, (1 − 0)/2, (1 − 1·2/2)/2; the area is (¼ + ½ + ½ + ¼) / 4 less that under a line to 0.
        Assert.Equal([new(0, 0), new(0.25, 0.5), new(0.5, 0.5), new(0.75, 0.5), new(1, 0)], curve.Points);
        Assert.Equal(0.375, curve.Area, 1e-12);
        Assert.Equal(1, curve.Coefficient, 1e-12); // the treated one who came first, the untreated one last
    }

    [Fact]
    public void The_reverse_order_is_worse_than_chance_and_equal_scores_are_chance()
    {
        Assert.True(Qini.Curve([1, 2, 3, 4], Treated, Outcomes).Coefficient < 0);
        Assert.Equal(0, Qini.Curve([7, 7, 7, 7], Treated, Outcomes).Area, 1e-12);
    }

    [Fact]
    public void The_curve_agrees_with_NumPy()
    {
        var rows = Golden.Rows("learners/qini_rows");
        var (scores, treated, outcomes) = Columns(rows);

        var curve = Qini.Curve(scores, treated, outcomes);

        Golden.Agree(Golden.Values("learners/qini"), [curve.Area, curve.Coefficient], 1e-9);
        Golden.Agree(Golden.Values("learners/qini_points"), curve.Points.SelectMany(point => new[] { point.Share, point.Gain }).ToArray(), 1e-9);
    }

    [Fact]
    public void A_coefficient_is_at_most_1_and_the_curve_ends_at_the_mean_effect() =>
        Property.ForAll(
            points =>
            {
                var treated = Enumerable.Range(0, points.Rows).Select(i => i % 3 == 0).ToArray();
                var outcomes = Enumerable.Range(0, points.Rows).Select(i => i % 2 == 0 ? 1.0 : 0).ToArray();

                var curve = Qini.Curve(Enumerable.Range(0, points.Rows).Select(i => points[i, 0]).ToArray(), treated, outcomes);

                Assert.True(curve.Coefficient <= 1 + 1e-9);
                Assert.Equal(1, curve.Points[^1].Share);
                double Mean(bool which) => outcomes.Where((_, i) => treated[i] == which).Average();
                Assert.Equal(Mean(true) - Mean(false), curve.Points[^1].Gain, 1e-9);
            },
            minRows: 2);

    [Fact]
    public void An_interval_holds_0_for_random_scores_about_as_often_as_it_says()
    {
        var held = Enumerable.Range(0, 100).Count(trial =>
        {
            var (points, treated, outcomes) = UpliftTests.Experiment(400, (ulong)trial);
            var noise = Enumerable.Range(0, 400).Select(i => points[i, 2]).ToArray();
            return Qini.Intervals(noise, treated, outcomes, replicates: 200, confidence: 0.9).Area.Interval.Contains(0);
        });

        Assert.InRange(held, 80, 98);
    }

    [Fact]
    public void Intervals_lie_around_the_curves_numbers_and_narrow_with_more_rows()
    {
        var (few, many) = (Width(500), Width(8000));

        Assert.InRange(few / many, 3, 5.5); // √16 = 4

        static double Width(int rows)
        {
            var (points, treated, outcomes) = UpliftTests.Experiment(rows, 3);
            var scores = Enumerable.Range(0, rows).Select(i => points[i, 0]).ToArray();
            var (found, curve) = (Qini.Intervals(scores, treated, outcomes, replicates: 400), Qini.Curve(scores, treated, outcomes));
            Assert.Equal((curve.Area, curve.Coefficient), (found.Area.Estimate, found.Coefficient.Estimate));
            Assert.True(found.Area.Interval.Contains(curve.Area) && found.Coefficient.Interval.Contains(curve.Coefficient));
            return found.Area.Interval.High - found.Area.Interval.Low;
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, treated, outcomes) = UpliftTests.Experiment(500, 2);
        var scores = points.Values[..500].ToArray();

        Threads.GiveTheSame(() => new[] { Qini.Intervals(scores, treated, outcomes, replicates: 200).Area });
    }

    [Fact]
    public void Where_no_outcome_differs_nothing_is_gained() => Assert.Equal(0, Qini.Curve([1, 2, 3, 4], Treated, [0, 0, 0, 0]).Coefficient);

    [Fact]
    public void What_has_no_curve_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Qini.Curve([1, 2], Treated, Outcomes));
        Assert.Throws<ArgumentException>(() => Qini.Curve([1, 2, 3, 4], Treated, [1, 0]));
        Assert.Throws<ArgumentException>(() => Qini.Curve([1, 2, 3, 4], [true, true, true, true], Outcomes));
        Assert.Throws<ArgumentException>(() => Qini.Curve([], [], []));
        Assert.Throws<ArgumentException>(() => Qini.Curve([1, float.NaN, 3, 4], Treated, Outcomes));
        Assert.Throws<ArgumentException>(() => Qini.Curve([1, 2, 3, 4], Treated, [1, 0, double.PositiveInfinity, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Qini.Intervals([1, 2, 3, 4], Treated, Outcomes, replicates: 99));
        Assert.Throws<ArgumentOutOfRangeException>(() => Qini.Intervals([1, 2, 3, 4], Treated, Outcomes, confidence: 1));
    }

    static (float[] Scores, bool[] Treated, double[] Outcomes) Columns(double[][] rows) =>
        ([.. rows.Select(row => (float)row[0])], [.. rows.Select(row => row[1] == 1)], [.. rows.Select(row => row[2])]);
}
