using System.Numerics.Tensors;
using Kindred.Numerics.Optimization;
using MathNet.Numerics.LinearAlgebra;

namespace Kindred.Numerics.Lifetimes;

/// <summary>The mean log-likelihood at the logs of the parameters, with its slope over those logs.</summary>
delegate double Likelihood(ReadOnlySpan<double> logs, Span<double> slope);

/// <summary>Maximum likelihood over positive parameters: BFGS on their logs from several starts, then Newton to full precision.</summary>
static class LikelihoodSearch
{
    const double Farthest = 14; // e¹⁴ ≈ 10⁶ away from where the search began, a parameter means 0 or infinity
    const int NewtonSteps = 8;

    /// <summary>A maximum found; parameters are not their logs.</summary>
    public sealed record Peak(double[] Parameters, double LogLikelihood, double[]? StandardErrors, bool Converged);

    /// <param name="likelihood">Over all observations.</param>
    /// <param name="draft">Over some of them, to choose among the starts by; may be the same.</param>
    /// <param name="starts">Logs of parameters.</param>
    /// <param name="weight">How many observations the mean is over.</param>
    public static Peak Climb(Likelihood likelihood, Likelihood draft, double[][] starts, double weight, CancellationToken cancellation)
    {
        var (best, origin) = (Ascend(draft, starts[0], starts[0], 1e-7, cancellation), starts[0]);
        foreach (var start in starts.Skip(1))
        {
            var found = Ascend(draft, start, start, 1e-7, cancellation);
            (best, origin) = found.Value < best.Value ? (found, start) : (best, origin);
        }

        best = Ascend(likelihood, best.At, origin, 1e-10, cancellation);
        return Polish(likelihood, best, weight, cancellation);
    }

    static Minimum Ascend(Likelihood likelihood, double[] from, double[] origin, double tolerance, CancellationToken cancellation)
    {
        var last = new double[from.Length];
        return Bfgs.Minimize(Descent, from, new() { Tolerance = tolerance }, Slope, cancellation);

        double Descent(ReadOnlySpan<double> at)
        {
            for (var i = 0; i < at.Length; i++)
            {
                if (Math.Abs(at[i] - origin[i]) > Farthest)
                {
                    return double.PositiveInfinity;
                }
            }

            return -likelihood(at, last);
        }

        // BFGS asks for the slope only at the point it evaluated last.
        void Slope(ReadOnlySpan<double> at, Span<double> gradient) => TensorPrimitives.Negate(last, gradient);
    }

    /// <summary>A few steps of Newton's method with the curvature at the start; standard errors from the one at the end.</summary>
    static Peak Polish(Likelihood likelihood, Minimum start, double weight, CancellationToken cancellation)
    {
        var (at, slope, next, nextSlope) = ((double[])start.At.Clone(), new double[start.At.Length], new double[start.At.Length], new double[start.At.Length]);
        var inverse = Covariance(likelihood, at);
        var mean = likelihood(at, slope);
        var size = double.PositiveInfinity;
        for (var i = 0; i < NewtonSteps && inverse is not null && size > 1e-10; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var step = inverse * Vector<double>.Build.DenseOfArray(slope);
            size = step.AbsoluteMaximum();
            TensorPrimitives.Add<double>(at, step.AsArray(), next);
            var nextMean = size < 1 ? likelihood(next, nextSlope) : double.NegativeInfinity;
            if (!(nextMean >= mean - (1e-12 * Math.Abs(mean))))
            {
                break;
            }

            (at, next, slope, nextSlope, mean) = (next, at, nextSlope, slope, nextMean);
        }

        inverse = Covariance(likelihood, at);
        var parameters = Array.ConvertAll(at, Math.Exp);
        double[]? errors = inverse is null ? null : [.. parameters.Select((value, i) => value * Math.Sqrt(inverse[i, i] / weight))];
        return new(parameters, mean * weight, errors, errors is not null && (start.Converged || size < 1e-6));
    }

    /// <summary>The inverse of minus the curvature over the logs, or null where that is not positive definite.</summary>
    static Matrix<double>? Covariance(Likelihood likelihood, double[] at)
    {
        const double Step = 1e-5;
        var k = at.Length;
        var information = Matrix<double>.Build.Dense(k, k);
        var (moved, above, below) = ((double[])at.Clone(), new double[k], new double[k]);
        for (var i = 0; i < k; i++)
        {
            moved[i] = at[i] + Step;
            likelihood(moved, above);
            moved[i] = at[i] - Step;
            likelihood(moved, below);
            moved[i] = at[i];
            for (var j = 0; j < k; j++)
            {
                var curvature = (below[j] - above[j]) / (2 * Step);
                information[i, j] += 0.5 * curvature;
                information[j, i] += 0.5 * curvature;
            }
        }

        // Flat against the steepest direction means that the data do not tell the parameters apart.
        var eigen = information.Evd(Symmetricity.Symmetric).EigenValues;
        var (least, most) = (eigen.Min(value => value.Real), eigen.Max(value => value.Real));
        return least > 1e-9 * most ? information.Inverse() : null;
    }
}
