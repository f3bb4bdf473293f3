using Kindred.Numerics.Sequences;

namespace Kindred.Numerics.Tests.Sequences;

public sealed class RemovalEffectTests
{
    [Fact]
    public void A_step_that_every_conversion_needs_takes_all_with_it()
    {
        // Half of those who see 0 leave; the others go on to 1, of whom two in three convert.
        var effects = RemovalEffect.Of([[0, 1], [0, 1], [0, 1], [0], [0], [0]], [true, true, false, false, false, false], 2);

        Assert.Equal(1.0 / 3, effects.Conversion, 1e-14);
        Assert.Equal([1, 1], effects.States.Select(state => state.Effect), (a, b) => Math.Abs(a - b) < 1e-14);
        Assert.Equal([0.5, 0.5], effects.States.Select(state => state.Share), (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void Effects_agree_with_taking_each_state_out()
    {
        var (paths, converted) = Journeys.Simulated;

        var effects = RemovalEffect.Of(paths, converted, Journeys.States);

        Journeys.Reference.Agree("removal", 1e-12, [.. effects.States.Select(state => state.Effect)]);
        Assert.Equal(1, effects.States.Sum(state => state.Share), 1e-14);
    }

    [Fact]
    public void The_chain_converts_as_the_journeys_did()
    {
        var (paths, converted) = Journeys.Simulated;

        var effects = RemovalEffect.Of(paths, converted, Journeys.States);

        Assert.Equal(converted.Count(c => c) / (double)converted.Length, effects.Conversion, 1e-12);
    }

    [Fact]
    public void A_step_that_nobody_takes_contributes_nothing()
    {
        var effects = RemovalEffect.Of([[0], [0]], [true, false], 2);

        Assert.Equal(new StateContribution(1, 0, 0), effects.States[1]);
    }

    [Fact]
    public void Effects_are_shares_and_the_chain_converts_as_any_journeys_did() => Journeys.ForAll(paths =>
    {
        bool[] converted = [.. paths.Select((path, i) => i == 0 || path[0] == 1)];

        var effects = RemovalEffect.Of(paths, converted, 4);

        Assert.Equal(converted.Count(c => c) / (double)converted.Length, effects.Conversion, 1e-10);
        Assert.All(effects.States, state => Assert.InRange(state.Effect, -1e-12, 1 + 1e-12));
        Assert.Equal(1, effects.States.Sum(state => state.Share), 1e-10);
    });

    [Fact]
    public void Journeys_without_conversion_or_steps_are_refused()
    {
        Assert.Throws<ArgumentException>(() => RemovalEffect.Of([[0]], [false], 1));
        Assert.Throws<ArgumentException>(() => RemovalEffect.Of([[0], []], [true, false], 1));
        Assert.Throws<ArgumentException>(() => RemovalEffect.Of([[0]], [], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RemovalEffect.Of([[1]], [true], 1));
    }
}
