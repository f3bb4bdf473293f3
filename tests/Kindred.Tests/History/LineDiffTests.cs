using Kindred.History;
using Kindred.Numerics;

namespace Kindred.Tests.History;

public sealed class LineDiffTests
{
    [Fact]
    public void What_stays_is_told_between_what_goes_and_comes() =>
        Assert.Equal(["  a", "- b", "+ x", "  c", "+ d"], LineDiff.Of("a\nb\nc\n", "a\nx\nc\nd\n").Select(line => line.ToString()));

    [Fact]
    public void From_nothing_everything_comes() => Assert.Equal(["+ a", "+ b"], LineDiff.Of("", "a\nb").Select(line => line.ToString()));

    [Fact]
    public void A_diff_holds_both_texts()
    {
        var rng = new Rng(3);
        for (var trial = 0; trial < 200; trial++)
        {
            var (before, after) = (Random(rng), Random(rng));

            var diff = LineDiff.Of(before, after);

            Assert.Equal(before, string.Concat(diff.Where(line => line.Sign != '+').Select(line => line.Text + "\n")));
            Assert.Equal(after, string.Concat(diff.Where(line => line.Sign != '-').Select(line => line.Text + "\n")));
        }
    }

    static string Random(Rng rng) => string.Concat(Enumerable.Range(0, rng.NextInt32(8)).Select(_ => $"{(char)('a' + rng.NextInt32(4))}\n"));
}
