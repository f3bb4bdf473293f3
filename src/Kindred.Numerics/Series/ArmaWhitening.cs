using System.Numerics;

namespace Kindred.Numerics.Series;

/// <summary>Turns columns that follow one ARMA process into independent innovations of equal variance, as the Kalman filter would.</summary>
/// <remarks>
/// <para>The filter's gain does not depend on the data, so all columns share it. Since the process starts stationary, the filter's
/// covariance changes by a matrix of rank one a step, and only that is carried forward (Chandrasekhar recursions: O(r) a step, not O(r²)).
/// When the change has died out, the gain stays put and a step only touches the lags in use.</para>
/// <para>M. Morf, G. Sidhu and T. Kailath, IEEE Trans. Automatic Control 19 (1974); G. Mélard, Applied Statistics AS 197 (1984).</para>
/// </remarks>
sealed class ArmaWhitening
{
    const double Settled = 1e-14;
    readonly int _length;
    readonly double[][] _states;
    double[] _change = [], _gain = [], _ar = [];

    /// <summary>Room for some columns of a length.</summary>
    public ArmaWhitening(int length, int columns)
    {
        _length = length;
        _states = [.. Enumerable.Range(0, columns).Select(_ => Array.Empty<double>())];
    }

    /// <summary>Each column's expected state after its last value; after <see cref="Run"/>.</summary>
    public double[] State(int column) => _states[column][_length..];

    /// <summary>Whitens the columns.</summary>
    /// <param name="white">Where the innovations go, divided by their standard deviation relative to that of the process's innovations.</param>
    /// <param name="excess">If given, the state's covariance after the last value beyond that of the next innovation alone, r × r.</param>
    /// <returns>The sum of the logarithms of the relative variances; NaN where the process cannot be told from a unit root.</returns>
    public double Run(ArmaProcess process, double[][] columns, double[][] white, double[,]? excess = null)
    {
        Reset(process, columns.Length);
        if (excess is not null)
        {
            StartExcess(process, excess);
        }

        var variance = process.InitialColumn[0];
        var rate = -1 / variance;
        var (logs, t) = (0.0, 0);
        for (; t < _length && (t % 8 != 0 || -rate * Largest(_change, process.Size) > Settled * variance); t++)
        {
            if (!(variance > 0.5))
            {
                return double.NaN;
            }

            logs += Math.Log(variance);
            var (root, gain) = (1 / Math.Sqrt(variance), 1 / variance);
            for (var c = 0; c < columns.Length; c++)
            {
                var surprise = columns[c][t] - _states[c][t];
                white[c][t] = surprise * root;
                Advance(_states[c].AsSpan(t), surprise * gain, process.Size);
            }

            if (excess is not null)
            {
                Accumulate(excess, rate, process.Size);
            }

            var (lead, before) = (_change[0], variance);
            variance += rate * lead * lead;
            Turn(lead, lead / before, rate * lead, process.Size);
            rate *= before / variance;
        }

        return logs + Settle(process, columns, white, variance, t);
    }

    void Reset(ArmaProcess process, int columns)
    {
        var size = process.Size;
        var room = size + (2 * Vector<double>.Count);
        if (_gain.Length != room)
        {
            (_change, _gain, _ar) = (new double[room], new double[room], new double[room]);
        }

        process.Ar.CopyTo(_ar, 0);
        for (var i = 0; i < size; i++)
        {
            _gain[i] = (process.Ar[i] * process.InitialColumn[0]) + (i + 1 < size ? process.InitialColumn[i + 1] : 0);
        }

        _gain.AsSpan(size).Clear();
        _gain.CopyTo(_change, 0);
        for (var c = 0; c < columns; c++)
        {
            Array.Resize(ref _states[c], _length + room);
            Array.Clear(_states[c]);
        }
    }

    /// <summary>One step of a column's expected state, which moves up by one place: next(i) = state(i + 1) + φ(i)·state(0) + gain(i)·surprise.</summary>
    void Advance(Span<double> state, double surprise, int size)
    {
        var (level, error) = (new Vector<double>(state[0]), new Vector<double>(surprise));
        for (var i = 0; i < size; i += Vector<double>.Count)
        {
            var next = new Vector<double>(state[(i + 1)..]);
            next += (level * new Vector<double>(_ar, i)) + (error * new Vector<double>(_gain, i));
            next.CopyTo(state[(i + 1)..]);
        }
    }

    /// <summary>One step of the covariance's change and, with it, of the gain.</summary>
    void Turn(double lead, double share, double weight, int size)
    {
        var (leads, shares, weights) = (new Vector<double>(lead), new Vector<double>(share), new Vector<double>(weight));
        for (var i = 0; i < size; i += Vector<double>.Count)
        {
            var moved = (leads * new Vector<double>(_ar, i)) + new Vector<double>(_change, i + 1);
            var gain = new Vector<double>(_gain, i);
            (moved - (shares * gain)).CopyTo(_change, i);
            (gain + (weights * moved)).CopyTo(_gain, i);
        }
    }

    /// <summary>The rest of the columns under a gain that no longer changes: what each value adds to later ones, lag by lag.</summary>
    double Settle(ArmaProcess process, double[][] columns, double[][] white, double variance, int from)
    {
        var root = 1 / Math.Sqrt(variance);
        var (lags, ar, gains) = (process.Terms, new double[process.Terms.Length], new double[process.Terms.Length]);
        for (var k = 0; k < lags.Length; k++)
        {
            (ar[k], gains[k]) = (process.Ar[lags[k] - 1], _gain[lags[k] - 1] / variance);
        }

        for (var c = 0; c < columns.Length; c++)
        {
            var (values, result, state) = (columns[c], white[c], _states[c]);
            for (var t = from; t < _length; t++)
            {
                var level = state[t];
                var surprise = values[t] - level;
                result[t] = surprise * root;
                for (var k = 0; k < lags.Length; k++)
                {
                    state[t + lags[k]] += (ar[k] * level) + (gains[k] * surprise);
                }
            }
        }

        return (_length - from) * Math.Log(variance);
    }

    static double Largest(double[] values, int size)
    {
        var largest = 0.0;
        for (var i = 0; i < size; i++)
        {
            largest = Math.Max(largest, values[i] * values[i]);
        }

        return largest;
    }

    static void StartExcess(ArmaProcess process, double[,] excess)
    {
        var start = process.InitialCovariance();
        for (var i = 0; i < process.Size; i++)
        {
            for (var j = 0; j < process.Size; j++)
            {
                var (own, other) = (i == 0 ? 1 : process.Ma[i - 1], j == 0 ? 1 : process.Ma[j - 1]);
                excess[i, j] = start[i, j] - (own * other);
            }
        }
    }

    void Accumulate(double[,] excess, double rate, int size)
    {
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                excess[i, j] += rate * _change[i] * _change[j];
            }
        }
    }
}
