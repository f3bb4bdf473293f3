using System.Numerics.Tensors;
using Kindred.Numerics.Decomposition;
using Kindred.Numerics.Scaling;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Kindred.Numerics.Learners;

/// <summary>Newton's method on the penalised likelihood, over columns scaled to mean 0 and deviation 1; the intercept comes last.</summary>
sealed class LogisticNewton
{
    const int DraftRows = 16_384;
    const int MostHalvings = 40;
    const double Enough = 1e-12;
    const double Nothing = 1e-18; // at which even the curvature stays as it is to nine digits
    const double LeastPivot = 1e-12; // of a scaled column, after the others are taken out of it

    readonly Matrix _points;
    readonly int[] _labels;
    readonly double[] _counts, _means, _deviations, _penalties;
    readonly int _most;

    internal LogisticNewton(Matrix points, int[] labels, double[] counts, LogisticRegressionOptions options)
    {
        (_points, _labels, _counts, _most) = (points, labels, counts, options.MaxIterations);
        (_means, _deviations) = ColumnMoments.Of(points);
        _penalties = [.. _deviations.Select(deviation => options.Penalty / (deviation * deviation)), 0];
    }

    /// <summary>The same question asked of some of the rows, in the same scale, with a penalty in proportion.</summary>
    LogisticNewton(LogisticNewton all, int[] rows)
    {
        _points = RowSample.Take(all._points, rows);
        (_labels, _counts) = (Array.ConvertAll(rows, row => all._labels[row]), Array.ConvertAll(rows, row => all._counts[row]));
        (_means, _deviations, _most) = (all._means, all._deviations, all._most);
        _penalties = Array.ConvertAll(all._penalties, penalty => penalty * rows.Length / all._points.Rows);
    }

    /// <summary>The value at some weights, its slope and its curvature, which is the information and the penalty.</summary>
    sealed record Local(double Value, double LogLikelihood, DenseVector Slope, DenseMatrix Information, DenseMatrix Curvature);

    internal LogisticRegressionFit Run(CancellationToken cancellation)
    {
        var at = Draft(cancellation) ?? Constant();
        var here = Expand(at, cancellation);
        ThrowIfDependent(here.Curvature, "points");
        var (iterations, converged) = Walk(at, ref here, cancellation);
        return Describe(at, here, iterations, converged);
    }

    /// <summary>The weights that fit a sample of many rows, from where few steps are left to take; null where it gives none.</summary>
    double[]? Draft(CancellationToken cancellation)
    {
        if (_points.Rows < 4 * DraftRows)
        {
            return null;
        }

        var rows = RowSample.Distinct(_points.Rows, DraftRows, new(0));
        var sample = new LogisticNewton(this, rows);
        var at = sample.Constant();
        if (!double.IsFinite(at[^1])) // the sample is all of one class
        {
            return null;
        }

        var here = sample.Expand(at, cancellation);
        return sample.Walk(at, ref here, cancellation).Converged ? at : null;
    }

    /// <summary>No weights, and the intercept that fits the share of class 1.</summary>
    double[] Constant()
    {
        var at = new double[_points.Columns + 1];
        var (ones, all) = (0.0, TensorPrimitives.Sum<double>(_counts));
        for (var i = 0; i < _labels.Length; i++)
        {
            ones += _labels[i] * _counts[i];
        }

        at[^1] = Math.Log(ones / (all - ones));
        return at;
    }

    /// <summary>Takes Newton's steps until they gain next to nothing.</summary>
    (int Iterations, bool Converged) Walk(double[] at, ref Local here, CancellationToken cancellation)
    {
        var (iteration, converged) = (0, false);
        while (!converged && iteration < _most && Direction(here) is { } direction)
        {
            var gain = direction * here.Slope; // twice what the parabola promises
            converged = gain <= Enough * here.Value;
            if (gain <= Nothing * here.Value)
            {
                TensorPrimitives.Subtract(at, direction.Values, at);
                return (iteration + 1, true);
            }

            if ((converged ? Step(at, direction, cancellation) : Descend(at, direction, here, cancellation)) is not { } next)
            {
                break;
            }

            here = next;
            iteration++;
        }

        return (iteration, converged);
    }

    /// <summary>Moves by the whole direction: the last step gains less than rounding leaves of the value, which so cannot judge it.</summary>
    Local Step(double[] at, DenseVector direction, CancellationToken cancellation)
    {
        TensorPrimitives.Subtract(at, direction.Values, at);
        return Expand(at, cancellation);
    }

    /// <summary>Moves along the direction by 1, ½, ¼, …, until the value falls; null, without moving, where it never does.</summary>
    Local? Descend(double[] at, DenseVector direction, Local here, CancellationToken cancellation)
    {
        var next = new double[at.Length];
        for (var (halving, length) = (0, 1.0); halving < MostHalvings; halving++, length /= 2)
        {
            cancellation.ThrowIfCancellationRequested();
            TensorPrimitives.MultiplyAdd(direction.Values, -length, at, next);
            var there = Expand(next, cancellation);
            if (there.Value <= here.Value + (1e-15 * Math.Abs(here.Value)))
            {
                next.CopyTo(at, 0);
                return there;
            }
        }

        return null;
    }

    /// <summary>H⁻¹ times the slope; null where the curvature has vanished, as it does on the way to infinite weights.</summary>
    static DenseVector? Direction(Local here) => Factor(here.Curvature)?.Solve(here.Slope) as DenseVector;

    static MathNet.Numerics.LinearAlgebra.Factorization.Cholesky<double>? Factor(DenseMatrix curvature)
    {
        try
        {
            var factor = curvature.Cholesky();
            return factor.Factor.Diagonal().Minimum() > 1e-9 ? factor : null;
        }
        catch (ArgumentException) // not positive definite
        {
            return null;
        }
    }

    Local Expand(double[] at, CancellationToken cancellation)
    {
        var (k, d, width) = (at.Length, _points.Columns, LogisticTile.Width(_points.Columns));
        var padded = new double[width];
        at.CopyTo(padded, 0);
        var sums = Scatter.Sum(_points, (width * width) + width + 1, (from, until, partial) =>
        {
            var tile = new LogisticTile(_means, _deviations);
            for (var i = from; i < until; i += LogisticTile.Rows)
            {
                var rows = Math.Min(LogisticTile.Rows, until - i);
                partial[^1] += tile.Add(
                    _points.Values.Slice(i * d, rows * d),
                    _labels.AsSpan(i, rows),
                    _counts.AsSpan(i, rows),
                    padded,
                    partial.Slice(width * width, width),
                    partial[..(width * width)]);
            }
        }, cancellation);
        var penalty = 0.5 * Enumerable.Range(0, k).Sum(j => _penalties[j] * at[j] * at[j]);
        var information = DenseMatrix.Create(k, k, (i, j) => sums[(Math.Min(i, j) * width) + Math.Max(i, j)]);
        return new(
            sums[^1] + penalty,
            -sums[^1],
            DenseVector.Create(k, j => sums[(width * width) + j] + (_penalties[j] * at[j])),
            information,
            information + DenseMatrix.OfDiagonalArray(_penalties));
    }

    /// <summary>Refuses columns of which one follows from the others, unless a penalty chooses between them.</summary>
    void ThrowIfDependent(DenseMatrix curvature, string name)
    {
        if (_penalties[0] > 0)
        {
            return;
        }

        var (d, left) = (_points.Columns, curvature.Clone());
        for (var j = d; j >= 0; j--) // the intercept first
        {
            if (!(left[j, j] > LeastPivot * curvature[j, j]))
            {
                throw new ArgumentException(
                    $"Column {j} is constant or follows from the others, so its weight cannot be told. Leave it out, or set a penalty.", name);
            }

            for (var i = 0; i < j; i++)
            {
                for (var c = 0; c < j; c++)
                {
                    left[i, c] -= left[i, j] * left[j, c] / left[j, j];
                }
            }
        }
    }

    LogisticRegressionFit Describe(double[] at, Local here, int iterations, bool converged)
    {
        var d = _points.Columns;
        var spread = converged ? Spread(here) : null;
        var terms = Enumerable.Range(0, d)
            .Select(j => new LogisticTerm(at[j] / _deviations[j], spread is null ? double.NaN : Math.Sqrt(spread[j, j]) / _deviations[j]))
            .ToArray();
        var turn = DenseVector.Create(d + 1, j => j == d ? 1 : -_means[j] / _deviations[j]);
        var intercept = DenseVector.OfArray(at) * turn;
        return new()
        {
            Intercept = new(intercept, spread is null ? double.NaN : Math.Sqrt(turn * (spread * turn))),
            Terms = terms,
            LogLikelihood = here.LogLikelihood,
            Iterations = iterations,
            Converged = converged,
        };
    }

    /// <summary>H⁻¹·I·H⁻¹, the covariance of the scaled weights.</summary>
    static DenseMatrix? Spread(Local here)
    {
        if (Factor(here.Curvature) is not { } factor)
        {
            return null;
        }

        var inverse = factor.Solve(DenseMatrix.CreateIdentity(here.Curvature.RowCount));
        return (DenseMatrix)(inverse * here.Information * inverse);
    }
}
