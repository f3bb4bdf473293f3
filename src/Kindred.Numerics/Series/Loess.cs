using System.Numerics;
using System.Runtime.InteropServices;

namespace Kindred.Numerics.Series;

/// <summary>Local regression with tricube weights along a series, or along each of its interleaved cycle-subseries.</summary>
/// <remarks>
/// <para>With a stride of s, value i belongs to subseries i mod s; values a stride apart are neighbours. All points whose window lies the
/// same way around them share one set of weights, and those points are contiguous in the series, whatever the stride: so a whole run is
/// smoothed by one loop over the window with vectors of neighbouring points.</para>
/// <para>The windows, the exclusion of points at 0.999 of the bandwidth, the widening of a window longer than the series, the fall-back to a
/// local mean and the jumps are those of Cleveland et al. (1990) as in their Fortran.</para>
/// </remarks>
sealed class Loess
{
    readonly int _length, _stride, _degree;
    readonly double _leastSpread;
    readonly List<Run> _runs = [], _margins = [];
    readonly List<(int From, int To, int Count)> _gaps = [];
    readonly double[] _weighted;

    /// <summary>Plans the smoothing of series of one length; the plan is not safe to use from two threads at once.</summary>
    /// <param name="window">Points in a window; odd.</param>
    /// <param name="degree">0 for local means, 1 for local lines.</param>
    /// <param name="jump">Every how many points a fit is made; those between are interpolated.</param>
    public Loess(int length, int stride, int window, int degree, int jump)
    {
        (_length, _stride, _degree) = (length, stride, degree);
        _weighted = new double[length];
        _leastSpread = Math.Pow(0.001 * ((length - 1) / stride), 2); // of the longest subseries, for all of them
        var longer = length % stride;
        Plan(0, longer, (length / stride) + 1, window, jump);
        Plan(longer, stride - longer, length / stride, window, jump);
        Merge(_runs);
        Merge(_margins);
    }

    /// <summary>Smooths a series.</summary>
    /// <param name="robustness">A weight for each value, or nothing for 1.</param>
    /// <param name="smooth">
    /// As long as the series; or two strides longer, and then it begins and ends with each subseries' fit one step outside.
    /// </param>
    public void Smooth(ReadOnlySpan<double> series, ReadOnlySpan<double> robustness, Span<double> smooth)
    {
        var inside = smooth.Length == _length ? smooth : smooth.Slice(_stride, _length);
        for (var i = 0; i < robustness.Length; i++)
        {
            _weighted[i] = robustness[i] * series[i];
        }

        foreach (var run in CollectionsMarshal.AsSpan(_runs))
        {
            Fit(run, series, robustness, series.Slice(run.Start, run.Count), inside.Slice(run.Start, run.Count));
        }

        foreach (var gap in CollectionsMarshal.AsSpan(_gaps))
        {
            Interpolate(inside, gap);
        }

        if (smooth.Length != _length)
        {
            foreach (var run in CollectionsMarshal.AsSpan(_margins))
            {
                var fallback = run.Start < 0 ? inside.Slice(run.Start + _stride, run.Count) : inside.Slice(run.Start - _stride, run.Count);
                Fit(run, series, robustness, fallback, smooth.Slice(run.Start + _stride, run.Count));
            }
        }
    }

    void Plan(int phase, int phases, int cycles, int window, int jump)
    {
        if (phases == 0 || cycles == 0)
        {
            return;
        }

        var step = Math.Max(1, Math.Min(jump, cycles - 1));
        var (left, last) = (0, 0);
        var width = Math.Min(window, cycles);
        for (var cycle = 0; cycle < cycles; cycle += step)
        {
            left = Math.Clamp(cycle - (window / 2), 0, cycles - width);
            Add(_runs, cycle, left);
            Bridge(last, cycle);
            last = cycle;
        }

        if (last < cycles - 1)
        {
            Add(_runs, cycles - 1, left);
            Bridge(last, cycles - 1);
        }

        Add(_margins, -1, 0);
        Add(_margins, cycles, cycles - width);

        void Add(List<Run> runs, int cycle, int from) => runs.Add(
            new((cycle * _stride) + phase, phases, new Geometry(from - cycle, width, Math.Max(0, window - cycles) / 2, _degree > 0 ? _leastSpread : double.MaxValue)));

        void Bridge(int from, int to)
        {
            if (to > from + 1)
            {
                _gaps.Add(((from * _stride) + phase, (to * _stride) + phase, phases));
            }
        }
    }

    /// <summary>Joins runs that follow each other and share their weights.</summary>
    static void Merge(List<Run> runs)
    {
        runs.Sort((a, b) => a.Start.CompareTo(b.Start));
        var kept = 0;
        for (var i = 1; i < runs.Count; i++)
        {
            if (runs[i].Start == runs[kept].Start + runs[kept].Count && runs[i].Geometry.SameAs(runs[kept].Geometry))
            {
                runs[kept] = runs[kept] with { Count = runs[kept].Count + runs[i].Count };
            }
            else
            {
                runs[++kept] = runs[i];
            }
        }

        if (runs.Count > 0)
        {
            runs.RemoveRange(kept + 1, runs.Count - kept - 1);
        }
    }

    void Fit(Run run, ReadOnlySpan<double> series, ReadOnlySpan<double> robustness, ReadOnlySpan<double> fallback, Span<double> fitted)
    {
        var first = run.Start + (run.Geometry.From * _stride);
        if (robustness.IsEmpty)
        {
            Filter(run.Geometry.Filter, series[first..], fitted);
            return;
        }

        Regress(run.Geometry, robustness[first..], _weighted.AsSpan(first), fallback, fitted);
    }

    /// <summary>fitted[i] = Σ filter[o]·series[i + o·stride].</summary>
    void Filter(double[] filter, ReadOnlySpan<double> series, Span<double> fitted)
    {
        var i = 0;
        while (i < fitted.Length)
        {
            if (fitted.Length < Vector<double>.Count)
            {
                var sum = 0.0;
                for (int o = 0, at = i; o < filter.Length; o++, at += _stride)
                {
                    sum += filter[o] * series[at];
                }

                fitted[i++] = sum;
                continue;
            }

            i = Math.Min(i, fitted.Length - Vector<double>.Count); // the last vector overlaps the one before
            var sums = Vector<double>.Zero;
            for (int o = 0, at = i; o < filter.Length; o++, at += _stride)
            {
                sums = Vector.FusedMultiplyAdd(new Vector<double>(filter[o]), new Vector<double>(series[at..]), sums);
            }

            sums.CopyTo(fitted[i..]);
            i += Vector<double>.Count;
        }
    }

    /// <summary>The local fit at each point from the moments of weights and weighted values about that point.</summary>
    void Regress(
        Geometry geometry,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> weighted,
        ReadOnlySpan<double> fallback,
        Span<double> fitted)
    {
        var i = 0;
        if (fitted.Length < Vector<double>.Count)
        {
            for (; i < fitted.Length; i++)
            {
                fitted[i] = RegressOne(geometry, weights[i..], weighted[i..], fallback[i]);
            }
        }

        var (least, slopes) = (new Vector<double>(_leastSpread), _degree > 0);
        while (i < fitted.Length)
        {
            i = Math.Min(i, fitted.Length - Vector<double>.Count);
            var (s0, s1, s2) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
            var (t0, t1) = (Vector<double>.Zero, Vector<double>.Zero);
            for (int o = 0, at = i; o < geometry.Tricube.Length; o++, at += _stride)
            {
                var kernel = new Vector<double>(geometry.Tricube[o]);
                var distance = new Vector<double>(geometry.From + o);
                var (weight, value) = (kernel * new Vector<double>(weights[at..]), kernel * new Vector<double>(weighted[at..]));
                var moment = weight * distance;
                s0 += weight;
                t0 += value;
                s1 += moment;
                s2 = Vector.FusedMultiplyAdd(moment, distance, s2);
                t1 = Vector.FusedMultiplyAdd(value, distance, t1);
            }

            var fit = t0 / s0;
            if (slopes)
            {
                var centre = s1 / s0;
                var spread = (s2 / s0) - (centre * centre);
                var line = fit - (centre / spread * ((t1 / s0) - (centre * fit)));
                fit = Vector.ConditionalSelect(Vector.GreaterThan(spread, least), line, fit);
            }

            Vector.ConditionalSelect(Vector.GreaterThan(s0, Vector<double>.Zero), fit, new Vector<double>(fallback[i..])).CopyTo(fitted[i..]);
            i += Vector<double>.Count;
        }
    }

    double RegressOne(Geometry geometry, ReadOnlySpan<double> weights, ReadOnlySpan<double> weighted, double fallback)
    {
        var (s0, s1, s2, t0, t1) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (int o = 0, at = 0; o < geometry.Tricube.Length; o++, at += _stride)
        {
            var (weight, value, distance) = (geometry.Tricube[o] * weights[at], geometry.Tricube[o] * weighted[at], geometry.From + o);
            s0 += weight;
            t0 += value;
            s1 += weight * distance;
            s2 += weight * distance * distance;
            t1 += value * distance;
        }

        if (!(s0 > 0))
        {
            return fallback;
        }

        var (centre, mean) = (s1 / s0, t0 / s0);
        var spread = (s2 / s0) - (centre * centre);
        return _degree > 0 && spread > _leastSpread ? mean - (centre / spread * ((t1 / s0) - (centre * mean))) : mean;
    }

    void Interpolate(Span<double> smooth, (int From, int To, int Count) gap)
    {
        var steps = (gap.To - gap.From) / _stride;
        for (var phase = 0; phase < gap.Count; phase++)
        {
            var (at, start) = (gap.From + phase, smooth[gap.From + phase]);
            var rise = (smooth[gap.To + phase] - start) / steps;
            for (var step = 1; step < steps; step++)
            {
                smooth[at + (step * _stride)] = start + (step * rise);
            }
        }
    }

    /// <summary>Neighbouring points, in series order, whose windows lie the same way around them.</summary>
    readonly record struct Run(int Start, int Count, Geometry Geometry);

    /// <summary>How a window lies around its point, in steps of a stride, and the weights that follow.</summary>
    sealed class Geometry
    {
        readonly (int From, int Width, int Widening) _window;

        public Geometry(int from, int width, int widening, double leastSpread)
        {
            _window = (from, width, widening);
            From = from;
            double bandwidth = Math.Max(Math.Abs(from), Math.Abs(from + width - 1)) + widening;
            Tricube = new double[width];
            for (var o = 0; o < width; o++)
            {
                Tricube[o] = Weight(Math.Abs(from + o), bandwidth);
            }

            Trim();
            Filter = FixedFilter(leastSpread);
        }

        /// <summary>The first point of the window with a weight, relative to the point fitted.</summary>
        public int From { get; private set; }

        public double[] Tricube { get; private set; }

        /// <summary>What the local fit comes to when every robustness weight is 1.</summary>
        public double[] Filter { get; }

        public bool SameAs(Geometry other) => _window == other._window;

        static double Weight(double distance, double bandwidth)
        {
            if (distance <= 0.001 * bandwidth)
            {
                return 1;
            }

            var share = distance / bandwidth;
            var rest = 1 - (share * share * share);
            return share <= 0.999 ? rest * rest * rest : 0;
        }

        void Trim()
        {
            var first = Array.FindIndex(Tricube, weight => weight > 0);
            if (first >= 0)
            {
                Tricube = Tricube[first..(Array.FindLastIndex(Tricube, weight => weight > 0) + 1)];
                From += first;
            }
        }

        double[] FixedFilter(double leastSpread)
        {
            var (s0, s1, s2) = (0.0, 0.0, 0.0);
            for (var o = 0; o < Tricube.Length; o++)
            {
                var distance = From + o;
                s0 += Tricube[o];
                s1 += Tricube[o] * distance;
                s2 += Tricube[o] * distance * distance;
            }

            var centre = s1 / s0;
            var spread = (s2 / s0) - (centre * centre);
            var tilt = spread > leastSpread ? centre / spread : 0;
            var filter = new double[Tricube.Length];
            for (var o = 0; o < filter.Length; o++)
            {
                filter[o] = Tricube[o] / s0 * (1 - (tilt * (From + o - centre)));
            }

            return filter;
        }
    }
}
