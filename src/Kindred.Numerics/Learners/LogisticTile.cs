using System.Numerics.Tensors;

namespace Kindred.Numerics.Learners;

/// <summary>64 rows of a logistic regression at a time, column by column: their loss, and what they add to its slope and curvature.</summary>
/// <param name="means">Of each column.</param>
/// <param name="deviations">By which the centred columns are divided.</param>
sealed class LogisticTile(double[] means, double[] deviations)
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 64;

    readonly double[] _inverses = Array.ConvertAll(deviations, deviation => 1 / deviation);
    readonly double[] _columns = Enumerable.Repeat(1.0, (means.Length + 1) * Rows).ToArray(); // the last is the intercept's
    readonly double[] _labels = new double[Rows], _counts = new double[Rows];
    readonly double[] _odds = new double[Rows], _powers = new double[Rows], _logs = new double[Rows];
    readonly double[] _residuals = new double[Rows], _curvatures = new double[Rows], _weighted = new double[Rows];

    /// <summary>Σ −log P(class seen) of the rows.</summary>
    public double Loss { get; private set; }

    /// <summary>Takes rows in; where there are fewer than 64 the others count nothing.</summary>
    public void Load(ReadOnlySpan<float> values, ReadOnlySpan<int> labels, ReadOnlySpan<double> counts)
    {
        var d = means.Length;
        _counts.AsSpan(counts.Length).Clear();
        counts.CopyTo(_counts);
        for (var i = 0; i < labels.Length; i++)
        {
            _labels[i] = labels[i];
            for (var j = 0; j < d; j++)
            {
                _columns[(j * Rows) + i] = (values[(i * d) + j] - means[j]) * _inverses[j];
            }
        }
    }

    /// <summary>Works out the loss, its slope by the odds and its curvature by them, at some weights.</summary>
    public void Expand(double[] at)
    {
        Array.Fill(_odds, at[^1]);
        for (var j = 0; j < means.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(Column(j), at[j], _odds, _odds);
        }

        TensorPrimitives.Abs<double>(_odds, _powers);
        TensorPrimitives.Negate<double>(_powers, _powers);
        TensorPrimitives.Exp<double>(_powers, _powers);
        TensorPrimitives.Add(_powers, 1, _logs);
        TensorPrimitives.Log<double>(_logs, _logs);
        Loss = 0;
        for (var i = 0; i < Rows; i++)
        {
            var (power, inverse, count) = (_powers[i], 1 / (1 + _powers[i]), _counts[i]);
            var signed = _labels[i] == 1 ? -_odds[i] : _odds[i];
            Loss += count * (Math.Max(signed, 0) + _logs[i]);
            _residuals[i] = count * ((_odds[i] >= 0 ? inverse : power * inverse) - _labels[i]);
            _curvatures[i] = count * power * inverse * inverse;
        }
    }

    /// <summary>Adds Σ residual · column.</summary>
    public void AddSlope(Span<double> slope)
    {
        for (var j = 0; j < slope.Length; j++)
        {
            slope[j] += TensorPrimitives.Dot<double>(Column(j), _residuals);
        }
    }

    /// <summary>Adds Σ curvature · column · column to the upper triangle, row by row.</summary>
    public void AddInformation(Span<double> information)
    {
        var k = means.Length + 1;
        for (var i = 0; i < k; i++)
        {
            TensorPrimitives.Multiply(Column(i), _curvatures, _weighted);
            for (var j = i; j < k; j++)
            {
                information[(i * k) + j] += TensorPrimitives.Dot<double>(_weighted, Column(j));
            }
        }
    }

    ReadOnlySpan<double> Column(int column) => _columns.AsSpan(column * Rows, Rows);
}
