using Kindred.Numerics.Optimization;
using MathNet.Numerics.LinearAlgebra;

namespace Kindred.Numerics.Series;

/// <summary>What follows from lag coefficients once they are found: variance, criteria, standard errors, the end of the series.</summary>
static class ArimaEstimate
{
    public static ArimaFit Make(
        ReadOnlySpan<double> series,
        IReadOnlyList<double[]> regressors,
        ArimaLikelihood likelihood,
        ArimaLags lags,
        bool converged)
    {
        var order = likelihood.Order;
        var degenerate = likelihood.IsDegenerate();
        var errors = degenerate ? new double[order.Lags + likelihood.Unknowns - likelihood.Gaps.Length] : StandardErrors(likelihood, lags);
        var process = new ArmaProcess(order, lags);
        var excess = new double[process.Size, process.Size];
        var value = likelihood.Exact(process, excess);
        var (known, filled) = (likelihood.Known, Fill(series, likelihood));
        double[] numbers = [.. lags.Flat, .. likelihood.Coefficients.Skip(likelihood.Gaps.Length)];
        return new()
        {
            Order = order,
            Lags = lags,
            Coefficients = [.. Names(order, regressors.Count).Select((name, i) => new ArimaCoefficient(name, numbers[i], errors[i]))],
            Variance = degenerate ? 0 : likelihood.SumOfSquares / known,
            LogLikelihood = degenerate ? double.PositiveInfinity : -known * (value + (0.5 * (1 + Math.Log(2 * Math.PI)))),
            Known = known,
            Residuals = degenerate ? new double[likelihood.Length] : [.. likelihood.Innovations],
            Filled = filled,
            Converged = converged,
            End = End(filled, regressors, likelihood, process, excess),
        };
    }

    /// <summary>
    /// The covariance of the lag coefficients from an objective's curvature, as likelihood per value; null where it has no peak.
    /// </summary>
    public static double[,]? LagCovariance(ArimaLikelihood likelihood, ArimaLags lags, Func<ArimaLags, double> objective)
    {
        if (likelihood.Order.Lags == 0)
        {
            return new double[0, 0];
        }

        var hessian = Derivatives.Hessian(at => objective(ArimaLags.From(likelihood.Order, at)), lags.Flat);
        var matrix = Matrix<double>.Build.DenseOfArray(hessian) * likelihood.Known;
        var inverse = matrix.ForAll(double.IsFinite) ? matrix.Inverse() : null;
        return inverse is not null && inverse.Diagonal().ForAll(x => x > 0 && double.IsFinite(x)) ? inverse.ToArray() : null;
    }

    static double[] StandardErrors(ArimaLikelihood likelihood, ArimaLags lags)
    {
        var (order, first) = (likelihood.Order, likelihood.Gaps.Length);
        var (count, others) = (order.Lags, likelihood.Unknowns - first);
        var errors = new double[count + others];
        if (LagCovariance(likelihood, lags, likelihood.Exact) is not { } covariance)
        {
            Array.Fill(errors, double.NaN);
            return errors;
        }

        var turns = Turns(likelihood, lags);
        _ = likelihood.Exact(lags);
        var given = likelihood.Covariance(first, likelihood.SumOfSquares / likelihood.Known);
        for (var i = 0; i < errors.Length; i++)
        {
            errors[i] = Math.Sqrt(i < count ? covariance[i, i] : given[i - count, i - count] + Spread(i - count));
        }

        return errors;

        double Spread(int coefficient)
        {
            var sum = 0.0;
            for (var i = 0; i < count; i++)
            {
                for (var j = 0; j < count; j++)
                {
                    sum += turns[i][first + coefficient] * covariance[i, j] * turns[j][first + coefficient];
                }
            }

            return sum;
        }
    }

    /// <summary>How the regression coefficients change with each lag coefficient.</summary>
    static double[][] Turns(ArimaLikelihood likelihood, ArimaLags lags)
    {
        const double Step = 1e-5;
        var flat = lags.Flat;
        return [.. flat.Select((_, i) => At(i, Step).Zip(At(i, -Step), (up, down) => (up - down) / (2 * Step)).ToArray())];

        double[] At(int i, double step)
        {
            double[] moved = [.. flat];
            moved[i] += step;
            _ = likelihood.Exact(ArimaLags.From(likelihood.Order, moved));
            return [.. likelihood.Coefficients];
        }
    }

    static double[] Fill(ReadOnlySpan<double> series, ArimaLikelihood likelihood)
    {
        double[] filled = [.. series];
        foreach (var (i, gap) in likelihood.Gaps.Index())
        {
            filled[gap] = -likelihood.Coefficients[i];
        }

        return filled;
    }

    static ArimaEnd End(
        double[] filled, IReadOnlyList<double[]> regressors, ArimaLikelihood likelihood, ArmaProcess process, double[,] excess)
    {
        var (order, gaps, n) = (likelihood.Order, likelihood.Gaps, filled.Length);
        var weights = Differences.Weights(order);
        double[] rest = [.. filled];
        double[][] others = [.. order.Constant ? [ArimaLikelihood.Level(order, 0, n)] : Array.Empty<double[]>(), .. regressors];
        var state = likelihood.State(likelihood.Unknowns);
        for (var c = 0; c < likelihood.Unknowns; c++)
        {
            var (coefficient, own) = (likelihood.Coefficients[c], likelihood.State(c));
            for (var i = 0; i < process.Size; i++)
            {
                state[i] -= coefficient * own[i];
            }

            for (var t = n - weights.Length; c >= gaps.Length && t < n; t++)
            {
                rest[t] -= coefficient * others[c - gaps.Length][t];
            }
        }

        var ends = gaps.Select((gap, c) => (Tail(gap), likelihood.State(c))).ToArray();
        return new(process, weights, rest[(n - weights.Length)..], state, excess, ends, share => likelihood.GapVariance(share));

        double[] Tail(int gap)
        {
            var tail = new double[weights.Length];
            if (gap >= n - weights.Length)
            {
                tail[gap - n + weights.Length] = 1;
            }

            return tail;
        }
    }

    static IEnumerable<string> Names(ArimaOrder order, int regressors)
    {
        var level = order.D + order.SeasonalD == 0 ? "mean" : "drift";
        return [.. Lags("ar", order.P), .. Lags("ma", order.Q), .. Lags("sar", order.SeasonalP), .. Lags("sma", order.SeasonalQ),
            .. order.Constant ? [level] : Array.Empty<string>(), .. Lags("x", regressors)];

        static IEnumerable<string> Lags(string name, int count) => Enumerable.Range(1, count).Select(i => $"{name}{i}");
    }
}
