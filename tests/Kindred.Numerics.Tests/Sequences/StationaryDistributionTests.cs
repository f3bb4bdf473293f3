using Kindred.Numerics.Sequences;
using Kindred.Numerics.Tests.Statistics;

namespace Kindred.Numerics.Tests.Sequences;

public sealed class StationaryDistributionTests
{
    [Fact]
    public void Time_is_spent_where_it_is_harder_to_leave() =>
        Assert.Equal([0.8, 0.2], StationaryDistribution.Of(new[,] { { 0.9, 0.1 }, { 0.4, 0.6 } }), Close);

    [Fact]
    public void A_state_that_is_left_for_good_gets_none() =>
        Assert.Equal(
            [0, 0.5, 0.5], StationaryDistribution.Of(new[,] { { 0.5, 0.5, 0 }, { 0, 0, 1 }, { 0, 1, 0 } }), Close);

    [Fact]
    public void The_distribution_agrees_with_NumPys_eigenvector() =>
        Journeys.Reference.Agree("stationary", 1e-12, StationaryDistribution.Of(Journeys.Matrix("transitions")));

    [Fact]
    public void Rare_states_keep_their_digits() =>
        Assert.Equal(
            [1 / (1 + 1e-18), 1e-18 / (1 + 1e-18)],
            StationaryDistribution.Of(new[,] { { 1 - 1e-18, 1e-18 }, { 1, 0 } }),
            (one, other) => Math.Abs(one - other) <= 1e-14 * one);

    [Fact]
    public void Another_step_changes_nothing() => Sampled.ForAll((a, b) =>
    {
        var n = Math.Min(a.Length, b.Length);
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            var row = Enumerable.Range(0, n).Select(j => 0.1 + Math.Abs(a[i] * b[j] % 1)).ToArray();
            for (var j = 0; j < n; j++)
            {
                matrix[i, j] = row[j] / row.Sum();
            }
        }

        var shares = StationaryDistribution.Of(matrix);
        for (var j = 0; j < n; j++)
        {
            Assert.Equal(shares[j], Enumerable.Range(0, n).Sum(i => shares[i] * matrix[i, j]), 1e-12);
        }
    });

    [Fact]
    public void Two_ways_to_end_up_are_refused_with_the_reason()
    {
        var refusal = Assert.Throws<ArgumentException>(() => StationaryDistribution.Of(new double[,] { { 1, 0 }, { 0, 1 } }));

        Assert.Contains("depends on its start", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_that_is_not_stochastic_is_refused()
    {
        Assert.Throws<ArgumentException>(() => StationaryDistribution.Of(new double[0, 0]));
        Assert.Throws<ArgumentException>(() => StationaryDistribution.Of(new double[1, 2]));
        Assert.Throws<ArgumentException>(() => StationaryDistribution.Of(new[,] { { 0.5, 0.4 }, { 0, 1 } }));
        Assert.Throws<ArgumentException>(() => StationaryDistribution.Of(new[,] { { 1.5, -0.5 }, { 0, 1 } }));
        Assert.Throws<ArgumentException>(() => StationaryDistribution.Of(new[,] { { double.NaN } }));
    }

    static bool Close(double one, double other) => Math.Abs(one - other) < 1e-15;
}
