using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering.Quality;

public sealed class ElbowTests
{
    [Fact]
    public void The_bend_of_a_falling_curve_is_found() =>
        Assert.Equal(2, Elbow.Find([1, 2, 3, 4, 5, 6], [100, 60, 20, 18, 16, 15]));

    [Fact]
    public void The_height_above_the_diagonal_decides()
    {
        // 1/x on 1 to 10: (1 − 1/x) / 0.9 − (x − 1) / 9 is greatest where x² = 10.
        var places = Enumerable.Range(1, 10).Select(x => (double)x).ToArray();

        Assert.Equal(3, places[Elbow.Find(places, [.. places.Select(x => 1 / x)])]);
    }

    [Fact]
    public void Elbows_of_inertias_are_those_of_the_definition_over_scikit_learn()
    {
        var (curves, elbows) = (Golden.Rows("selection/elbow_curves"), Golden.Labels("selection/elbows"));

        Assert.Equal(elbows, curves.Select(curve => Elbow.Find([2, 3, 4, 5, 6, 7, 8], curve)));
    }

    [Fact]
    public void An_elbow_is_a_peak_above_the_diagonal_and_units_do_not_matter() =>
        Property.ForAll(
            points =>
            {
                var places = Enumerable.Range(0, points.Rows).Select(i => (double)i).ToArray();
                var values = Enumerable.Range(0, points.Rows).Select(i => (double)points[i, 0]).OrderDescending().ToArray();
                var range = Math.Max(values[0] - values[^1], 1e-9);
                var heights = values.Select((value, i) => ((values[0] - value) / range) - (i / (values.Length - 1.0))).ToArray();

                var elbow = Elbow.Find(places, values, sensitivity: 0.01);

                Assert.True(elbow >= 0 || heights.Max() <= 0.01 / (values.Length - 1));
                Assert.True(elbow < 0 || heights[elbow] > Math.Max(heights[elbow - 1], heights[elbow + 1]) - 1e-9);
                Assert.Equal(elbow, Elbow.Find([.. places.Select(place => 8 * place)], [.. values.Select(value => value / 4)], sensitivity: 0.01));
            },
            minRows: 3);

    [Fact]
    public void Uneven_places_keep_their_distances() =>
        Assert.Equal(1, Elbow.Find([1, 10, 100], [10, 2, 1]));

    [Theory]
    [InlineData(10.0, 8.0, 6.0, 4.0, 2.0)] // a straight line
    [InlineData(1.0, 1.0, 1.0, 1.0, 1.0)]
    [InlineData(10.0, 9.0, 8.0, 6.0, 0.0)] // bends the other way
    public void A_curve_without_a_bend_has_none(params double[] values) =>
        Assert.Equal(-1, Elbow.Find([1, 2, 3, 4, 5], values));

    [Fact]
    public void Greater_sensitivity_asks_for_a_clearer_bend() =>
        Assert.Equal(-1, Elbow.Find([1, 2, 3, 4, 5], [10, 7, 4.5, 2.2, 0], sensitivity: 5));

    [Fact]
    public void Two_places_have_no_bend() =>
        Assert.Equal(-1, Elbow.Find([1, 2], [2, 1]));

    [Fact]
    public void Disorder_and_odd_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Elbow.Find([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => Elbow.Find([1, 1], [2, 1]));
        Assert.Throws<ArgumentException>(() => Elbow.Find([1, 2], [2, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Elbow.Find([1, 2], [2, 1], -1));
    }
}
