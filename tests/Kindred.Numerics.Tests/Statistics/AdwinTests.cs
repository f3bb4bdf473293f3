using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Tests.Statistics;

public sealed class AdwinTests
{
    static readonly References Control = new("statistics/control");

    [Fact]
    public void The_window_knows_its_mean_and_variance()
    {
        var adwin = new Adwin();
        foreach (var value in new[] { 0.1, 0.4, 0.4, 0.9 })
        {
            Assert.False(adwin.Add(value));
        }

        Assert.Equal(4, adwin.Width);
        Assert.Equal(0.45, adwin.Mean, 1e-15);
        Assert.Equal(((0.35 * 0.35) + (2 * 0.05 * 0.05) + (0.45 * 0.45)) / 4, adwin.Variance, 1e-15);
    }

    [Fact]
    public void A_change_of_mean_drops_what_was_before()
    {
        var (adwin, rng) = (new Adwin(), new Rng(43));
        for (var i = 0; i < 2000; i++)
        {
            adwin.Add(0.3 + (0.1 * rng.NextDouble()));
        }

        var found = Enumerable.Range(0, 200).First(_ => adwin.Add(0.6 + (0.1 * rng.NextDouble())));

        Assert.InRange(found, 5, 64);
        Assert.InRange(adwin.Mean, 0.4, 0.7);
        Assert.True(adwin.Width < 200);
    }

    [Fact]
    public void A_steady_stream_is_hardly_ever_cut()
    {
        var cuts = 0;
        for (var stream = 0; stream < 40; stream++)
        {
            var (adwin, rng) = (new Adwin(0.05), new Rng((ulong)stream));
            for (var i = 0; i < 2000; i++)
            {
                cuts += adwin.Add(rng.NextDouble()) ? 1 : 0;
            }
        }

        Assert.InRange(cuts, 0, 4); // of 40 streams, 2 at a level of 0.05
    }

    [Fact]
    public void Without_a_cut_the_window_holds_everything() => Sampled.ForAll(values =>
    {
        var adwin = new Adwin(checkEvery: int.MaxValue);
        foreach (var value in values)
        {
            adwin.Add(value);
        }

        Assert.Equal(values.Length, adwin.Width);
        Assert.Equal(values.Average(), adwin.Mean, 1e-9);
        Assert.Equal(values.Average(x => Math.Pow(x - values.Average(), 2)), adwin.Variance, 1e-6);
    });

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.3)]
    public void Cuts_are_those_of_the_published_algorithm_on_whole_windows(double delta)
    {
        var (adwin, cuts) = (new Adwin(delta), new List<double>());
        foreach (var (i, value) in Control["stream"].Index())
        {
            if (adwin.Add(value))
            {
                cuts.AddRange([i, adwin.Width, adwin.Mean]);
            }
        }

        Control.Agree(FormattableString.Invariant($"adwin {delta}"), 1e-12, [.. cuts]);
        Control.Agree(FormattableString.Invariant($"adwin end {delta}"), 1e-10, adwin.Width, adwin.Mean, adwin.Variance);
    }

    [Fact]
    public void An_empty_window_has_no_mean_to_speak_of() => Assert.Equal((0, 0, 0), (new Adwin().Width, new Adwin().Mean, new Adwin().Variance));

    [Fact]
    public void Numbers_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adwin(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adwin(0.01, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adwin().Add(double.NaN));
    }
}
