using Kindred.Numerics;
using Kindred.Segments;

namespace Kindred.Tests.Segments;

public sealed class SegmentMediansTests
{
    [Fact]
    public void The_median_is_the_middle_value_or_the_mean_of_the_two_in_the_middle()
    {
        var (each, all) = SegmentMedians.Of([9, 1, 5, 4, 2], [0, 0, 0, 1, 1], 2);

        Assert.Equal([5, 3], each);
        Assert.Equal(4, all);
    }

    [Fact]
    public void Who_has_no_value_does_not_count()
    {
        var (each, all) = SegmentMedians.Of([float.NaN, 7, float.NaN], [0, 1, 2], 3);

        Assert.Equal([double.NaN, 7, double.NaN], each);
        Assert.Equal(7, all);
        Assert.Equal(double.NaN, SegmentMedians.Of([], [], 1).All);
    }

    [Fact]
    public void Medians_are_those_of_the_sorted_values()
    {
        for (var seed = 1ul; seed <= 200; seed++)
        {
            var rng = new Rng(seed);
            var (count, different, segments) = (1 + rng.NextInt32(400), 1 + rng.NextInt32(50), 1 + rng.NextInt32(5));
            float[] values = [.. Enumerable.Range(0, count).Select(i => seed % 3 == 0 ? i : rng.NextInt32(different) - 10f)];
            int[] labels = [.. values.Select(_ => rng.NextInt32(segments))];

            var (each, all) = SegmentMedians.Of(values, labels, segments);

            Assert.Equal(Sorted(values), all);
            Assert.Equal(Enumerable.Range(0, segments).Select(segment => Sorted([.. values.Where((_, i) => labels[i] == segment)])), each);
        }
    }

    static double Sorted(float[] values)
    {
        Array.Sort(values = [.. values]);
        return values.Length == 0 ? double.NaN : ((double)values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
