using System.Numerics.Tensors;

namespace Kindred.Numerics.Optimization;

/// <summary>Finds a local minimum of a smooth function by the BFGS quasi-Newton method.</summary>
/// <remarks>
/// <para>Backtracking line search (Armijo's rule, quadratic interpolation), so a step into a region that is not allowed (NaN, +∞)
/// is shortened, not an error. When a step gains next to nothing, the curvature is forgotten and the steepest
/// descent tried; when that gains nothing either, the search has arrived. Without a gradient, central differences are used
/// (<see cref="Derivatives.Slope"/>).</para>
/// <para>A step takes O(k²) beside the evaluations; the same start gives the same bits.</para>
/// <para>Unlike MathNet.Numerics' minimisers it never throws for a flat or forbidden region or for reaching its limit: that is
/// <see cref="Minimum.Converged"/>.</para>
/// <para>J. Nocedal and S. Wright, Numerical Optimization, 2nd ed. (2006), chapters 3 and 6.</para>
/// </remarks>
static class Bfgs
{
    const double SufficientDecrease = 1e-4;
    const int MaxHalvings = 40;

    /// <summary>Walks down from <paramref name="start"/>.</summary>
    /// <param name="function">What to make small; best scaled so that values and parameters are near 1.</param>
    /// <param name="start">The first point, where the function must be finite.</param>
    /// <param name="gradient">The slope, or null for central differences.</param>
    /// <exception cref="ArgumentException">The start is empty or not finite, or the function is not finite there.</exception>
    public static Minimum Minimize(
        Objective function,
        ReadOnlySpan<double> start,
        SearchOptions? options = null,
        Gradient? gradient = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        options ??= new();
        options.Check(start);
        return new Search(function, gradient, start).Run(options, cancellation);
    }

    sealed class Search
    {
        readonly Objective _function;
        readonly Gradient _gradient;
        readonly double[] _inverse, _direction, _turn;
        double[] _at, _slope, _next, _nextSlope;
        double _value, _nextValue;
        int _evaluations;
        bool _fresh;

        public Search(Objective function, Gradient? gradient, ReadOnlySpan<double> start)
        {
            var k = start.Length;
            _function = at => { _evaluations++; return function(at); };
            _gradient = gradient ?? ((at, slope) => Derivatives.Slope(_function, at, slope));
            _inverse = new double[k * k];
            (_at, _slope, _next, _nextSlope) = ([.. start], new double[k], new double[k], new double[k]);
            (_direction, _turn) = (new double[k], new double[k]);
        }

        public Minimum Run(SearchOptions options, CancellationToken cancellation)
        {
            _value = _function(_at);
            if (!double.IsFinite(_value))
            {
                throw SearchOptions.NoStart(_value, "start");
            }

            _gradient(_at, _slope);
            Forget();
            var (iteration, stalled) = (0, 0);
            for (; iteration < options.MaxIterations && stalled < 2; iteration++)
            {
                cancellation.ThrowIfCancellationRequested();
                var before = _value;
                if (Step() && before - _value > options.Tolerance * (Math.Abs(_value) + options.Tolerance))
                {
                    stalled = 0;
                }
                else if (++stalled == 1)
                {
                    Forget();
                }
            }

            return new(_at, _value, iteration, _evaluations, stalled == 2);
        }

        /// <summary>One step downhill; false when there is none.</summary>
        bool Step()
        {
            if (TensorPrimitives.MaxMagnitude<double>(_slope) == 0 || !Descend(Aim()))
            {
                return false;
            }

            _gradient(_next, _nextSlope);
            Learn();
            (_at, _next, _slope, _nextSlope, _value) = (_next, _at, _nextSlope, _slope, _nextValue);
            return true;
        }

        /// <summary>Sets the quasi-Newton direction, or the steepest one if that leads uphill; returns the slope along it.</summary>
        double Aim()
        {
            var k = _at.Length;
            for (var i = 0; i < k; i++)
            {
                _direction[i] = -TensorPrimitives.Dot<double>(_inverse.AsSpan(i * k, k), _slope);
            }

            var decline = TensorPrimitives.Dot<double>(_direction, _slope);
            if (decline < 0 && double.IsFinite(decline))
            {
                return decline;
            }

            Forget();
            TensorPrimitives.Negate(_slope, _direction);
            return -TensorPrimitives.SumOfSquares<double>(_slope);
        }

        /// <summary>Shortens the step until the function falls enough; false when no step helps.</summary>
        bool Descend(double decline)
        {
            var length = _fresh ? Math.Min(1, 1 / TensorPrimitives.Norm<double>(_direction)) : 1;
            for (var halving = 0; halving < MaxHalvings; halving++)
            {
                TensorPrimitives.MultiplyAdd<double>(_direction, length, _at, _next);
                if (_next.AsSpan().SequenceEqual(_at))
                {
                    return false;
                }

                _nextValue = _function(_next);
                if (_nextValue <= _value + (SufficientDecrease * length * decline))
                {
                    return true;
                }

                var parabola = -decline * length / (2 * (_nextValue - _value - (decline * length)));
                length *= double.IsFinite(_nextValue) ? Math.Clamp(parabola * length, 0.1, 0.5) : 0.2;
            }

            return false;
        }

        /// <summary>Updates the inverse curvature from the step just taken and the change of slope along it.</summary>
        void Learn()
        {
            var k = _at.Length;
            Span<double> step = _direction, turn = _turn;
            TensorPrimitives.Subtract(_next, _at, step);
            TensorPrimitives.Subtract(_nextSlope, _slope, turn);
            var (along, length) = (TensorPrimitives.Dot<double>(step, turn), TensorPrimitives.SumOfSquares<double>(turn));
            if (!(along > 1e-12 * Math.Sqrt(length * TensorPrimitives.SumOfSquares<double>(step))))
            {
                return;
            }

            if (_fresh)
            {
                Forget(along / length);
                _fresh = false;
            }

            Span<double> bent = new double[k];
            for (var i = 0; i < k; i++)
            {
                bent[i] = TensorPrimitives.Dot<double>(_inverse.AsSpan(i * k, k), turn);
            }

            var scale = (1 + (TensorPrimitives.Dot<double>(turn, bent) / along)) / along;
            for (var i = 0; i < k; i++)
            {
                for (var j = 0; j < k; j++)
                {
                    _inverse[(i * k) + j] += (scale * step[i] * step[j]) - (((bent[i] * step[j]) + (step[i] * bent[j])) / along);
                }
            }
        }

        void Forget(double curvature = 1)
        {
            Array.Clear(_inverse);
            for (var i = 0; i < _at.Length; i++)
            {
                _inverse[(i * _at.Length) + i] = curvature;
            }

            _fresh = true;
        }
    }
}
