using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Learners;

/// <summary>A boosted tree of at most 32 leaves as bits: every test is made for many rows at once, and none depends on another.</summary>
/// <remarks>A row that a test sends right cannot end in a leaf on the test's left. Of the leaves that all tests leave to it, numbered from left to right, it ends in
/// the first. C. Lucchese et al., "QuickScorer: a fast algorithm to rank documents with additive ensembles of regression trees", SIGIR (2015).</remarks>
sealed class BoostedMasks
{
    /// <summary>Bits of a mask.</summary>
    internal const int MostLeaves = 32;

    const int Group = 32;

    readonly Test[] _missingLeft, _missingRight;
    readonly double[] _answers = new double[MostLeaves]; // from left to right

    internal BoostedMasks(BoostedNode[] tree)
    {
        var (left, right, leaves) = (new List<Test>(), new List<Test>(), 0);
        Visit(0);
        (_missingLeft, _missingRight) = ([.. left], [.. right]);

        void Visit(int at)
        {
            var node = tree[at];
            if (node.Column < 0)
            {
                _answers[leaves++] = node.Answer;
                return;
            }

            var first = leaves;
            Visit(node.Left);
            var lost = (uint)(((1UL << leaves) - 1) & ~((1UL << first) - 1));
            (node.MissingLeft ? left : right).Add(new(BoostedPaths.Below(node.Threshold), node.Column, lost));
            Visit(node.Left + 1);
        }
    }

    /// <summary>Rows with a value above the threshold go right, where they lose leaves.</summary>
    readonly record struct Test(float Threshold, int Column, uint Lost);

    /// <summary>Adds the answer of the leaf that each row comes to.</summary>
    /// <param name="columns">Column after column, each with <paramref name="stride"/> places, a multiple of 32.</param>
    /// <param name="sums">One a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void AddAnswers(ReadOnlySpan<float> columns, int stride, Span<double> sums)
    {
        ref var values = ref MemoryMarshal.GetReference(columns);
        Span<uint> open = stackalloc uint[Group];
        for (var from = 0; from < sums.Length; from += Group)
        {
            var (a, b, c, d) = (Vector256<uint>.AllBitsSet, Vector256<uint>.AllBitsSet, Vector256<uint>.AllBitsSet, Vector256<uint>.AllBitsSet);
            foreach (ref readonly var test in _missingLeft.AsSpan())
            {
                ref var at = ref Unsafe.Add(ref values, (test.Column * stride) + from);
                var (threshold, lost) = (Vector256.Create(test.Threshold), Vector256.Create(test.Lost));
                a &= ~(Vector256.GreaterThan(Vector256.LoadUnsafe(ref at), threshold).AsUInt32() & lost);
                b &= ~(Vector256.GreaterThan(Vector256.LoadUnsafe(ref at, 8), threshold).AsUInt32() & lost);
                c &= ~(Vector256.GreaterThan(Vector256.LoadUnsafe(ref at, 16), threshold).AsUInt32() & lost);
                d &= ~(Vector256.GreaterThan(Vector256.LoadUnsafe(ref at, 24), threshold).AsUInt32() & lost);
            }

            foreach (ref readonly var test in _missingRight.AsSpan())
            {
                ref var at = ref Unsafe.Add(ref values, (test.Column * stride) + from);
                var (threshold, lost) = (Vector256.Create(test.Threshold), Vector256.Create(test.Lost));
                a &= ~lost | Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref at), threshold).AsUInt32();
                b &= ~lost | Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref at, 8), threshold).AsUInt32();
                c &= ~lost | Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref at, 16), threshold).AsUInt32();
                d &= ~lost | Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref at, 24), threshold).AsUInt32();
            }

            a.CopyTo(open);
            b.CopyTo(open[8..]);
            c.CopyTo(open[16..]);
            d.CopyTo(open[24..]);
            var rows = sums[from..Math.Min(sums.Length, from + Group)];
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] += _answers[BitOperations.TrailingZeroCount(open[i]) & (MostLeaves - 1)];
            }
        }
    }
}
