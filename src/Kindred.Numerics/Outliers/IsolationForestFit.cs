using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Outliers;

/// <summary>A grown forest, which scores rows and tells which columns set them apart.</summary>
public sealed class IsolationForestFit
{
    const int BlockRows = 256; // with 12 columns, rows and one tree stay in the first-level cache

    readonly IsolationSplit[] _splits;
    readonly float[] _paths;
    readonly float[] _expected;
    readonly int _leaves;

    internal IsolationForestFit(int trees, int sampleRows, int columns)
    {
        (Trees, SampleRows, Columns) = (trees, sampleRows, columns);
        Depth = BitOperations.Log2((uint)sampleRows - 1) + 1;
        _leaves = 1 << Depth;
        _splits = new IsolationSplit[checked(trees * _leaves)];
        _paths = new float[_splits.Length];
        _expected = new float[checked(2 * _splits.Length)];
    }

    /// <summary>Number of trees.</summary>
    public int Trees { get; }

    /// <summary>Rows each tree was grown on.</summary>
    public int SampleRows { get; }

    /// <summary>Columns the rows must have.</summary>
    public int Columns { get; }

    /// <summary>Splits on every path: ⌈log₂ of the sample⌉.</summary>
    internal int Depth { get; }

    /// <summary>The anomaly score of each row, in (0, 1]: 2^(−mean path / expected path).</summary>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite.</exception>
    public float[] Score(Matrix points, CancellationToken cancellation = default)
    {
        Check(points);
        var expected = IsolationForest.ExpectedPath(SampleRows);
        var scores = new float[points.Rows];
        RowBlocks.For(points.Rows, BlockRows, (_, from, until) =>
        {
            var block = scores.AsSpan(from, until - from);
            for (var tree = 0; tree < Trees; tree++)
            {
                AddPaths(points.Values[(from * Columns)..(until * Columns)], Splits(tree), Paths(tree), block);
            }

            foreach (ref var score in block)
            {
                score = (float)Math.Pow(2, -score / (Trees * expected));
            }
        }, cancellation);
        return scores;
    }

    /// <summary>What each column adds to each row's isolation, in splits saved (rows × d).</summary>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <remarks>A split of m rows that sends a row among m′ shortens its expected path by c(m) − 1 − c(m′). That is credited to the split's column and averaged
    /// over the trees. A row's contributions add up to c(ψ) − mean path, so its score is 2^(sum / c(ψ) − 1): positive ones speak for an outlier. (The path attribution
    /// of A. Palczewska et al., "Interpreting random forest classification models using a feature contribution method", 2013.)</remarks>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite.</exception>
    public Matrix Contributions(Matrix points, CancellationToken cancellation = default)
    {
        Check(points);
        var contributions = new Matrix(points.Rows, Columns);
        RowBlocks.For(points.Rows, BlockRows, (_, from, until) =>
        {
            for (var tree = 0; tree < Trees; tree++)
            {
                for (var i = from; i < until; i++)
                {
                    AddContributions(points.Row(i), tree, contributions.Row(i));
                }
            }
        }, cancellation);
        return contributions;
    }

    internal Span<IsolationSplit> Splits(int tree) => _splits.AsSpan(tree * _leaves, _leaves);

    internal Span<float> Paths(int tree) => _paths.AsSpan(tree * _leaves, _leaves);

    internal Span<float> Expected(int tree) => _expected.AsSpan(2 * tree * _leaves, 2 * _leaves);

    void Check(Matrix points)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfOtherColumns(Columns, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
    }

    /// <summary>Adds each row's path length in one tree, four rows at a time to hide the latency of a step.</summary>
    unsafe void AddPaths(ReadOnlySpan<float> rows, ReadOnlySpan<IsolationSplit> splits, ReadOnlySpan<float> paths, Span<float> sums)
    {
        var (depth, columns, leaves) = (Depth, Columns, _leaves);
        fixed (float* first = rows)
        fixed (IsolationSplit* split = splits)
        {
            var i = 0;
            for (; i + 4 <= sums.Length; i += 4)
            {
                var a = first + ((long)i * columns);
                var b = a + columns;
                var c = b + columns;
                var d = c + columns;
                nint atA = 1, atB = 1, atC = 1, atD = 1;
                for (var step = 0; step < depth; step++)
                {
                    atA = Next(split, a, atA);
                    atB = Next(split, b, atB);
                    atC = Next(split, c, atC);
                    atD = Next(split, d, atD);
                }

                sums[i] += paths[(int)atA - leaves];
                sums[i + 1] += paths[(int)atB - leaves];
                sums[i + 2] += paths[(int)atC - leaves];
                sums[i + 3] += paths[(int)atD - leaves];
            }

            for (; i < sums.Length; i++)
            {
                nint at = 1;
                for (var step = 0; step < depth; step++)
                {
                    at = Next(split, first + ((long)i * columns), at);
                }

                sums[i] += paths[(int)at - leaves];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static unsafe nint Next(IsolationSplit* split, float* row, nint at) => (2 * at) + (row[split[at].Column] > split[at].Threshold ? 1 : 0);

    void AddContributions(ReadOnlySpan<float> row, int tree, Span<float> contributions)
    {
        var splits = Splits(tree);
        var expected = Expected(tree);
        for (var node = 1; node < _leaves && splits[node].Threshold < float.PositiveInfinity;)
        {
            var child = (2 * node) + (row[splits[node].Column] > splits[node].Threshold ? 1 : 0);
            contributions[splits[node].Column] += (expected[node] - 1 - expected[child]) / Trees;
            node = child;
        }
    }
}
