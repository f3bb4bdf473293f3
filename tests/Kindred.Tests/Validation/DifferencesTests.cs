using Kindred.Features;
using Kindred.Numerics;
using Kindred.Numerics.Statistics;
using Kindred.Validation;

namespace Kindred.Tests.Validation;

public sealed class DifferencesTests
{
    static readonly Feature[] Features = [new("told", "Told", "", FeatureUnit.Number), new("same", "Same", "", FeatureUnit.Number), new("gap", "Gap", "", FeatureUnit.Number)];

    [Fact]
    public void Medians_effects_and_corrected_values_agree_with_the_tests_they_rest_on()
    {
        var rng = new Rng(9);
        int[] labels = [.. Enumerable.Range(0, 300).Select(i => i % 3)];
        float[] told = [.. labels.Select(label => (float)(rng.NextNormal() + (label == 0 ? 0.5 : 0)))];
        float[] same = [.. labels.Select(_ => (float)rng.NextNormal())];
        float[] gap = [.. labels.Select(label => label == 1 ? float.NaN : 1f)];

        var found = Differences.Of(Of(told, same, gap), Features, [.. Enumerable.Range(0, 300)], labels, 3, CancellationToken.None);

        double[] inside = [.. told.Where((_, i) => labels[i] == 0).Select(value => (double)value)];
        double[] outside = [.. told.Where((_, i) => labels[i] != 0).Select(value => (double)value)];
        var test = MannWhitneyTest.Run(inside, outside, method: RankMethod.Normal);
        var first = found[0][0];
        Assert.Equal("told", first.Feature.Name);
        Assert.Equal((Summary.Quantile(inside, 0.5), Summary.Quantile(outside, 0.5)), (first.Median, first.OtherMedian));
        Assert.Equal(test.RankBiserial, first.Delta, 1e-12);
        Assert.Equal(Math.Min(1, test.PValue * 8), first.PValue, 1e-9); // of 8 tests it is the least: Holm multiplies it by all
        Assert.DoesNotContain(found[1], difference => difference.Feature.Name == "gap"); // nobody of the group has a value
    }

    static Snapshot Of(params float[][] columns) => new(
        1, 0, [.. columns[0].Select((_, i) => (ulong)i)], Features, columns, new(0, 0, 0, 0), new(default, default, default));
}
