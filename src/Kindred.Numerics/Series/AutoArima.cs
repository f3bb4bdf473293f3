namespace Kindred.Numerics.Series;

/// <summary>A model that was tried.</summary>
/// <param name="Order">Its shape.</param>
/// <param name="Criterion">What it came to; +∞ where it could not be estimated or is too close to a unit root.</param>
public sealed record ArimaCandidate(ArimaOrder Order, double Criterion);

/// <summary>The model chosen for a series.</summary>
/// <param name="Fit">The model, by exact likelihood.</param>
/// <param name="Tried">Every model that was compared, in the order tried.</param>
public sealed record AutoArimaFit(ArimaFit Fit, IReadOnlyList<ArimaCandidate> Tried);

/// <summary>Chooses the order of a seasonal ARIMA model.</summary>
/// <remarks>
/// <para>Seasonal differences follow the strength of season, differences repeated KPSS tests at 5 %. From four simple models (and the null
/// model without a constant) the search moves to whichever neighbour lowers the criterion: one seasonal or nonseasonal order more or less,
/// two at a time, constant or none. A model whose lag polynomials have a root within 1.01 of 0, or whose likelihood has no peak, is out.</para>
/// <para>The rules are those of <c>auto.arima</c> in R's forecast 8.20 with its defaults, but for two. There, a conditional start that is
/// not stationary rules a model out; here the search is confined to stationary models, so such a model may still be found good. And there, when
/// the null model without a constant is the best start, its neighbours are tried with a constant all the same; here without.</para>
/// <para>R. Hyndman and Y. Khandakar, "Automatic time series forecasting: the forecast package for R", Journal of Statistical Software 27
/// (2008); R. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. (2021), §9.7.</para>
/// </remarks>
public static class AutoArima
{
    /// <summary>Chooses and fits a model.</summary>
    /// <param name="series">Values at equal distances; NaN where missing. At least 4 must be there.</param>
    /// <returns>The fit; a constant series gets its mean, with a variance of 0.</returns>
    /// <exception cref="ArgumentException">A value is infinite, there are fewer than 4, or an option is out of range.</exception>
    public static AutoArimaFit Fit(
        ReadOnlySpan<double> series, AutoArimaOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        options.Check();
        Observed.WithGaps(series, 4);
        var filled = Gaps.Fill(series, options.Period);
        var seasonal = options.SeasonalDifferences ?? SeasonalDifferences(filled, options.Period);
        var rest = Differences.Of(filled, options.Period, seasonal);
        var plain = options.Differences ?? DifferencesToLevel(rest);
        rest = Differences.Of(rest, 1, plain);
        var start = new ArimaOrder(0, plain, 0) { SeasonalD = seasonal, Period = options.Period, Constant = plain + seasonal < 2 };
        if (Observed.IsConstant(rest))
        {
            var exact = Arima.Fit(series, start, null, cancellation);
            return new(exact, [new(start, double.NegativeInfinity)]);
        }

        return new Search([.. series], start, options, cancellation).Run();
    }

    /// <summary>How often a series must be differenced until a KPSS test at 5 % calls it stationary around a level; 0 to 2.</summary>
    /// <exception cref="ArgumentException">A value is missing or infinite.</exception>
    public static int DifferencesToLevel(ReadOnlySpan<double> series)
    {
        Observed.Complete(series);
        double[] rest = [.. series];
        var count = 0;
        while (count < 2 && rest.Length >= 3 && !Observed.IsConstant(rest)
            && KpssTest.Of(rest, Deterministic.Level, Math.Min(rest.Length - 1, (int)(3 * Math.Sqrt(rest.Length) / 13))).PValue < 0.05)
        {
            rest = Differences.Of(rest);
            count++;
        }

        return count;
    }

    /// <summary>1 when the seasonal strength is above 0.64 and the series longer than two cycles, else 0.</summary>
    /// <exception cref="ArgumentException">A value is missing or infinite, or the period is below 1.</exception>
    public static int SeasonalDifferences(ReadOnlySpan<double> series, int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        Observed.Complete(series);
        return period > 1 && series.Length > 2L * period && !Observed.IsConstant(series)
            && SeasonalityTest.StrengthOf(series, period) > SeasonalityTest.StrongSeason ? 1 : 0;
    }

    /// <summary>The stepwise walk over orders.</summary>
    sealed class Search
    {
        /// <summary>The moves of Hyndman and Khandakar, in the order tried: changes of P, Q, p and q.</summary>
        static readonly (int SeasonalP, int SeasonalQ, int P, int Q)[] Moves =
        [
            (-1, 0, 0, 0), (0, -1, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (-1, -1, 0, 0), (-1, 1, 0, 0), (1, -1, 0, 0), (1, 1, 0, 0),
            (0, 0, -1, 0), (0, 0, 0, -1), (0, 0, 1, 0), (0, 0, 0, 1), (0, 0, -1, -1), (0, 0, -1, 1), (0, 0, 1, -1), (0, 0, 1, 1),
        ];

        readonly double[] _series;
        readonly ArimaOrder _start;
        readonly AutoArimaOptions _options;
        readonly CancellationToken _cancellation;
        readonly int _known;
        readonly bool _approximate;
        readonly (int P, int Q, int SeasonalP, int SeasonalQ) _most;
        readonly List<ArimaCandidate> _tried = [];
        readonly Dictionary<ArimaOrder, ArimaFit> _fits = [];
        ArimaCandidate _best;

        public Search(double[] series, ArimaOrder start, AutoArimaOptions options, CancellationToken cancellation)
        {
            (_series, _options, _cancellation) = (series, options, cancellation);
            _start = start with { Constant = start.Constant && options.AllowConstant };
            _known = series.Count(x => !double.IsNaN(x));
            var (third, period) = (_known / 3, options.Period);
            _approximate = options.Approximate ?? (series.Length > 150 || period > 12);
            _most = (Math.Min(options.MaxP, third), Math.Min(options.MaxQ, third), 0, 0);
            if (period > 1)
            {
                _most.SeasonalP = Math.Min(options.MaxSeasonalP, third / period);
                _most.SeasonalQ = Math.Min(options.MaxSeasonalQ, third / period);
                _most.P = _most.SeasonalP > 0 ? Math.Min(_most.P, period - 1) : _most.P;
                _most.Q = _most.SeasonalQ > 0 ? Math.Min(_most.Q, period - 1) : _most.Q;
            }

            _best = new(_start, double.PositiveInfinity);
        }

        public AutoArimaFit Run()
        {
            var few = _known < 10;
            var (one, two) = (few ? 0 : 1, few ? 1 : 2);
            Try(two, two, one, one, _start.Constant);
            Try(0, 0, 0, 0, _start.Constant);
            Try(1, 0, 1, 0, _start.Constant);
            Try(0, 1, 0, 1, _start.Constant);
            Try(0, 0, 0, 0, false);
            while (_tried.Count < _options.MaxModels && Step())
            {
            }

            return new(Final(), _tried);
        }

        /// <summary>Moves to the first neighbour that is better; false when none is.</summary>
        bool Step()
        {
            var at = _best.Order;
            foreach (var move in Moves)
            {
                var next = at with
                {
                    SeasonalP = at.SeasonalP + move.SeasonalP,
                    SeasonalQ = at.SeasonalQ + move.SeasonalQ,
                    P = at.P + move.P,
                    Q = at.Q + move.Q,
                };
                var inside = next.P >= 0 && next.P <= _most.P && next.Q >= 0 && next.Q <= _most.Q && next.SeasonalP >= 0
                    && next.SeasonalP <= _most.SeasonalP && next.SeasonalQ >= 0 && next.SeasonalQ <= _most.SeasonalQ;
                if (inside && Try(next))
                {
                    return true;
                }
            }

            return _start.Constant && Try(at with { Constant = !at.Constant });
        }

        void Try(int p, int q, int seasonalP, int seasonalQ, bool constant) => Try(_start with
        {
            P = Math.Min(p, _most.P),
            Q = Math.Min(q, _most.Q),
            SeasonalP = Math.Min(seasonalP, _most.SeasonalP),
            SeasonalQ = Math.Min(seasonalQ, _most.SeasonalQ),
            Constant = constant,
        });

        /// <summary>Estimates a model unless it was tried before or enough were; true when it is the best so far.</summary>
        bool Try(ArimaOrder order)
        {
            if (_tried.Count >= _options.MaxModels || _tried.Exists(tried => tried.Order == order))
            {
                return false;
            }

            _cancellation.ThrowIfCancellationRequested();
            var candidate = new ArimaCandidate(order, _approximate ? Approximation(order) : Exact(order));
            _tried.Add(candidate);
            var better = candidate.Criterion < _best.Criterion;
            _best = better ? candidate : _best;
            return better;
        }

        /// <summary>The best model by likelihood; of compared approximations the first that stands up to it.</summary>
        ArimaFit Final()
        {
            foreach (var candidate in _tried.Where(x => x.Criterion < double.PositiveInfinity).OrderBy(x => x.Criterion))
            {
                if (Exact(candidate.Order) < double.PositiveInfinity)
                {
                    return _fits[candidate.Order];
                }
            }

            return Arima.Fit(_series, _start, null, _cancellation);
        }

        double Exact(ArimaOrder order)
        {
            if (!_fits.TryGetValue(order, out var fit))
            {
                if (!Enough(order))
                {
                    return double.PositiveInfinity;
                }

                _fits[order] = fit = Arima.Fit(_series, order, null, _cancellation);
            }

            var sound = fit.Lags.RootsOutside(order, 1.01) && !fit.Coefficients.Any(x => double.IsNaN(x.StandardError));
            return sound ? Charge(-2 * fit.LogLikelihood, fit.Coefficients.Count + 1, fit.Known) : double.PositiveInfinity;
        }

        double Approximation(ArimaOrder order)
        {
            if (!Enough(order))
            {
                return double.PositiveInfinity;
            }

            var likelihood = Arima.Prepare(_series, order, []);
            var lags = new ArimaLags([], [], [], []);
            if (order.Lags > 0)
            {
                lags = ArimaLags.FromFree(
                    order, Arima.Search(likelihood, new double[order.Lags], likelihood.Conditional, _cancellation).At);
            }

            var peaked = lags.RootsOutside(order, 1.01) && ArimaEstimate.LagCovariance(likelihood, lags, likelihood.Conditional) is not null;
            _ = likelihood.Conditional(lags);
            return peaked
                ? Charge(likelihood.Known * Math.Log(likelihood.ConditionalVariance), order.Lags + (order.Constant ? 2 : 1), likelihood.Known)
                : double.PositiveInfinity;
        }

        bool Enough(ArimaOrder order) =>
            _known - order.Lost - order.P - (order.SeasonalP * order.Period) > order.Lags + (order.Constant ? 2 : 1);

        double Charge(double deviance, int coefficients, int known) => _options.Criterion switch
        {
            InformationCriterion.Aic => deviance + (2 * coefficients),
            InformationCriterion.Bic => deviance + (coefficients * Math.Log(known)),
            _ when known - coefficients <= 1 => double.PositiveInfinity,
            _ => deviance + (2.0 * coefficients * known / (known - coefficients - 1)),
        };
    }
}
