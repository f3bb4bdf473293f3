using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Embedding;

/// <summary>The degrees to which rows are neighbours, as UMAP defines them.</summary>
static class FuzzyDegrees
{
    const int BlockRows = 1024;
    const int Steps = 64;
    const double Tolerance = 1e-5;
    const double LeastScale = 1e-3;

    /// <summary>w(j|i) for each row's neighbours (n × k − 1, the row itself being the first of its k).</summary>
    internal static float[] Among(Neighborhoods neighbors, CancellationToken cancellation)
    {
        var k = neighbors.Count;
        var degrees = new float[neighbors.Rows.Length];
        var mean = System.Numerics.Tensors.TensorPrimitives.Sum<float>(neighbors.Distances) / ((double)degrees.Length / k * (k + 1));
        RowBlocks.For(degrees.Length / k, BlockRows, (_, from, until) =>
        {
            for (var i = from; i < until; i++)
            {
                var distances = neighbors.Distances.AsSpan(i * k, k);
                var rho = 0f;
                for (var j = k - 1; j >= 0; j--)
                {
                    rho = distances[j] > 0 ? distances[j] : rho; // the least that is not 0, as they rise
                }

                var own = System.Numerics.Tensors.TensorPrimitives.Sum<float>(distances) / (k + 1);
                var sigma = Math.Max(Sigma(distances, rho, Math.Log2(k + 1)), LeastScale * (rho > 0 ? own : mean));
                Write(distances, rho, sigma, degrees.AsSpan(i * k, k));
            }
        }, cancellation);
        return degrees;
    }

    /// <summary>The degrees of one new row to its k nearest, whose distances rise: there ρ is 0, so that no neighbour counts in full unless it is equal.</summary>
    internal static void OfNew(ReadOnlySpan<float> distances, Span<float> degrees)
    {
        var mean = System.Numerics.Tensors.TensorPrimitives.Sum(distances) / distances.Length;
        var sigma = Math.Max(Sigma(distances[1..], 0, Math.Log2(distances.Length)), LeastScale * mean);
        Write(distances, 0, sigma, degrees);
    }

    /// <summary>w(i, j) of each entry of the graph: the degree to which either is the other's neighbour.</summary>
    internal static float[] Union(NeighborGraph graph)
    {
        var degrees = new float[graph.Targets.Length];
        for (var at = 0; at < degrees.Length; at++)
        {
            var (forward, backward) = (graph.Forward[at], graph.Backward[at]);
            degrees[at] = forward + backward - (forward * backward);
        }

        return degrees;
    }

    static void Write(ReadOnlySpan<float> distances, double rho, double sigma, Span<float> degrees)
    {
        for (var j = 0; j < distances.Length; j++)
        {
            degrees[j] = distances[j] <= rho || sigma == 0 ? 1 : (float)Math.Exp(-(distances[j] - rho) / sigma);
        }
    }

    /// <summary>Bisects σ until Σ exp(−max(0, distance − ρ) / σ) is the wanted sum.</summary>
    static double Sigma(ReadOnlySpan<float> distances, double rho, double wanted)
    {
        var (sigma, low, high) = (1.0, 0.0, double.PositiveInfinity);
        for (var step = 0; step < Steps; step++)
        {
            var sum = 0.0;
            foreach (var distance in distances)
            {
                sum += distance > rho ? Math.Exp(-(distance - rho) / sigma) : 1;
            }

            if (Math.Abs(sum - wanted) < Tolerance)
            {
                break;
            }

            if (sum > wanted)
            {
                (high, sigma) = (sigma, (low + sigma) / 2);
            }
            else
            {
                (low, sigma) = (sigma, double.IsPositiveInfinity(high) ? sigma * 2 : (sigma + high) / 2);
            }
        }

        return sigma;
    }
}
