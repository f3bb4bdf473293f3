using System.Numerics.Tensors;
using Kindred.Numerics.Statistics;

namespace Kindred.Numerics.Learners;

/// <summary>The weight of a column, or the intercept, in logarithms of odds per unit.</summary>
/// <param name="Weight">exp of it is the factor by which the odds of class 1 grow with one unit.</param>
/// <param name="StandardError">Its standard error; NaN where the fit did not converge.</param>
public sealed record LogisticTerm(double Weight, double StandardError)
{
    /// <summary>Weight over standard error; standard normal if the true weight is 0 (and nothing is penalised).</summary>
    public double Z => Weight / StandardError;

    /// <summary>The two-sided p-value of a true weight of 0, by Wald's test; NaN where there is no standard error.</summary>
    public double PValue => double.IsFinite(Z) ? Math.Min(1, 2 * Distributions.NormalSurvival(Math.Abs(Z))) : double.NaN;

    /// <summary>The confidence interval of the weight, by Wald.</summary>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not between 0 and 1.</exception>
    public Interval Interval(double confidence = 0.95)
    {
        Require.Fraction(confidence);
        var half = Distributions.NormalQuantile((1 + confidence) / 2) * StandardError;
        return new(Weight - half, Weight + half);
    }
}

/// <summary>A fitted logistic regression.</summary>
public sealed record LogisticRegressionFit
{
    /// <summary>The logarithm of the odds of class 1 where all columns are 0.</summary>
    public required LogisticTerm Intercept { get; init; }

    /// <summary>The weight of each column.</summary>
    public required IReadOnlyList<LogisticTerm> Terms { get; init; }

    /// <summary>Σ log P(class seen), without the penalty.</summary>
    public required double LogLikelihood { get; init; }

    /// <summary>Newton steps taken on all rows.</summary>
    public required int Iterations { get; init; }

    /// <summary>Whether a least value was reached; false where the classes can be parted without error, or steps ran out.</summary>
    public required bool Converged { get; init; }

    /// <summary>P(class 1) of each row.</summary>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite.</exception>
    public float[] Probabilities(Matrix points)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfOtherColumns(Terms.Count, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
        var (weights, probabilities) = (Terms.Select(term => term.Weight).ToArray(), new float[points.Rows]);
        RowBlocks.For(points.Rows, RowBlocks.Usual, (_, from, until) =>
        {
            var (row, odds) = (new double[weights.Length], new double[until - from]);
            for (var i = from; i < until; i++)
            {
                TensorPrimitives.ConvertTruncating<float, double>(points.Row(i), row);
                odds[i - from] = Intercept.Weight + TensorPrimitives.Dot<double>(weights, row);
            }

            TensorPrimitives.Sigmoid<double>(odds, odds);
            TensorPrimitives.ConvertTruncating<double, float>(odds, probabilities.AsSpan(from));
        }, CancellationToken.None);
        return probabilities;
    }

    /// <summary>The probability whose odds have a logarithm.</summary>
    internal static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
}
