using Kindred.Numerics.Sequences;

namespace Kindred.Numerics.Tests.Sequences;

public sealed class PrefixSpanTests
{
    [Fact]
    public void Patterns_may_have_gaps_but_keep_their_order()
    {
        var patterns = PrefixSpan.Mine([[0, 1, 2], [0, 2], [2, 0]], new() { MinimumSupport = 2 });

        Assert.Equal(["0 (3)", "2 (3)", "0 2 (2)"], patterns.Select(Describe));
    }

    [Fact]
    public void Items_may_repeat_in_a_pattern()
    {
        var patterns = PrefixSpan.Mine([[7, 7, 7], [7, 1, 7]], new() { MinimumSupport = 2 });

        Assert.Equal(["7 (2)", "7 7 (2)"], patterns.Select(Describe));
    }

    [Fact]
    public void Every_pattern_up_to_three_items_has_the_support_counted_by_trying_all()
    {
        var patterns = PrefixSpan.Mine(Journeys.Simulated.Paths, new() { MinimumSupport = 1, MaximumLength = 3 })
            .ToDictionary(pattern => string.Join(' ', pattern.Items), pattern => pattern.Support);

        foreach (var (items, support) in Journeys.Reference.Family("pattern"))
        {
            Assert.Equal(support[0], patterns.GetValueOrDefault(string.Join(' ', items)));
        }
    }

    [Fact]
    public void Support_falls_as_patterns_grow()
    {
        var patterns = PrefixSpan.Mine(Journeys.Simulated.Paths, new() { MinimumSupport = 60 });
        var support = patterns.ToDictionary(pattern => string.Join(' ', pattern.Items), pattern => pattern.Support);

        Assert.All(patterns.Where(pattern => pattern.Items.Count > 1), pattern =>
            Assert.True(pattern.Support <= support[string.Join(' ', pattern.Items.SkipLast(1))]));
        Assert.All(patterns, pattern => Assert.True(pattern.Support >= 60));
    }

    [Fact]
    public void No_sequences_hold_no_patterns() => Assert.Empty(PrefixSpan.Mine([], new() { MinimumSupport = 1 }));

    [Fact]
    public void Just_the_pairs_that_enough_journeys_hold_are_found_with_their_support() => Journeys.ForAll(paths =>
    {
        var found = PrefixSpan.Mine(paths, new() { MinimumSupport = 2, MaximumLength = 2 })
            .Where(pattern => pattern.Items.Count == 2).ToDictionary(pattern => (pattern.Items[0], pattern.Items[1]), pattern => pattern.Support);

        for (var pair = 0; pair < 16; pair++)
        {
            var (first, second) = (pair / 4, pair % 4);
            var support = paths.Count(path => Array.IndexOf(path, first) is var at && at >= 0 && Array.IndexOf(path, second, at + 1) >= 0);
            Assert.Equal(support >= 2 ? support : 0, found.GetValueOrDefault((first, second)));
        }
    });

    [Fact]
    public void Too_many_patterns_are_refused() =>
        Assert.Throws<InvalidOperationException>(() =>
            PrefixSpan.Mine(Journeys.Simulated.Paths, new() { MinimumSupport = 1, MaximumPatterns = 100 }));

    [Fact]
    public void Impossible_questions_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PrefixSpan.Mine([[0]], new() { MinimumSupport = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrefixSpan.Mine([[0]], new() { MinimumSupport = 1, MaximumLength = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrefixSpan.Mine([[0, -1]], new() { MinimumSupport = 1 }));
    }

    static string Describe(SequentialPattern pattern) => $"{string.Join(' ', pattern.Items)} ({pattern.Support})";
}
