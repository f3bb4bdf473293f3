using Kindred.Features;
using Kindred.Numerics;
using Kindred.Numerics.Statistics;
using Kindred.Segments;

namespace Kindred.Tests.Segments;

public sealed class SegmentContrastsTests
{
    [Fact]
    public void Effect_and_z_score_are_those_of_the_definition()
    {
        var contrasts = Of([0, 2, 4, 6], [0, 0, 1, 1], 2);

        // Means 1 and 5, pooled variance (2 + 2) / 2; overall mean 3, variance 5.
        Assert.Equal(-4 / Math.Sqrt(2), contrasts[0].Effect, 12);
        Assert.Equal(4 / Math.Sqrt(2), contrasts[1].Effect, 12);
        Assert.Equal(-2 / Math.Sqrt(5), contrasts[0].ZScore, 12);
        Assert.Equal((1, 5, 3), (contrasts[0].Median, contrasts[1].Median, contrasts[0].OverallMedian));
    }

    [Fact]
    public void Effects_agree_with_Cohens_d_of_each_group_against_the_rest()
    {
        var rng = new Rng(5);
        float[] values = [.. Enumerable.Range(0, 500).Select(i => i % 11 == 0 ? float.NaN : (float)rng.NextDouble() + (i % 4))];
        int[] labels = [.. Enumerable.Range(0, 500).Select(i => (i % 4) + (i % 7 == 0 ? 1 : 0))];

        var contrasts = Of(values, labels, 5);

        var expected = GroupContrasts.Of(Array.ConvertAll(values, value => (double)value), labels, 5).Groups;
        Assert.All(expected, group => Assert.Equal(group.CohenD, contrasts[group.Group].Effect, 9));
    }

    [Fact]
    public void A_segment_without_spread_or_without_values_has_no_effect()
    {
        Assert.All(Of([3, 3, 3], [0, 0, 1], 2), contrast => Assert.Equal((0, 0), (contrast.Effect, contrast.ZScore)));

        var none = Of([float.NaN, 1, 2], [0, 1, 1], 2)[0];
        Assert.Equal(0, none.Effect);
        Assert.True(double.IsNaN(none.ZScore) && double.IsNaN(none.Median));
    }

    static Contrast[] Of(float[] values, int[] labels, int segments)
    {
        var column = new Matrix(values.Length, 1, values);
        var input = new ModelInput([.. Enumerable.Range(0, values.Length)], [new("orders", "Orders", "", FeatureUnit.Count)], column, column);
        return [.. SegmentContrasts.Of(input, labels, segments).Select(each => each[0])];
    }
}
