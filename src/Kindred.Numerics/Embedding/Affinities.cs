using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Embedding;

/// <summary>The joint probabilities of t-SNE: how near two rows are, in each other's measure.</summary>
static class Affinities
{
    const int BlockRows = 256;
    const int Steps = 100;
    const double EntropyTolerance = 1e-5;

    /// <summary>p(j|i) for each row's neighbours (n × k): normal densities whose width gives each row the wanted perplexity.</summary>
    internal static float[] Conditional(Neighborhoods neighbors, double perplexity, CancellationToken cancellation)
    {
        var k = neighbors.Count;
        var weights = new float[neighbors.Rows.Length];
        RowBlocks.For(weights.Length / k, BlockRows, (_, from, until) =>
        {
            var (squares, shares) = (new double[k], new double[k]);
            for (var i = from; i < until; i++)
            {
                for (var j = 0; j < k; j++)
                {
                    double distance = neighbors.Distances[(i * k) + j];
                    squares[j] = distance * distance;
                }

                FindShares(squares, Math.Log(perplexity), shares);
                for (var j = 0; j < k; j++)
                {
                    weights[(i * k) + j] = (float)shares[j];
                }
            }
        }, cancellation);
        return weights;
    }

    /// <summary>p(i, j) of each entry of the graph: the mean of p(j|i) and p(i|j), over n.</summary>
    internal static float[] Joint(NeighborGraph graph)
    {
        var joint = new float[graph.Targets.Length];
        double rows = graph.Starts.Length - 1;
        for (var at = 0; at < joint.Length; at++)
        {
            joint[at] = (float)(((double)graph.Forward[at] + graph.Backward[at]) / (2 * rows));
        }

        return joint;
    }

    /// <summary>Bisects the precision β for which shares ∝ exp(−β·squares) have the wanted entropy.</summary>
    static void FindShares(double[] squares, double wanted, double[] shares)
    {
        var spread = squares.Average() - squares[0]; // neighbours come nearest first
        var (beta, low, high) = (spread > 0 ? 1 / spread : 1, 0.0, double.PositiveInfinity);
        for (var step = 0; step < Steps; step++)
        {
            var entropy = Entropy(squares, beta, shares);
            if (Math.Abs(entropy - wanted) <= EntropyTolerance)
            {
                return;
            }

            if (entropy > wanted)
            {
                (low, beta) = (beta, double.IsPositiveInfinity(high) ? beta * 2 : (beta + high) / 2);
            }
            else
            {
                (high, beta) = (beta, (beta + low) / 2);
            }
        }
    }

    static double Entropy(double[] squares, double beta, double[] shares)
    {
        // Taken from the nearest on, which leaves the shares as they are and keeps one of them from vanishing.
        var (sum, weighted, nearest) = (0.0, 0.0, squares[0]);
        for (var j = 0; j < shares.Length; j++)
        {
            shares[j] = Math.Exp(-beta * (squares[j] - nearest));
            sum += shares[j];
            weighted += shares[j] * (squares[j] - nearest);
        }

        for (var j = 0; j < shares.Length; j++)
        {
            shares[j] /= sum;
        }

        return Math.Log(sum) + (beta * weighted / sum);
    }
}
