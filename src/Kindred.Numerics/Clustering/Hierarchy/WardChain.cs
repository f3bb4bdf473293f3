namespace Kindred.Numerics.Clustering.Hierarchy;

/// <summary>Ward's merges by nearest-neighbour chains: from a cluster to its nearest, and on, until two are nearest to each other.</summary>
/// <remarks>
/// Two such clusters merge in every order of merging, since a new cluster is never nearer to a third than both its parts were; the rest of
/// the chain stays. A chain only goes on to a strictly nearer cluster, and costs are the same bits from both sides, so it ends.
/// </remarks>
sealed class WardChain
{
    const int BlockRows = 256;

    readonly Matrix _centred; // the rows less the column means: the means of clusters begin there
    readonly double[] _means;
    readonly int[] _sizes;
    readonly bool[] _merged;
    readonly int[] _nearest; // to each row, before any merge
    readonly Matrix _places; // the means in single precision
    WardIndex _index;

    WardChain(Matrix points, int[] sizes, CancellationToken cancellation)
    {
        _centred = Centred(points);
        (_sizes, _merged, _nearest) = ([.. sizes], new bool[points.Rows], new int[points.Rows]);
        _means = [.. _centred.Values.ToArray().Select(value => (double)value)];
        _places = _centred.Copy();
        _index = new(_places, _sizes, cancellation);
    }

    /// <summary>The n − 1 joins, each naming its clusters by their least rows.</summary>
    /// <param name="points">At least one row, of moderate size.</param>
    /// <param name="sizes">How many rows each row stands for, at least 1.</param>
    /// <param name="cancellation">Looked at before each join.</param>
    public static Join[] Run(Matrix points, int[] sizes, CancellationToken cancellation)
    {
        var chain = new WardChain(points, sizes, cancellation);
        chain.FindNearest(cancellation);
        return chain.JoinAll(cancellation);
    }

    static Matrix Centred(Matrix points)
    {
        var sums = new double[points.Columns];
        for (var i = 0; i < points.Rows; i++)
        {
            RowSums.Add(sums, points.Row(i));
        }

        var centred = new Matrix(points.Rows, points.Columns);
        for (var i = 0; i < points.Rows; i++)
        {
            for (var j = 0; j < sums.Length; j++)
            {
                centred[i, j] = (float)(points[i, j] - (sums[j] / points.Rows));
            }
        }

        return centred;
    }

    /// <summary>The nearest of each row while all are alone; half of all searches, and the half that can run in parallel.</summary>
    void FindNearest(CancellationToken cancellation) =>
        RowBlocks.For(_sizes.Length, BlockRows, (_, from, until) =>
        {
            var query = new float[_index.QueryWidth];
            for (var i = from; i < until; i++)
            {
                _nearest[i] = _index.Nearest(_places.Row(i), _sizes[i], i, new(float.PositiveInfinity, -1), query).Cluster;
            }
        }, cancellation);

    Join[] JoinAll(CancellationToken cancellation)
    {
        var (joins, chain, next) = (new Join[_sizes.Length - 1], new List<int>(), 0);
        var query = new float[_index.QueryWidth];
        for (var m = 0; m < joins.Length; m++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (chain.Count == 0)
            {
                while (_sizes[next] == 0)
                {
                    next++;
                }

                chain.Add(next);
            }

            while (true)
            {
                var (top, former) = (chain[^1], chain.Count > 1 ? chain[^2] : -1);
                var nearest = Nearest(top, former, query);
                if (nearest == former)
                {
                    break;
                }

                chain.Add(nearest);
            }

            var (one, other) = (Math.Min(chain[^1], chain[^2]), Math.Max(chain[^1], chain[^2]));
            chain.RemoveRange(chain.Count - 2, 2);
            joins[m] = new(one, other, Height(one, other));
            Merge(one, other, cancellation);
        }

        return joins;
    }

    /// <summary>The nearest cluster to one; the former link of the chain wins a tie.</summary>
    int Nearest(int cluster, int former, float[] query)
    {
        var best = former < 0 ? new WardNeighbor(float.PositiveInfinity, -1) : new(WardIndex.Cost(_places, _sizes, cluster, former), former);
        var known = _merged[cluster] ? -1 : _nearest[cluster];
        if (known >= 0 && !_merged[known])
        {
            return WardIndex.Cost(_places, _sizes, cluster, known) < best.Cost ? known : former;
        }

        return _index.Nearest(_places.Row(cluster), _sizes[cluster], cluster, best, query).Cluster;
    }

    double Height(int one, int other)
    {
        var (d, sum) = (_places.Columns, 0.0);
        for (var j = 0; j < d; j++)
        {
            var difference = _means[(one * d) + j] - _means[(other * d) + j];
            sum += difference * difference;
        }

        return Math.Sqrt(2.0 * _sizes[one] * _sizes[other] / ((double)_sizes[one] + _sizes[other]) * sum);
    }

    void Merge(int one, int other, CancellationToken cancellation)
    {
        var d = _places.Columns;
        double first = _sizes[one], second = _sizes[other];
        for (var j = 0; j < d; j++)
        {
            var mean = ((_means[(one * d) + j] * first) + (_means[(other * d) + j] * second)) / (first + second);
            _means[(one * d) + j] = mean;
            _places[one, j] = (float)mean;
        }

        _sizes[one] += _sizes[other];
        _sizes[other] = 0;
        (_merged[one], _merged[other]) = (true, true);
        _index.Remove(one);
        _index.Remove(other);
        if (!_index.TryAdd(one, _places.Row(one), _sizes[one]))
        {
            _index = new(_places, _sizes, cancellation);
        }
    }
}
