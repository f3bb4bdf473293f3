using System.Numerics.Tensors;
using Kindred.Numerics.Optimization;
using MathNet.Numerics.LinearAlgebra;

namespace Kindred.Numerics.Lifetimes;

/// <summary>The mean log-likelihood at the logs of the parameters, with its slope over those logs.</summary>
delegate double Likelihood(ReadOnlySpan<double> logs, Span<double> slope);

/// <summary>Maximum likelihood over positive parameters: BFGS on their logs from several starts, on some of the observations, then Newton on all.</summary>
static class LikelihoodSearch
{
    const double Farthest = 14; // e¹⁴ ≈ 10⁶ away from where the search began, a parameter means 0 or infinity
    const int NewtonSteps = 12;
    const double Precise = 1e-10; // of a log

    /// <summary>A maximum found; parameters are not their logs.</summary>
    public sealed record Peak(double[] Parameters, double LogLikelihood, double[]? StandardErrors, bool Converged);

    /// <summary>Where Newton's method ended: logs, the mean log-likelihood there, and the length of the last step.</summary>
    sealed record Summit(double[] At, double Mean, double LastStep);

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

        // The curvature over some of the observations is near that over all, so that steps by it shrink fast.
        var summit = Polish(likelihood, best.At, Covariance(draft, best.At), cancellation);
        var converged = summit.LastStep <= Precise;
        if (!converged)
        {
            best = Ascend(likelihood, best.At, origin, 1e-10, cancellation);
            summit = Polish(likelihood, best.At, Covariance(likelihood, best.At), cancellation);
            converged = best.Converged || summit.LastStep < 1e-6;
        }

        var spread = Covariance(likelihood, summit.At);
        var parameters = Array.ConvertAll(summit.At, Math.Exp);
        double[]? errors = spread is null ? null : [.. parameters.Select((value, i) => value * Math.Sqrt(spread[i, i] / weight))];
        return new(parameters, summit.Mean * weight, errors, errors is not null && converged);
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

    /// <summary>A few steps of Newton's method by one curvature, as long as they go up.</summary>
    static Summit Polish(Likelihood likelihood, double[] start, Matrix<double>? inverse, CancellationToken cancellation)
    {
        var (at, slope, next, nextSlope) = ((double[])start.Clone(), new double[start.Length], new double[start.Length], new double[start.Length]);
        var mean = likelihood(at, slope);
        var last = double.PositiveInfinity;
        for (var i = 0; i < NewtonSteps && inverse is not null && last > Precise; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var step = inverse * Vector<double>.Build.DenseOfArray(slope);
            var size = step.AbsoluteMaximum();
            TensorPrimitives.Add<double>(at, step.AsArray(), next);
            var nextMean = size < 1 ? likelihood(next, nextSlope) : double.NegativeInfinity;
            if (!(nextMean >= mean - (1e-12 * Math.Abs(mean))))
            {
                break;
            }

            (at, next, slope, nextSlope, mean, last) = (next, at, nextSlope, slope, nextMean, size);
        }

        return new(at, mean, last);
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
