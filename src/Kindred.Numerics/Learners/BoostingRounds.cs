using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Learners;

/// <summary>Grows tree after tree on the derivatives of the loss, and tells when to stop.</summary>
sealed class BoostingRounds
{
    const int BlockRows = 1 << 14;
    const double LeastProbability = 1e-9; // where the rows not held out are all of one class

    readonly Matrix _points;
    readonly double[] _targets, _weights, _predictions;
    readonly BoostedTreesOptions _options;
    readonly int[] _training, _heldOut;
    readonly double[] _expected; // by the predictions, in the order of the training rows

    internal BoostingRounds(Matrix points, double[] targets, double[] weights, BoostedTreesOptions options)
    {
        (_points, _targets, _weights, _options) = (points, targets, weights, options);
        _heldOut = RowSample.Distinct(points.Rows, (int)(options.ValidationShare * points.Rows), new(options.Seed));
        var held = new bool[points.Rows];
        Array.ForEach(_heldOut, row => held[row] = true);
        _training = [.. Enumerable.Range(0, points.Rows).Where(row => !held[row])];
        (_predictions, _expected) = (new double[points.Rows], new double[_training.Length]);
    }

    bool Logistic => _options.Loss == BoostingLoss.Logistic;

    internal BoostedTreesFit Run(IProgress<double>? progress, CancellationToken cancellation)
    {
        var bins = new FeatureBins(_points, _options.Bins, _options.Seed + 1, cancellation);
        var growth = new BoostedTreeGrowth(bins, _training, _options, cancellation);
        var start = Start();
        Array.Fill(_predictions, start);
        var trees = new List<BoostedNode[]>();
        var losses = _heldOut.Length > 0 ? new List<double> { Loss() } : [];
        var best = 0;
        while (trees.Count < _options.Trees && trees.Count - best < (losses.Count > 0 ? _options.Patience : int.MaxValue))
        {
            var tree = growth.Grow(Derive(growth.Derivatives, cancellation));
            growth.AddAnswers(_predictions);
            trees.Add(tree);
            if (losses.Count > 0)
            {
                losses.Add(AddHeldOut(tree));
                best = losses[^1] < losses[best] ? trees.Count : best;
            }

            progress?.Report((double)trees.Count / _options.Trees);
        }

        return new(losses.Count > 0 ? trees[..best] : trees, start, _points.Columns, _options.Loss, losses);
    }

    /// <summary>The constant prediction that fits best.</summary>
    double Start()
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var row in _training)
        {
            sum += _weights[row] * _targets[row];
            weights += _weights[row];
        }

        var mean = weights > 0 ? sum / weights : _targets.Average();
        var share = Math.Clamp(mean, LeastProbability, 1 - LeastProbability);
        return Logistic ? Math.Log(share / (1 - share)) : mean;
    }

    /// <summary>Writes the derivatives of each training row's loss; returns their sums.</summary>
    GradientSums Derive(Vector128<float>[] derivatives, CancellationToken cancellation)
    {
        var sums = new (double Slope, double Curvature)[RowBlocks.Count(_training.Length, BlockRows)];
        RowBlocks.For(_training.Length, BlockRows, (block, from, until) =>
        {
            var expected = _expected.AsSpan(from..until);
            var (slopes, curvatures) = (0.0, 0.0);
            for (var i = from; i < until; i++)
            {
                expected[i - from] = _predictions[_training[i]];
            }

            if (Logistic)
            {
                TensorPrimitives.Sigmoid(expected, expected);
            }

            for (var i = from; i < until; i++)
            {
                var (weight, mean) = (_weights[_training[i]], expected[i - from]);
                var slope = (float)(weight * (mean - _targets[_training[i]]));
                var curvature = (float)(Logistic ? weight * (mean * (1 - mean)) : weight);
                derivatives[i] = Vector128.Create(slope, curvature, 1, 0);
                (slopes, curvatures) = (slopes + slope, curvatures + curvature);
            }

            sums[block] = (slopes, curvatures);
        }, cancellation);
        return new(sums.Sum(block => block.Slope), sums.Sum(block => block.Curvature), _training.Length);
    }

    /// <summary>Adds a tree's answers to the rows held out; returns their mean loss.</summary>
    double AddHeldOut(BoostedNode[] tree)
    {
        foreach (var row in _heldOut)
        {
            _predictions[row] += BoostedTreesFit.Answer(tree, _points.Row(row));
        }

        return Loss();
    }

    double Loss()
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var row in _heldOut)
        {
            var (target, predicted) = (_targets[row], _predictions[row]);
            sum += _weights[row] * (Logistic
                ? Math.Max(predicted, 0) - (predicted * target) + Math.Log(1 + Math.Exp(-Math.Abs(predicted)))
                : 0.5 * (predicted - target) * (predicted - target));
            weights += _weights[row];
        }

        return weights > 0 ? sum / weights : 0;
    }
}
