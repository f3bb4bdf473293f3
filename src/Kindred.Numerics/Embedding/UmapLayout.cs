using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Embedding;

/// <summary>The epochs of a UMAP: in each, every row moves by itself among the others as they stood before.</summary>
/// <remarks>
/// A pair of degree w is due every (greatest w) / w epochs. In umap-learn each of its two entries then pulls both rows together and pushes one of them from five others; so in
/// the mean a row meets two pulls with five pushes, and here a step takes just these, in eight lanes. The second pull of a pair comes half a period after the first.
/// </remarks>
sealed class UmapLayout
{
    const int BlockRows = 256;
    const int RowsAtOnce = 4;

    // Lanes of a step: up to two that pull, then up to five that push.
    static readonly Vector256<float> FirstLane = Lanes(0, 1);
    static readonly Vector256<float> TwoLanes = Lanes(0, 2);
    static readonly Vector256<float> PushThree = Lanes(2, 5);
    static readonly Vector256<float> PushTwo = Lanes(2, 4);
    static readonly Vector256<float> PushFive = Lanes(2, 7);

    readonly NeighborGraph _graph;
    readonly float[] _shares;
    readonly PlaneForces _forces;
    readonly VectorDice[] _dice;
    readonly int _mostNeighbors;
    float[] _nextX;
    float[] _nextY;

    internal UmapLayout(NeighborGraph graph, float[] degrees, UmapCurve curve, Matrix start, ulong seed)
    {
        (_graph, _forces) = (graph, new(curve));
        _shares = new float[degrees.Length + Vector256<float>.Count]; // whole vectors are read
        TensorPrimitives.Divide(degrees, TensorPrimitives.Max<float>(degrees), _shares);
        (X, Y) = (Stretch(start, 0), Stretch(start, 1));
        (_nextX, _nextY) = ([.. X], [.. Y]);
        _dice = new VectorDice[RowBlocks.Count(start.Rows, BlockRows)];
        for (var block = 0; block < _dice.Length; block++)
        {
            _dice[block] = new(new Rng(seed + (ulong)block), start.Rows);
        }

        for (var i = 0; i < start.Rows; i++)
        {
            _mostNeighbors = Math.Max(_mostNeighbors, graph.Starts[i + 1] - graph.Starts[i]);
        }
    }

    internal float[] X { get; private set; }

    internal float[] Y { get; private set; }

    internal void Run(int epochs, IProgress<double>? progress, CancellationToken cancellation)
    {
        // Pairs that would never be due are left out, as in umap-learn.
        for (var at = 0; at < _shares.Length; at++)
        {
            _shares[at] = _shares[at] < 1f / epochs ? 0 : _shares[at];
        }

        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var rate = 1 - ((float)epoch / epochs);
            RowBlocks.For(X.Length, BlockRows, (block, from, until) =>
            {
                var due = new int[RowsAtOnce * 2 * _mostNeighbors];
                var dice = _dice[block];
                for (var i = from; i < until; i += RowsAtOnce)
                {
                    MoveRows(i, Math.Min(RowsAtOnce, until - i), due, ref dice, epoch, rate);
                }

                _dice[block] = dice;
            }, cancellation);
            (X, _nextX) = (_nextX, X);
            (Y, _nextY) = (_nextY, Y);
            progress?.Report((epoch + 1.0) / epochs);
        }
    }

    /// <summary>Lists the neighbours that are due to pull a row, first by their own entry, then by its mirror image.</summary>
    int Collect(int row, int epoch, Span<int> due)
    {
        var count = 0;
        var (from, until) = (_graph.Starts[row], _graph.Starts[row + 1]);
        var (before, after) = (Vector256.Create((float)epoch), Vector256.Create(epoch + 1f));
        for (var phase = Vector256<float>.Zero; phase[0] < 1; phase += Vector256.Create(0.5f))
        {
            for (var at = from; at < until; at += Vector256<float>.Count)
            {
                var shares = Vector256.LoadUnsafe(ref _shares[at]);
                var passed = Vector256.LessThan(
                    Vector256.Floor(Vector256.FusedMultiplyAdd(before, shares, phase)),
                    Vector256.Floor(Vector256.FusedMultiplyAdd(after, shares, phase)));
                var lanes = passed.ExtractMostSignificantBits() & ((1u << Math.Min(until - at, Vector256<float>.Count)) - 1);
                for (; lanes != 0; lanes &= lanes - 1)
                {
                    due[count++] = _graph.Targets[at + BitOperations.TrailingZeroCount(lanes)];
                }
            }
        }

        return count;
    }

    /// <summary>Moves a few rows, a step of each in turn: they do not wait for each other, so the processor works on all of them at once.</summary>
    unsafe void MoveRows(int first, int rows, Span<int> due, ref VectorDice dice, int epoch, float rate)
    {
        Span<int> counts = stackalloc int[RowsAtOnce];
        var (most, stride) = (0, due.Length / RowsAtOnce);
        for (var r = 0; r < rows; r++)
        {
            counts[r] = Collect(first + r, epoch, due.Slice(r * stride, stride));
            most = Math.Max(most, counts[r]);
            (_nextX[first + r], _nextY[first + r]) = (X[first + r], Y[first + r]);
        }

        var pushOne = epoch % 2 == 0 ? PushTwo : PushThree;
        fixed (float* placesX = X, placesY = Y)
        {
            for (var at = 0; at < most; at += 2)
            {
                for (var r = 0; r < rows; r++)
                {
                    var left = counts[r] - at;
                    if (left > 0)
                    {
                        var others = dice.Next().WithElement(0, due[(r * stride) + at]);
                        others = left > 1 ? others.WithElement(1, due[(r * stride) + at + 1]) : others;
                        _forces.Move(
                            ref _nextX[first + r], ref _nextY[first + r], placesX, placesY, others,
                            left > 1 ? TwoLanes : FirstLane, left > 1 ? PushFive : pushOne, rate);
                    }
                }
            }
        }
    }

    /// <summary>One coordinate of the start, stretched over [0, 10].</summary>
    static float[] Stretch(Matrix start, int column)
    {
        var values = new float[start.Rows];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = start[i, column];
        }

        var (low, high) = (values.Min(), values.Max());
        var scale = high > low ? 10.0 / ((double)high - low) : 0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((double)values[i] - low) * scale);
        }

        return values;
    }

    internal static Vector256<float> Lanes(int from, int until)
    {
        var lanes = Vector256<int>.Indices;
        return (Vector256.GreaterThanOrEqual(lanes, Vector256.Create(from)) & Vector256.LessThan(lanes, Vector256.Create(until))).AsSingle();
    }
}
