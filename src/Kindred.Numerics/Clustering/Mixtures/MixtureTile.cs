using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Clustering.Mixtures;

/// <summary>64 rows side by side, column after column, so that one instruction serves eight of them; in double precision.</summary>
sealed class MixtureTile
{
    /// <summary>Rows in a tile.</summary>
    public const int Rows = Vectors * Lanes;

    const int Vectors = 8;
    const int Lanes = 8;

    readonly DensityPart[] _parts;
    readonly bool _full;
    readonly int _columns;
    readonly Vector512<double>[] _values, _offsets, _weighted; // column after column
    readonly Vector512<double>[] _shares; // of each component, one after the other
    readonly Vector512<double>[] _logDensities = new Vector512<double>[Vectors];

    public MixtureTile(MixtureDensity density)
    {
        (_parts, _full, _columns) = (density.Parts, density.Shape == CovarianceShape.Full, density.Parts[0].Mean.Length);
        (_values, _offsets, _weighted) = (New(_columns), New(_columns), New(_columns));
        _shares = New(_parts.Length);
    }

    /// <summary>The logarithm of the mixture's density at each row.</summary>
    public ReadOnlySpan<double> LogDensities => MemoryMarshal.Cast<Vector512<double>, double>(_logDensities);

    /// <summary>How probable a component is for a row of the tile.</summary>
    public double Probability(int component, int row) => Numbers(_shares)[(component * Rows) + row];

    /// <summary>The most probable component of a row of the tile; a tie goes to the lower number.</summary>
    public int Likeliest(int row)
    {
        var likeliest = 0;
        for (var c = 1; c < _parts.Length; c++)
        {
            likeliest = Probability(c, row) > Probability(likeliest, row) ? c : likeliest;
        }

        return likeliest;
    }

    /// <summary>Takes in rows of a matrix; places past the last hold zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(Matrix points, int from, int count)
    {
        var numbers = Numbers(_values);
        numbers.Clear();
        for (var r = 0; r < count; r++)
        {
            var row = points.Row(from + r);
            for (var j = 0; j < row.Length; j++)
            {
                numbers[(j * Rows) + r] = row[j];
            }
        }
    }

    /// <summary>The probabilities of all components for all rows.</summary>
    public void Expect()
    {
        for (var c = 0; c < _parts.Length; c++)
        {
            Offset(_parts[c]);
            if (_full)
            {
                FullLogs(_parts[c], _shares.AsSpan(c * Vectors, Vectors));
            }
            else
            {
                DiagonalLogs(_parts[c], _shares.AsSpan(c * Vectors, Vectors));
            }
        }

        Normalise();
    }

    /// <summary>Gives each row wholly to one component.</summary>
    public void Assign(ReadOnlySpan<int> labels)
    {
        var shares = Numbers(_shares);
        shares.Clear();
        for (var r = 0; r < labels.Length; r++)
        {
            shares[(labels[r] * Rows) + r] = 1;
        }
    }

    /// <summary>Adds the first <paramref name="count"/> rows to the moments, by their probabilities.</summary>
    public void AddTo(MixtureMoments moments, int count)
    {
        for (var c = 0; c < _parts.Length; c++)
        {
            var shares = _shares.AsSpan(c * Vectors, Vectors);
            MemoryMarshal.Cast<Vector512<double>, double>(shares)[count..].Clear();
            Offset(_parts[c]);
            for (var v = 0; v < Vectors; v++)
            {
                moments.Counts[c] += shares[v];
            }

            Products(shares, moments.FirstOf(c), moments.SecondOf(c));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Offset(DensityPart part)
    {
        for (var j = 0; j < _columns; j++)
        {
            var mean = Vector512.Create(part.Mean[j]);
            for (var at = j * Vectors; at < (j + 1) * Vectors; at++)
            {
                _offsets[at] = _values[at] - mean;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void FullLogs(DensityPart part, Span<Vector512<double>> logs)
    {
        ReadOnlySpan<Vector512<double>> offsets = _offsets;
        for (var v = 0; v < Vectors; v += 4)
        {
            Vector512<double> q0 = default, q1 = default, q2 = default, q3 = default;
            for (var (j, at) = (0, 0); j < _columns; j++)
            {
                Vector512<double> y0 = default, y1 = default, y2 = default, y3 = default;
                for (var i = 0; i <= j; i++)
                {
                    var factor = Vector512.Create(part.Factor[at++]);
                    var four = offsets.Slice((i * Vectors) + v, 4);
                    y0 = Vector512.FusedMultiplyAdd(four[0], factor, y0);
                    y1 = Vector512.FusedMultiplyAdd(four[1], factor, y1);
                    y2 = Vector512.FusedMultiplyAdd(four[2], factor, y2);
                    y3 = Vector512.FusedMultiplyAdd(four[3], factor, y3);
                }

                q0 = Vector512.FusedMultiplyAdd(y0, y0, q0);
                q1 = Vector512.FusedMultiplyAdd(y1, y1, q1);
                q2 = Vector512.FusedMultiplyAdd(y2, y2, q2);
                q3 = Vector512.FusedMultiplyAdd(y3, y3, q3);
            }

            var (constant, half) = (Vector512.Create(part.Constant), Vector512.Create(-0.5));
            logs[v] = Vector512.FusedMultiplyAdd(q0, half, constant);
            logs[v + 1] = Vector512.FusedMultiplyAdd(q1, half, constant);
            logs[v + 2] = Vector512.FusedMultiplyAdd(q2, half, constant);
            logs[v + 3] = Vector512.FusedMultiplyAdd(q3, half, constant);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void DiagonalLogs(DensityPart part, Span<Vector512<double>> logs)
    {
        for (var v = 0; v < Vectors; v++)
        {
            var sum = Vector512<double>.Zero;
            for (var j = 0; j < _columns; j++)
            {
                var scaled = _offsets[(j * Vectors) + v] * part.Factor[j];
                sum = Vector512.FusedMultiplyAdd(scaled, scaled, sum);
            }

            logs[v] = Vector512.Create(part.Constant) - (sum * 0.5);
        }
    }

    /// <summary>From logarithms of weighted densities to probabilities that add up to 1 a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Normalise()
    {
        Span<Vector512<double>> greatest = stackalloc Vector512<double>[Vectors], sums = stackalloc Vector512<double>[Vectors];
        for (var v = 0; v < Vectors; v++)
        {
            greatest[v] = _shares[v];
            for (var c = 1; c < _parts.Length; c++)
            {
                greatest[v] = Vector512.Max(greatest[v], _shares[(c * Vectors) + v]);
            }

            for (var c = 0; c < _parts.Length; c++)
            {
                _shares[(c * Vectors) + v] -= greatest[v];
            }
        }

        TensorPrimitives.Exp(Numbers(_shares), Numbers(_shares));
        sums.Clear();
        for (var at = 0; at < _shares.Length; at++)
        {
            sums[at % Vectors] += _shares[at];
        }

        for (var at = 0; at < _shares.Length; at++)
        {
            _shares[at] /= sums[at % Vectors];
        }

        for (var v = 0; v < Vectors; v++)
        {
            _logDensities[v] = Vector512.Log(sums[v]) + greatest[v];
        }
    }

    /// <summary>Adds the weighted sums of offsets, and of their products with each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Products(ReadOnlySpan<Vector512<double>> shares, Span<Vector512<double>> first, Span<Vector512<double>> second)
    {
        ReadOnlySpan<Vector512<double>> offsets = _offsets;
        for (var (i, at) = (0, 0); i < _columns; i++)
        {
            var weighted = _weighted.AsSpan(i * Vectors, Vectors);
            var own = offsets.Slice(i * Vectors, Vectors);
            for (var v = 0; v < Vectors; v++)
            {
                weighted[v] = own[v] * shares[v];
                first[i] += weighted[v];
            }

            for (var j = _full ? 0 : i; j <= i; j++, at++)
            {
                var other = offsets.Slice(j * Vectors, Vectors);
                var (even, odd) = (weighted[0] * other[0], weighted[1] * other[1]);
                even = Vector512.FusedMultiplyAdd(weighted[2], other[2], even);
                odd = Vector512.FusedMultiplyAdd(weighted[3], other[3], odd);
                even = Vector512.FusedMultiplyAdd(weighted[4], other[4], even);
                odd = Vector512.FusedMultiplyAdd(weighted[5], other[5], odd);
                even = Vector512.FusedMultiplyAdd(weighted[6], other[6], even);
                odd = Vector512.FusedMultiplyAdd(weighted[7], other[7], odd);
                second[at] += even + odd;
            }
        }
    }

    static Vector512<double>[] New(int groups) => new Vector512<double>[groups * Vectors];

    static Span<double> Numbers(Vector512<double>[] vectors) => MemoryMarshal.Cast<Vector512<double>, double>(vectors.AsSpan());
}
