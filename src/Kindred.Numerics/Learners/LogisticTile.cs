using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kindred.Numerics.Decomposition;

namespace Kindred.Numerics.Learners;

/// <summary>Some rows of a logistic regression at a time: their loss, and what they add to its slope and curvature.</summary>
/// <remarks>Rows are scaled, followed by a 1 for the intercept, and padded with zeros to whole vectors.</remarks>
sealed class LogisticTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 128;

    readonly int _columns;
    readonly double[] _means, _inverses, _values;
    readonly double[] _labels = new double[Rows], _counts = new double[Rows];
    readonly double[] _odds = new double[Rows], _powers = new double[Rows], _logs = new double[Rows];
    readonly double[] _residuals = new double[Rows], _roots = new double[Rows];
    int _rows;

    /// <param name="means">Of each column.</param>
    /// <param name="deviations">By which the centred columns are divided.</param>
    public LogisticTile(double[] means, double[] deviations)
    {
        _columns = means.Length;
        (_means, _inverses) = (means, Array.ConvertAll(deviations, deviation => 1 / deviation));
        _values = new double[Rows * Width(_columns)];
    }

    /// <summary>Numbers a row: its columns and the intercept's, padded.</summary>
    public static int Width(int columns) => (columns + 8) & ~7;

    /// <summary>Adds the rows' loss, its slope and its curvature (the upper triangle) at some weights.</summary>
    /// <param name="at">The weights, the intercept's last, padded with zeros.</param>
    public double Add(
        ReadOnlySpan<float> values, ReadOnlySpan<int> labels, ReadOnlySpan<double> counts, ReadOnlySpan<double> at, Span<double> slope, Span<double> information)
    {
        _rows = labels.Length;
        TensorPrimitives.ConvertTruncating<int, double>(labels, _labels);
        _counts.AsSpan(_rows).Clear(); // where there are fewer rows the others count nothing
        counts.CopyTo(_counts);
        Scale(values, at);
        var loss = Expand();
        Weigh(slope);
        Scatter.AddProducts(_values.AsSpan(0, _rows * at.Length), at.Length, information);
        return loss;
    }

    /// <summary>Scales the rows and works out the logarithms of their odds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a fit is over before the runtime would optimise it
    void Scale(ReadOnlySpan<float> values, ReadOnlySpan<double> at)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var means = ref MemoryMarshal.GetArrayDataReference(_means);
        ref var inverses = ref MemoryMarshal.GetArrayDataReference(_inverses);
        ref var weights = ref MemoryMarshal.GetReference(at);
        for (var i = 0; i < _rows; i++)
        {
            ref var row = ref Unsafe.Add(ref from, i * _columns);
            ref var to = ref _values[i * at.Length];
            var (sums, j) = (Vector256<double>.Zero, 0);
            for (; j + 4 <= _columns; j += 4)
            {
                var raw = Vector256.WidenLower(Vector128.LoadUnsafe(ref row, (nuint)j).ToVector256Unsafe());
                var scaled = (raw - Vector256.LoadUnsafe(ref means, (nuint)j)) * Vector256.LoadUnsafe(ref inverses, (nuint)j);
                scaled.StoreUnsafe(ref to, (nuint)j);
                sums = Vector256.FusedMultiplyAdd(scaled, Vector256.LoadUnsafe(ref weights, (nuint)j), sums);
            }

            var sum = Vector256.Sum(sums) + at[_columns];
            for (; j < _columns; j++)
            {
                var scaled = (Unsafe.Add(ref row, j) - _means[j]) * _inverses[j];
                Unsafe.Add(ref to, j) = scaled;
                sum += scaled * at[j];
            }

            Unsafe.Add(ref to, _columns) = 1;
            _odds[i] = sum;
        }
    }

    /// <summary>Works out Σ −log P(class seen), its slope by the odds and the root of its curvature by them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    double Expand()
    {
        TensorPrimitives.Abs<double>(_odds, _powers);
        TensorPrimitives.Negate<double>(_powers, _powers);
        TensorPrimitives.Exp<double>(_powers, _powers);
        TensorPrimitives.Add(_powers, 1, _logs);
        TensorPrimitives.Log<double>(_logs, _logs);
        var (loss, one) = (Vector256<double>.Zero, Vector256<double>.One);
        for (nuint i = 0; i < Rows; i += 4)
        {
            var (odds, power) = (At(_odds, i), At(_powers, i));
            var (label, count) = (At(_labels, i), At(_counts, i));
            var (inverse, against) = (one / (one + power), odds - ((label + label) * odds));
            loss += count * (Vector256.Max(against, Vector256<double>.Zero) + At(_logs, i));
            var probability = Vector256.ConditionalSelect(Vector256.GreaterThan(odds, Vector256<double>.Zero), inverse, power * inverse);
            (count * (probability - label)).StoreUnsafe(ref _residuals[0], i);
            Vector256.Sqrt(count * power * inverse * inverse).StoreUnsafe(ref _roots[0], i);
        }

        return Vector256.Sum(loss);
    }

    /// <summary>Adds Σ residual · row to the slope, and multiplies every row by the root of its curvature.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Weigh(Span<double> slope)
    {
        for (var j = 0; j < slope.Length; j += 8)
        {
            var (low, high) = (Vector256.Create<double>(slope[j..]), Vector256.Create<double>(slope[(j + 4)..]));
            ref var column = ref _values[j];
            for (var i = 0; i < _rows; i++)
            {
                ref var place = ref Unsafe.Add(ref column, i * slope.Length);
                var (left, right) = (Vector256.LoadUnsafe(ref place), Vector256.LoadUnsafe(ref place, 4));
                var (residual, root) = (Vector256.Create(_residuals[i]), Vector256.Create(_roots[i]));
                (low, high) = (Vector256.FusedMultiplyAdd(residual, left, low), Vector256.FusedMultiplyAdd(residual, right, high));
                (root * left).StoreUnsafe(ref place);
                (root * right).StoreUnsafe(ref place, 4);
            }

            low.CopyTo(slope[j..]);
            high.CopyTo(slope[(j + 4)..]);
        }
    }

    static Vector256<double> At(double[] values, nuint i) => Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(values), i);
}
