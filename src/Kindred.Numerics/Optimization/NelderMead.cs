namespace Kindred.Numerics.Optimization;

/// <summary>Finds a local minimum without slopes, by the simplex method of Nelder and Mead.</summary>
/// <remarks>
/// <para>For functions that are rough, have walls (NaN and +∞ count as very high) or few parameters. The first simplex moves
/// each parameter by <c>step</c>·max(|x|, 1). After arriving, the simplex is set up anew around the best point and the search repeated
/// until that gains nothing, which frees a simplex that collapsed too early.</para>
/// <para>The coefficients grow with the number of parameters k as in F. Gao and L. Han, "Implementing the Nelder–Mead simplex algorithm
/// with adaptive parameters", Computational Optimization and Applications 51 (2012); for k ≤ 2 they are those of J. Nelder and
/// R. Mead, "A simplex method for function minimization", Computer Journal 7 (1965).</para>
/// </remarks>
public static class NelderMead
{
    /// <summary>Walks down from <paramref name="start"/>.</summary>
    /// <param name="function">What to make small.</param>
    /// <param name="start">The first point, where the function must be finite.</param>
    /// <param name="step">The size of the first simplex, relative to the parameters.</param>
    /// <exception cref="ArgumentException">The start is empty or not finite, or the function is not finite there.</exception>
    public static Minimum Minimize(
        Objective function,
        ReadOnlySpan<double> start,
        SearchOptions? options = null,
        double step = 0.1,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        options ??= new();
        options.Check(start);
        var search = new Simplex(function, start.Length);
        var limit = options.MaxIterations * start.Length;
        var best = search.Spread(start, step);
        if (!double.IsFinite(best))
        {
            throw SearchOptions.NoStart(best);
        }

        while (true)
        {
            var arrived = search.Contract(options.Tolerance, limit, cancellation);
            var gained = best - search.Best > options.Tolerance * (Math.Abs(best) + options.Tolerance);
            best = search.Best;
            if (!arrived || !gained)
            {
                return new(search.Lowest, best, search.Iterations, search.Evaluations, arrived);
            }

            search.Spread(search.Lowest, step);
        }
    }

    sealed class Simplex(Objective function, int k)
    {
        readonly double[][] _corners = [.. Enumerable.Range(0, k + 1).Select(_ => new double[k])];
        readonly double[] _values = new double[k + 1];
        readonly double[] _middle = new double[k];
        readonly double _expansion = 1 + (2.0 / Math.Max(k, 2));
        readonly double _contraction = 0.75 - (1.0 / (2 * Math.Max(k, 2)));
        readonly double _shrinkage = 1 - (1.0 / Math.Max(k, 2));
        double[] _trial = new double[k], _second = new double[k];

        public int Iterations { get; private set; }

        public int Evaluations { get; private set; }

        public double Best => _values[0];

        public double[] Lowest => [.. _corners[0]];

        /// <summary>Lays a simplex around a point and returns the value at the point.</summary>
        public double Spread(ReadOnlySpan<double> around, double step)
        {
            for (var c = 0; c <= k; c++)
            {
                around.CopyTo(_corners[c]);
                if (c > 0)
                {
                    _corners[c][c - 1] += step * Math.Max(Math.Abs(around[c - 1]), 1);
                }

                _values[c] = Value(_corners[c]);
            }

            var first = _values[0];
            Array.Sort(_values, _corners);
            return first;
        }

        /// <summary>Moves the simplex until its corners are level; false when the limit came first.</summary>
        public bool Contract(double tolerance, int limit, CancellationToken cancellation)
        {
            for (; Iterations < limit; Iterations++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (_values[k] - _values[0] <= tolerance * (Math.Abs(_values[0]) + tolerance))
                {
                    return true;
                }

                Move();
                Array.Sort(_values, _corners);
            }

            return false;
        }

        void Move()
        {
            Centre();
            var reflected = Try(1, ref _trial);
            if (reflected < _values[0])
            {
                var expanded = Try(_expansion, ref _second);
                Accept(expanded < reflected ? expanded : reflected, ref expanded < reflected ? ref _second : ref _trial);
            }
            else if (reflected < _values[k - 1])
            {
                Accept(reflected, ref _trial);
            }
            else
            {
                var outside = reflected < _values[k];
                var contracted = Try(outside ? _contraction : -_contraction, ref _second);
                if (contracted < Math.Min(reflected, _values[k]))
                {
                    Accept(contracted, ref _second);
                }
                else
                {
                    Shrink();
                }
            }
        }

        void Centre()
        {
            for (var i = 0; i < k; i++)
            {
                var sum = 0.0;
                for (var c = 0; c < k; c++)
                {
                    sum += _corners[c][i];
                }

                _middle[i] = sum / k;
            }
        }

        double Try(double distance, ref double[] point)
        {
            for (var i = 0; i < k; i++)
            {
                point[i] = _middle[i] + (distance * (_middle[i] - _corners[k][i]));
            }

            return Value(point);
        }

        void Accept(double value, ref double[] point)
        {
            (_corners[k], point) = (point, _corners[k]);
            _values[k] = value;
        }

        void Shrink()
        {
            for (var c = 1; c <= k; c++)
            {
                for (var i = 0; i < k; i++)
                {
                    _corners[c][i] = _corners[0][i] + (_shrinkage * (_corners[c][i] - _corners[0][i]));
                }

                _values[c] = Value(_corners[c]);
            }
        }

        double Value(double[] at)
        {
            Evaluations++;
            var value = function(at);
            return double.IsNaN(value) ? double.PositiveInfinity : value;
        }
    }
}
