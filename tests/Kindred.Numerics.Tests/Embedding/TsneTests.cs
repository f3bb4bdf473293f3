using Kindred.Numerics.Embedding;
using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Tests.Embedding;

public sealed class TsneTests
{
    [Fact]
    public void Shares_have_the_wanted_perplexity()
    {
        // Distances 1, 1, 2: with equal shares for the first two, s for the third.
        var neighbors = new Neighborhoods(3, [1, 2, 3], [1, 1, 2]);

        var shares = Affinities.Conditional(neighbors, perplexity: 2.5, default);

        Assert.Equal(1, shares.Sum(), 1e-6f);
        Assert.Equal(shares[0], shares[1]);
        Assert.Equal(Math.Log(2.5), -shares.Sum(share => share * Math.Log(share)), 2e-5);
    }

    [Fact]
    public void Affinities_agree_with_scikit_learn()
    {
        var all = Golden.Matrix("embedding/points");
        var points = new Matrix(60, all.Columns, all.Values[..(60 * all.Columns)].ToArray());

        var neighbors = NearestNeighbors.Among(points, 25);
        var graph = NeighborGraph.Join(neighbors, Affinities.Conditional(neighbors, 8, default));
        var joint = Affinities.Joint(graph);

        var dense = new double[60 * 60];
        for (var i = 0; i < 60; i++)
        {
            for (var at = graph.Starts[i]; at < graph.Starts[i + 1]; at++)
            {
                dense[(i * 60) + graph.Targets[at]] = joint[at];
            }
        }

        Golden.Agree(Golden.Values("embedding/affinities"), dense, 2e-5); // both bisect until the entropy is within 1e-5
    }

    [Fact]
    public void The_divergence_is_as_small_as_that_of_scikit_learn()
    {
        var points = Golden.Matrix("embedding/points");

        var fit = Tsne.Fit(points, new());

        var exact = Divergence(points, fit.Points, 30);
        Assert.InRange(exact, 0, 1.02 * Golden.Values("embedding/tsne_divergence")[0]);
        Assert.Equal(exact, fit.Divergence, 0.02 * exact);
    }

    [Fact]
    public void Groups_stay_together()
    {
        var (points, labels) = Property.Blobs(300, 6, 4, seed: 12);

        var places = Tsne.Fit(points, new() { Perplexity = 20, Iterations = 500 }).Points;

        var nearest = NearestNeighbors.Among(places, 1).Rows;
        Assert.True(nearest.Index().Count(pair => labels[pair.Item] == labels[pair.Index]) > 285);
    }

    [Fact]
    public void Any_map_is_finite() =>
        Property.ForAll(
            points =>
            {
                var fit = Tsne.Fit(points, new() { Perplexity = 1, Iterations = 250 });

                Assert.All(fit.Points.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
                Assert.True(double.IsFinite(fit.Divergence));
            },
            minRows: 4);

    [Fact]
    public void Any_number_of_threads_gives_the_same_map()
    {
        var (points, _) = Property.Blobs(1100, 4, 5, seed: 2);

        Threads.GiveTheSame(() => Tsne.Fit(points, new() { Iterations = 250 }).Points.Values.ToArray());
    }

    [Fact]
    public void Equal_rows_get_a_map_without_nan()
    {
        var fit = Tsne.Fit(new(20, 3), new() { Perplexity = 5, Iterations = 250 });

        Assert.All(fit.Points.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Progress_ends_at_1()
    {
        var shares = new List<double>();

        Tsne.Fit(Property.Blobs(100, 2, 2, seed: 1).Points, new(), new Collector(shares));

        Assert.Equal(shares.Order(), shares);
        Assert.InRange(shares[^1], 0.5, 1);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var points = Property.Blobs(30, 2, 2, seed: 1).Points;

        Assert.Throws<ArgumentOutOfRangeException>(() => Tsne.Fit(points, new() { Perplexity = 10 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tsne.Fit(points, new() { Perplexity = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tsne.Fit(points, new() { Perplexity = 5, Iterations = 100 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tsne.Fit(points, new() { Perplexity = 5, EarlyExaggeration = 0.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tsne.Fit(points, new() { Perplexity = 5, LearningRate = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tsne.Fit(points, new() { Perplexity = 5, Angle = 0 }));
    }

    [Fact]
    public void Few_rows_and_values_that_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Tsne.Fit(new(3, 2), new() { Perplexity = 1 }));
        Assert.Throws<ArgumentException>(() => Tsne.Fit(new(4, 1, [0, 1, 2, float.NaN]), new() { Perplexity = 1 }));
    }

    /// <summary>Kullback–Leibler divergence over all pairs, in double precision.</summary>
    static double Divergence(Matrix points, Matrix places, double perplexity)
    {
        var neighbors = NearestNeighbors.Among(points, (int)((3 * perplexity) + 1));
        var graph = NeighborGraph.Join(neighbors, Affinities.Conditional(neighbors, perplexity, default));
        var joint = Affinities.Joint(graph);
        double Near(int i, int j) => 1 / (1 + Math.Pow(places[i, 0] - places[j, 0], 2) + Math.Pow(places[i, 1] - places[j, 1], 2));
        var (total, sum) = (0.0, 0.0);
        for (var i = 0; i < places.Rows; i++)
        {
            total += Enumerable.Range(0, places.Rows).Where(j => j != i).Sum(j => Near(i, j));
        }

        for (var i = 0; i < places.Rows; i++)
        {
            for (var at = graph.Starts[i]; at < graph.Starts[i + 1]; at++)
            {
                sum += joint[at] > 0 ? joint[at] * Math.Log(joint[at] * total / Near(i, graph.Targets[at])) : 0;
            }
        }

        return sum;
    }

    sealed class Collector(List<double> shares) : IProgress<double>
    {
        public void Report(double value) => shares.Add(value);
    }
}
