using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class AlwaysValidTests
{
    static readonly References Control = new("statistics/control");

    [Fact]
    public void A_look_by_hand()
    {
        // V = 1, τ² = 3, d = 4: Λ = √(1/4)·exp(3·16 / (2·4)) = e⁶ / 2.
        var look = AlwaysValid.Look(4, 1, Math.Sqrt(3));

        Assert.Equal(Math.Exp(6) / 2, look.LikelihoodRatio, 1e-9);
        Assert.Equal(2 * Math.Exp(-6), look.PValue, 1e-15);
    }

    [Fact]
    public void The_interval_leaves_out_0_exactly_when_the_ratio_reaches_1_over_the_level() => Sampled.ForAll((a, b) =>
    {
        var look = AlwaysValid.Look(a[0] / 100, 0.01 + Math.Abs(a[1] / 100), 0.1 + Math.Abs(b[0] / 100));

        Assert.Equal(look.LikelihoodRatio > 20, !look.Interval.Contains(0));
    });

    [Fact]
    public void Looks_agree_with_the_integral_over_effects_and_the_effects_it_does_not_reject()
    {
        var look = default(AlwaysValidLook);
        foreach (var (a, values) in Control.Family("look"))
        {
            look = AlwaysValid.Look(a[1], 1 / Math.Sqrt(a[0]), 0.12, look);

            References.Agree($"look {a[0]}", values, [look.LikelihoodRatio, look.PValue, look.Interval.Low, look.Interval.High], 1e-9);
        }
    }

    [Fact]
    public void The_best_spread_agrees_with_SciPys_search()
    {
        foreach (var (a, values) in Control.Family("tau"))
        {
            References.Agree($"tau {a[0]}", values, [AlwaysValid.TauFor(a[0], a[1])], 1e-6);
        }
    }

    [Fact]
    public void Looking_a_hundred_times_keeps_the_level()
    {
        var rng = new Rng(31);
        var (fixedAlarms, alarms) = (0, 0);

        for (var trial = 0; trial < 1000; trial++)
        {
            var (sum, look, peeked) = (0.0, default(AlwaysValidLook), false);
            for (var n = 1; n <= 2000; n++)
            {
                sum += rng.NextNormal();
                if (n % 20 == 0)
                {
                    look = AlwaysValid.Look(sum / n, 1 / Math.Sqrt(n), AlwaysValid.TauFor(1 / Math.Sqrt(1000)), look);
                    peeked |= Math.Abs(sum) / Math.Sqrt(n) > 1.96;
                }
            }

            alarms += look!.PValue < 0.05 ? 1 : 0;
            fixedAlarms += peeked ? 1 : 0;
        }

        Assert.InRange(alarms / 1000.0, 0.005, 0.05);
        Assert.True(fixedAlarms > 300); // what peeking at a fixed-size test would do
    }

    [Fact]
    public void An_effect_is_found_in_the_end()
    {
        var look = default(AlwaysValidLook);
        for (var n = 100; n <= 5000; n += 100)
        {
            look = AlwaysValid.Look(0.1, 1 / Math.Sqrt(n), 0.1, look);
        }

        Assert.True(look!.PValue < 0.001);
        Assert.True(look.Interval.Low > 0);
    }

    [Fact]
    public void Evidence_once_found_is_kept()
    {
        var found = AlwaysValid.Look(1, 0.2, 0.5);

        Assert.Equal(found.PValue, AlwaysValid.Look(0, 0.1, 0.5, found).PValue);
    }

    [Fact]
    public void The_best_spread_makes_the_narrowest_interval()
    {
        double Width(double tau) => AlwaysValid.Look(0, 0.02, tau).Interval.High;
        var tau = AlwaysValid.TauFor(0.02);

        Assert.True(Width(tau) < Width(1.05 * tau) && Width(tau) < Width(0.95 * tau));
    }

    [Fact]
    public void Numbers_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AlwaysValid.Look(double.NaN, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlwaysValid.Look(1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlwaysValid.Look(1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlwaysValid.Look(1, 1, 1, confidence: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlwaysValid.TauFor(0));
    }
}
