using System.Numerics.Tensors;

namespace Kindred.Numerics.Scaling;

/// <summary>The Yeo–Johnson power transform of each column, which makes skewed values of either sign closer to normal.</summary>
/// <remarks>
/// <para>For x ≥ 0: ((x + 1)^λ − 1) / λ, or ln(x + 1) where λ = 0; for x &lt; 0: −((1 − x)^(2 − λ) − 1) / (2 − λ), or
/// −ln(1 − x) where λ = 2. λ maximises the normal log-likelihood −n/2 · ln s² + (λ − 1) Σ sign(x) ln(1 + |x|) with s² the
/// population variance of the transformed column, found by Brent's method from the bracket (−2, 2).</para>
/// <para>Agrees with scikit-learn's <c>PowerTransformer(standardize=False)</c>, but for columns without spread or without values,
/// which keep λ = 1 (no change). It does not scale: follow it with a <see cref="ColumnScale"/>. A fit takes
/// about 30 passes over each column in O(n) memory a column at work; columns run in parallel and each is summed in row order,
/// so the result does not depend on the number of cores. NaN is a missing value and stays one.
/// A result beyond single precision is infinite.</para>
/// <para>I.-K. Yeo and R. A. Johnson, "A new family of power transformations to improve normality or symmetry", Biometrika 87 (2000).</para>
/// </remarks>
public sealed record YeoJohnson
{
    readonly double[] _lambdas;

    /// <summary>The transform with the given power of each column.</summary>
    /// <exception cref="ArgumentException">A power is not finite.</exception>
    public YeoJohnson(IReadOnlyList<double> lambdas)
    {
        _lambdas = [.. lambdas];
        if (!_lambdas.All(double.IsFinite))
        {
            throw new ArgumentException("Every power must be finite.", nameof(lambdas));
        }
    }

    /// <summary>The power of each column; 1 changes nothing.</summary>
    public IReadOnlyList<double> Lambdas => _lambdas;

    /// <summary>The most likely power of each column.</summary>
    /// <param name="points">n × d; NaN is a missing value.</param>
    /// <param name="cancellation">Looked at before each column.</param>
    /// <exception cref="ArgumentException">A value is infinite.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static YeoJohnson Fit(Matrix points, CancellationToken cancellation = default)
    {
        points.ThrowIfInfinite(nameof(points));
        var lambdas = new double[points.Columns];
        RowBlocks.Each(points.Columns, j => lambdas[j] = FitColumn(ColumnMap.Present(points, j)), cancellation);
        return new(lambdas);
    }

    /// <summary>The transformed values; NaN stays NaN.</summary>
    /// <param name="points">n × d with as many columns as the transform.</param>
    /// <exception cref="ArgumentException">The number of columns differs, or a value is infinite.</exception>
    public Matrix Apply(Matrix points)
    {
        points.ThrowIfOtherColumns(_lambdas.Length, nameof(points));
        return ColumnMap.Apply(points, (x, j) => x >= 0 ? Forward(x, _lambdas[j]) : -Forward(-x, 2 - _lambdas[j]));
    }

    /// <summary>Values back in their own units; NaN stays NaN, and so becomes what no value is transformed to.</summary>
    /// <param name="points">n × d with as many columns as the transform.</param>
    /// <exception cref="ArgumentException">The number of columns differs, or a value is infinite.</exception>
    public Matrix Inverse(Matrix points)
    {
        points.ThrowIfOtherColumns(_lambdas.Length, nameof(points));
        return ColumnMap.Apply(points, (x, j) => x >= 0 ? Backward(x, _lambdas[j]) : -Backward(-x, 2 - _lambdas[j]));
    }

    /// <summary>Equal powers.</summary>
    public bool Equals(YeoJohnson? other) => other is not null && _lambdas.AsSpan().SequenceEqual(other._lambdas);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_lambdas.Length, _lambdas.Sum());

    static double Forward(double x, double power) =>
        power == 0 ? Log1p.Of(x) : Log1p.Expm1(power * Log1p.Of(x)) / power;

    static double Backward(double y, double power) =>
        power == 0 ? Log1p.Expm1(y) : Log1p.Expm1(Log1p.Of(power * y) / power);

    static double FitColumn(float[] values)
    {
        if (values.Length == 0 || values.AsSpan().IndexOfAnyExcept(values[0]) < 0)
        {
            return 1;
        }

        // ln(1 + |x|) once, those of positive values apart from those of negative ones: each trial is then one exponential a value.
        var above = values.Where(x => x >= 0).Select(x => Log1p.Of(x)).ToArray();
        var below = values.Where(x => x < 0).Select(x => Log1p.Of(-x)).ToArray();
        var jacobian = TensorPrimitives.Sum<double>(above) - TensorPrimitives.Sum<double>(below);
        var (changedAbove, changedBelow) = (new double[above.Length], new double[below.Length]);
        return BrentMinimum.Find(Loss, -2, 2);

        double Loss(double lambda)
        {
            Transform(above, lambda, 1, changedAbove);
            Transform(below, 2 - lambda, -1, changedBelow);
            var mean = (TensorPrimitives.Sum<double>(changedAbove) + TensorPrimitives.Sum<double>(changedBelow)) / values.Length;
            var variance = (SquaresAbout(mean, changedAbove) + SquaresAbout(mean, changedBelow)) / values.Length;
            return variance >= 2.2250738585072014e-308 // the least normal double: below it the logarithm says nothing
                ? (values.Length / 2.0 * Math.Log(variance)) - ((lambda - 1) * jacobian)
                : double.PositiveInfinity;
        }
    }

    /// <summary>± (exp(power · log) − 1) / power, or ± log where the power is all but 0.</summary>
    static void Transform(double[] logs, double power, double sign, double[] changed)
    {
        if (Math.Abs(power) < 1e-12)
        {
            TensorPrimitives.Multiply(logs, sign, changed);
            return;
        }

        TensorPrimitives.Multiply(logs, power, changed);
        TensorPrimitives.Exp<double>(changed, changed);
        TensorPrimitives.Subtract(changed, 1, changed);
        TensorPrimitives.Divide(changed, sign * power, changed);
    }

    static double SquaresAbout(double mean, double[] values)
    {
        TensorPrimitives.Subtract(values, mean, values);
        return TensorPrimitives.SumOfSquares<double>(values);
    }
}
