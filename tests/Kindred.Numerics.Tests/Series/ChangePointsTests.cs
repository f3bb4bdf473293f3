using FsCheck;
using FsCheck.Fluent;
using Kindred.Numerics.Series;

namespace Kindred.Numerics.Tests.Series;

public sealed class ChangePointsTests
{
    [Fact]
    public void A_step_is_found_where_it_is()
    {
        var fit = ChangePoints.Find([1, 2, 1, 2, 9, 8, 9, 8], new() { Noise = 0.5 });

        Assert.Equal([4], fit.Places);
        Assert.Equal([new(0, 4, 1.5, 0.25), new(4, 4, 8.5, 0.25)], fit.Segments);
        Assert.Equal((8 * 0.25 / 0.25) + (2 * Math.Log(8)), fit.Cost, 1e-9);
    }

    [Fact]
    public void The_Nile_falls_after_1898()
    {
        var fit = ChangePoints.Find(SeriesData.Classic("Nile"));

        Assert.Equal([28], fit.Places); // 1871 + 28 is the first year after, as in R's strucchange and in Cobb (1978)
        Assert.Equal(1097.75, fit.Segments[0].Mean, 1e-9);
    }

    [Fact]
    public void A_change_of_spread_alone_is_seen_when_asked_for()
    {
        var rng = new Rng(12);
        var series = Enumerable.Range(0, 300).Select(i => (i < 120 ? 1 : 4) * rng.NextNormal()).ToArray();

        var fit = ChangePoints.Find(series, new() { In = ChangeIn.MeanAndVariance, MinimumLength = 5 });

        Assert.InRange(Assert.Single(fit.Places), 112, 128);
    }

    [Fact]
    public void A_change_of_counts_is_seen()
    {
        double[] counts = [0, 1, 0, 2, 1, 0, 1, 0, 1, 1, 6, 8, 5, 7, 9, 6, 5, 8];

        Assert.Equal([10], ChangePoints.Find(counts, new() { In = ChangeIn.Rate }).Places);
    }

    [Fact]
    public void Pruning_never_costs_the_best_cuts() =>
        Check.One(SeriesData.FixedSeed, Prop.ForAll<int, int, int>((seed, kind, least) => IsBest(new Rng((ulong)seed), Math.Abs(kind % 3), 2 + Math.Abs(least % 4))));

    [Theory]
    [InlineData(ChangeIn.Mean, "values", 2)]
    [InlineData(ChangeIn.Mean, "values", 9)]
    [InlineData(ChangeIn.MeanAndVariance, "values", 2)]
    [InlineData(ChangeIn.MeanAndVariance, "values", 5)]
    [InlineData(ChangeIn.Rate, "counts", 2)]
    [InlineData(ChangeIn.Rate, "counts", 1)]
    public void Cuts_are_the_cheapest_that_NumPy_finds_by_trying_all(ChangeIn kind, string series, int least)
    {
        var golden = new References("series/changes");

        var fit = ChangePoints.Find(golden[series], new() { In = kind, MinimumLength = least });

        golden.Agree($"{kind} {least}", 1e-9, [fit.Cost, .. fit.Places.Select(place => (double)place)]);
    }

    [Fact]
    public void Noise_is_mostly_left_whole_and_a_constant_series_always()
    {
        var rng = new Rng(5);
        var whole = Enumerable.Range(0, 100).Count(_ =>
            ChangePoints.Find(Enumerable.Range(0, 200).Select(_ => rng.NextNormal()).ToArray()).Segments.Count == 1);

        Assert.InRange(whole, 80, 100);
        foreach (var kind in Enum.GetValues<ChangeIn>())
        {
            Assert.Single(ChangePoints.Find(Enumerable.Repeat(3.0, 50).ToArray(), new() { In = kind }).Segments);
        }
    }

    [Fact]
    public void What_cannot_be_cut_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ChangePoints.Find([]));
        Assert.Throws<ArgumentException>(() => ChangePoints.Find([1]));
        Assert.Throws<ArgumentException>(() => ChangePoints.Find([1, double.NaN, 3]));
        Assert.Throws<ArgumentException>(() => ChangePoints.Find([1, 2, double.PositiveInfinity]));
        Assert.Throws<ArgumentException>(() => ChangePoints.Find([1, -2, 3], new() { In = ChangeIn.Rate }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChangePoints.Find([1, 2, 3], new() { MinimumLength = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChangePoints.Find([1, 2, 3], new() { In = ChangeIn.MeanAndVariance, MinimumLength = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChangePoints.Find([1, 2, 3], new() { Penalty = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChangePoints.Find([1, 2, 3], new() { Noise = 0 }));
        Assert.Throws<OperationCanceledException>(() => ChangePoints.Find(new double[2000], null, new(true)));
    }

    /// <summary>Compares with the cost of every way to cut, by plain dynamic programming.</summary>
    static bool IsBest(Rng rng, int kind, int least)
    {
        var level = 0.0;
        var series = new double[least + rng.NextInt32(60)];
        for (var i = 0; i < series.Length; i++)
        {
            level = rng.NextInt32(12) == 0 ? 5 * rng.NextNormal() : level;
            series[i] = kind == 2 ? Math.Floor(Math.Abs(level + rng.NextNormal())) : level + rng.NextNormal();
        }

        var options = new ChangePointOptions { In = (ChangeIn)kind, MinimumLength = least, Noise = 1, Penalty = 6 };
        var best = new double[series.Length + 1];
        Array.Fill(best, double.PositiveInfinity);
        best[0] = -6;
        for (var end = least; end <= series.Length; end++)
        {
            for (var start = 0; start + least <= end; start++)
            {
                best[end] = Math.Min(best[end], best[start] + Cost(series, start, end, kind) + 6);
            }
        }

        var fit = ChangePoints.Find(series, options);
        var cost = fit.Segments.Sum(x => Cost(series, x.Start, x.Start + x.Length, kind)) + (6 * fit.Places.Count);
        return Math.Abs(cost - best[^1]) < 1e-6 && Math.Abs(fit.Cost - best[^1]) < 1e-6 && fit.Segments.All(x => x.Length >= least);
    }

    static double Cost(double[] series, int start, int end, int kind)
    {
        var part = series[start..end];
        var (mean, count) = (part.Average(), end - start);
        var squares = part.Sum(x => (x - mean) * (x - mean));
        var whole = series.Average();
        var floor = 1e-9 * series.Average(x => (x - whole) * (x - whole));
        return kind == 0 ? squares
            : kind == 1 ? count * (Math.Log(Math.Max(squares / count, floor)) + 1)
            : mean > 0 ? 2 * ((count * mean) - (count * mean * Math.Log(mean))) : 0;
    }
}
