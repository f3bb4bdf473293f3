using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Learners;

/// <summary>A boosted tree laid out for speed: every path has as many steps as the longest, for a leaf leads to itself, so that no step is guessed wrong.</summary>
sealed class BoostedPaths
{
    readonly Step[] _steps;
    readonly double[] _answers;
    readonly int _length;

    internal BoostedPaths(BoostedNode[] tree)
    {
        (_steps, _answers) = (new Step[tree.Length], new double[tree.Length]);
        var depths = new int[tree.Length];
        for (var i = 0; i < tree.Length; i++)
        {
            var node = tree[i];
            _answers[i] = node.Answer;
            if (node.Column < 0)
            {
                _steps[i] = new() { Threshold = float.PositiveInfinity, Left = i, Column = 0 };
                _length = Math.Max(_length, depths[i]);
            }
            else
            {
                _steps[i] = new() { Threshold = Below(node.Threshold), Left = node.Left, Column = node.Column, MissingRight = node.MissingLeft ? 0 : 1 };
                depths[node.Left] = depths[node.Left + 1] = depths[i] + 1;
            }
        }
    }

    /// <summary>Rows with a value above the threshold, or a missing one where told, go to the node after Left.</summary>
    struct Step
    {
        internal float Threshold;
        internal int Left;
        internal int Column;
        internal int MissingRight;
    }

    /// <summary>Adds the answer of the leaf that each row comes to; four rows walk side by side to hide the latency of a step.</summary>
    internal unsafe void AddAnswers(ReadOnlySpan<float> rows, int columns, Span<double> sums)
    {
        fixed (float* first = rows)
        fixed (Step* steps = _steps)
        {
            var i = 0;
            for (; i + 4 <= sums.Length; i += 4)
            {
                var a = first + ((nint)i * columns);
                var b = a + columns;
                var c = b + columns;
                var d = c + columns;
                nint atA = 0, atB = 0, atC = 0, atD = 0;
                for (var step = 0; step < _length; step++)
                {
                    atA = Next(steps + atA, a);
                    atB = Next(steps + atB, b);
                    atC = Next(steps + atC, c);
                    atD = Next(steps + atD, d);
                }

                sums[i] += _answers[atA];
                sums[i + 1] += _answers[atB];
                sums[i + 2] += _answers[atC];
                sums[i + 3] += _answers[atD];
            }

            for (; i < sums.Length; i++)
            {
                nint at = 0;
                for (var step = 0; step < _length; step++)
                {
                    at = Next(steps + at, first + ((nint)i * columns));
                }

                sums[i] += _answers[at];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static unsafe nint Next(Step* step, float* row)
    {
        var value = row[step->Column];
        return step->Left + (value > step->Threshold ? 1 : 0) + (float.IsNaN(value) ? step->MissingRight : 0);
    }

    /// <summary>The greatest single-precision number at or below a threshold: it parts single-precision values alike.</summary>
    internal static float Below(double threshold)
    {
        var near = (float)threshold;
        return near > threshold ? MathF.BitDecrement(near) : near;
    }
}
