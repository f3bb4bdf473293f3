using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kindred.Numerics.Embedding;

/// <summary>Gradient descent of t-SNE, with momentum and a gain for every coordinate, as van der Maaten's.</summary>
sealed class TsneDescent
{
    const int BlockRows = 512;
    const int ExaggeratedSteps = 250;
    const int StepsBetweenChecks = 50;
    const int StepsBetweenSplits = 10;
    const int PatientSteps = 300;
    const double LeastGradient = 1e-7;
    const float LeastGain = 0.01f;

    readonly NeighborGraph _graph;
    readonly float[] _weights;
    readonly TsneOptions _options;
    readonly float _rate;
    readonly RepulsionTree _tree;
    readonly Axis _x;
    readonly Axis _y;

    internal TsneDescent(NeighborGraph graph, float[] weights, TsneOptions options, Matrix start)
    {
        (_graph, _weights, _options) = (graph, weights, options);
        _rate = (float)(options.LearningRate ?? Math.Max(start.Rows / options.EarlyExaggeration / 4, 50));
        _tree = new(start.Rows, options.Angle);
        (_x, _y) = (new(start, 0), new(start, 1));
    }

    internal float[] X => _x.Places;

    internal float[] Y => _y.Places;

    internal double Divergence { get; private set; }

    internal int Iterations { get; private set; }

    internal void Run(IProgress<double>? progress, CancellationToken cancellation)
    {
        Descend(ExaggeratedSteps, 0.5f, (float)_options.EarlyExaggeration, ExaggeratedSteps, progress, cancellation);
        Array.Fill(_x.Gains, 1f);
        Array.Fill(_y.Gains, 1f);
        Array.Clear(_x.Velocities);
        Array.Clear(_y.Velocities);
        Descend(_options.Iterations, 0.8f, 1, PatientSteps, progress, cancellation);
        _tree.Refresh(X, Y);
        Divergence = Diverge(_tree.Repel(_x.Forces, _y.Forces, cancellation));
    }

    /// <summary>Steps until the given number is reached, the gradient vanishes, or the divergence has not fallen for long.</summary>
    void Descend(int until, float momentum, float exaggeration, int patience, IProgress<double>? progress, CancellationToken cancellation)
    {
        var (least, leastAt) = (double.PositiveInfinity, Iterations);
        while (Iterations < until)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Iterations % StepsBetweenSplits == 0)
            {
                _tree.Split(X, Y);
            }

            _tree.Refresh(X, Y);
            var total = _tree.Repel(_x.Forces, _y.Forces, cancellation);
            var check = (Iterations + 1) % StepsBetweenChecks == 0;
            var divergence = check ? Diverge(total) : 0;
            var squares = Step((float)(1 / total), momentum, exaggeration, cancellation);
            Iterations++;
            if (!check)
            {
                continue;
            }

            progress?.Report((double)Iterations / _options.Iterations);
            (least, leastAt) = divergence < least ? (divergence, Iterations) : (least, leastAt);
            if (Iterations - leastAt > patience || Math.Sqrt(squares) <= LeastGradient)
            {
                return;
            }
        }
    }

    /// <summary>Moves every point once; returns the squared length of the gradient.</summary>
    double Step(float overTotal, float momentum, float exaggeration, CancellationToken cancellation)
    {
        var squares = new double[RowBlocks.Count(X.Length, BlockRows)];
        RowBlocks.For(X.Length, BlockRows, (block, from, until) =>
        {
            for (var i = from; i < until; i++)
            {
                var (pullX, pullY) = Attract(i);
                var gradientX = 4 * ((exaggeration * pullX) - (overTotal * _x.Forces[i]));
                var gradientY = 4 * ((exaggeration * pullY) - (overTotal * _y.Forces[i]));
                _x.Move(i, gradientX, momentum, _rate);
                _y.Move(i, gradientY, momentum, _rate);
                squares[block] += (gradientX * gradientX) + (gradientY * gradientY);
            }
        }, cancellation);
        _x.Advance();
        _y.Advance();
        return squares.Sum();
    }

    /// <summary>Σⱼ p·q·(yᵢ − yⱼ) over the neighbours of a point.</summary>
    (float X, float Y) Attract(int i)
    {
        var (at, until) = (_graph.Starts[i], _graph.Starts[i + 1]);
        var (x, y) = (X[i], Y[i]);
        var (pullX, pullY) = (0f, 0f);
        if (Avx2.IsSupported)
        {
            (pullX, pullY) = AttractEights(ref at, until, x, y);
        }

        for (; at < until; at++)
        {
            var other = _graph.Targets[at];
            var (dx, dy) = (x - X[other], y - Y[other]);
            var pull = _weights[at] / (1 + (dx * dx) + (dy * dy));
            (pullX, pullY) = (pullX + (pull * dx), pullY + (pull * dy));
        }

        return (pullX, pullY);
    }

    unsafe (float X, float Y) AttractEights(ref int at, int until, float x, float y)
    {
        var (pullX, pullY) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (ownX, ownY) = (Vector256.Create(x), Vector256.Create(y));
        ref var targets = ref MemoryMarshal.GetArrayDataReference(_graph.Targets);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        fixed (float* placesX = X, placesY = Y)
        {
            for (; at + 8 <= until; at += 8)
            {
                var others = Vector256.LoadUnsafe(ref targets, (nuint)at);
                var dx = ownX - Avx2.GatherVector256(placesX, others, sizeof(float));
                var dy = ownY - Avx2.GatherVector256(placesY, others, sizeof(float));
                var square = Vector256.FusedMultiplyAdd(dx, dx, Vector256.FusedMultiplyAdd(dy, dy, Vector256<float>.One));
                var pull = Vector256.LoadUnsafe(ref weights, (nuint)at) / square;
                pullX = Vector256.FusedMultiplyAdd(pull, dx, pullX);
                pullY = Vector256.FusedMultiplyAdd(pull, dy, pullY);
            }
        }

        return (Vector256.Sum(pullX), Vector256.Sum(pullY));
    }

    /// <summary>Σ p·ln(p / q), with q(i, j) = 1 / (1 + distance²) / total.</summary>
    double Diverge(double total)
    {
        var sums = new double[RowBlocks.Count(X.Length, BlockRows)];
        RowBlocks.For(X.Length, BlockRows, (block, from, until) =>
        {
            for (var i = from; i < until; i++)
            {
                for (var at = _graph.Starts[i]; at < _graph.Starts[i + 1]; at++)
                {
                    var other = _graph.Targets[at];
                    var (dx, dy, p) = ((double)X[i] - X[other], (double)Y[i] - Y[other], (double)_weights[at]);
                    sums[block] += p > 0 ? p * Math.Log(p * total * (1 + (dx * dx) + (dy * dy))) : 0;
                }
            }
        }, CancellationToken.None);
        return sums.Sum();
    }

    /// <summary>One coordinate of all points: where they are, where they go next, how fast, with what gain, and the repelling force.</summary>
    sealed class Axis
    {
        float[] _next;

        internal Axis(Matrix start, int column)
        {
            Places = new float[start.Rows];
            (_next, Velocities, Gains, Forces) = (new float[start.Rows], new float[start.Rows], new float[start.Rows], new float[start.Rows]);
            Array.Fill(Gains, 1f);
            for (var i = 0; i < Places.Length; i++)
            {
                Places[i] = start[i, column];
            }
        }

        internal float[] Places { get; private set; }

        internal float[] Velocities { get; }

        internal float[] Gains { get; }

        internal float[] Forces { get; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Move(int i, float gradient, float momentum, float rate)
        {
            var gain = Velocities[i] * gradient < 0 ? Gains[i] + 0.2f : Gains[i] * 0.8f;
            Gains[i] = Math.Max(gain, LeastGain);
            Velocities[i] = (momentum * Velocities[i]) - (rate * Gains[i] * gradient);
            _next[i] = Places[i] + Velocities[i];
        }

        internal void Advance() => (Places, _next) = (_next, Places);
    }
}
