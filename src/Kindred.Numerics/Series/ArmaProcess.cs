using System.Runtime.InteropServices;

namespace Kindred.Numerics.Series;

/// <summary>A stationary process w(t) = Σ φ(j)·w(t − j) + e(t) + Σ θ(j)·e(t − j) with innovations of variance 1.</summary>
/// <remarks>
/// Its state, in Harvey's form, has r = max(p, q + 1) parts: the first is w(t), part i is what the past up to t adds to w(t + i) beside
/// later parts. Autocovariances follow from the reflection coefficients of φ (the Levinson recursion run down and up again), and from
/// them the covariance of the state without solving r² equations.
/// </remarks>
sealed class ArmaProcess
{
    readonly int _autoregression;

    /// <summary>Multiplies lag polynomials out to φ and θ; <see cref="Start"/> before filtering.</summary>
    public ArmaProcess(ArimaOrder order, ArimaLags lags)
    {
        _autoregression = order.P + (order.SeasonalP * order.Period);
        Size = Math.Max(_autoregression, order.Q + (order.SeasonalQ * order.Period) + 1);
        Ar = Product(lags.Ar, lags.SeasonalAr, order.Period, -1);
        Ma = Product(lags.Ma, lags.SeasonalMa, order.Period, 1);
        Terms = [.. Enumerable.Range(1, Size).Where(j => Ar[j - 1] != 0 || Ma[j - 1] != 0)];
    }

    /// <summary>The parts of the state, r.</summary>
    public int Size { get; }

    /// <summary>φ(1) … φ(r).</summary>
    public double[] Ar { get; }

    /// <summary>θ(1) … θ(r).</summary>
    public double[] Ma { get; }

    /// <summary>The lags at which φ or θ is not 0.</summary>
    public int[] Terms { get; }

    /// <summary>The covariance of the state with the first value; after <see cref="Start"/>.</summary>
    public double[] InitialColumn { get; private set; } = [];

    /// <summary>Sets the first column of the state's covariance: Σ(k) φ(i+1+k)·γ(k+1) + θ(i+k)·ψ(k).</summary>
    /// <returns>False where the process runs away.</returns>
    public bool Start()
    {
        if (Autocovariances(_autoregression) is not { } gamma)
        {
            return false;
        }

        var impulse = Impulse(Size + 1);
        InitialColumn = new double[Size];
        InitialColumn[0] = gamma[0];
        foreach (var j in Terms)
        {
            for (var i = 1; i < j; i++)
            {
                InitialColumn[i] += Ar[j - 1] * gamma[j - i];
            }

            for (var i = 1; i <= j && i < Size; i++)
            {
                InitialColumn[i] += Ma[j - 1] * impulse[j - i];
            }
        }

        return double.IsFinite(gamma[0]);
    }

    /// <summary>What an innovation adds to the process after 0, 1, … steps.</summary>
    public double[] Impulse(int count) => Response(count, j => j == 0 ? 1 : j <= Size ? Ma[j - 1] : 0);

    /// <summary>What a unit put on the process adds to it after 0, 1, … steps: the expansion of 1/φ(B).</summary>
    public double[] AutoregressiveResponse(int count) => Response(count, j => j == 0 ? 1 : 0);

    /// <summary>The expected values that follow from a state.</summary>
    public double[] AutoregressiveContinuation(double[] state, int count) => Response(count, j => j < Size ? state[j] : 0);

    /// <summary>The r × r covariance of the state before the first value.</summary>
    public double[,] InitialCovariance()
    {
        var covariance = new double[Size, Size];
        for (var i = 0; i < Size; i++)
        {
            covariance[i, 0] = covariance[0, i] = InitialColumn[i];
        }

        for (var i = Size - 1; i > 0; i--)
        {
            for (var j = Size - 1; j > 0; j--)
            {
                covariance[i, j] = (Ar[i] * Ar[j] * InitialColumn[0]) + (Ar[i] * At(0, j + 1)) + (Ar[j] * At(i + 1, 0))
                    + At(i + 1, j + 1) + (Ma[i - 1] * Ma[j - 1]);
            }
        }

        return covariance;

        double At(int i, int j) => i < Size && j < Size ? covariance[i, j] : 0;
    }

    /// <summary>Whether every root of 1 − Σ a(j)·B^j lies outside the circle of a radius, by Schur and Cohn's step-down.</summary>
    public static bool RootsOutside(ReadOnlySpan<double> coefficients, double radius)
    {
        double[] scaled = [.. coefficients];
        for (var (j, power) = (0, radius); j < scaled.Length; j++, power *= radius)
        {
            scaled[j] *= power;
        }

        return StepDown(scaled, null);
    }

    double[] Product(double[] lags, double[] seasonal, int period, int sign)
    {
        var product = new double[Size];
        for (var i = 0; i <= lags.Length; i++)
        {
            for (var j = i == 0 ? 1 : 0; j <= seasonal.Length; j++)
            {
                product[i + (j * period) - 1] += i > 0 && j > 0 ? sign * lags[i - 1] * seasonal[j - 1] : i > 0 ? lags[i - 1] : seasonal[j - 1];
            }
        }

        return product;
    }

    double[] Response(int count, Func<int, double> input)
    {
        var response = new double[count];
        for (var t = 0; t < count; t++)
        {
            response[t] = input(t);
            foreach (var j in Terms)
            {
                if (j > t)
                {
                    break;
                }

                response[t] += Ar[j - 1] * response[t - j];
            }
        }

        return response;
    }

    /// <summary>γ(0) … γ(r), or null where φ is not stationary.</summary>
    double[]? Autocovariances(int ar)
    {
        var steps = new double[ar][];
        if (!StepDown(Ar.AsSpan(0, ar), steps))
        {
            return null;
        }

        // γ of the autoregression alone, as far as the moving average reaches
        var pure = new double[(2 * Size) + 1];
        pure[0] = 1;
        for (var m = 1; m < pure.Length; m++)
        {
            var order = Math.Min(m, ar);
            for (var j = 1; j <= order; j++)
            {
                pure[m] += steps[order - 1][j - 1] * pure[m - j];
            }
        }

        var scale = 1.0;
        for (var m = 0; m < ar; m++)
        {
            scale /= 1 - (steps[m][m] * steps[m][m]);
        }

        return Mix(pure, scale);
    }

    /// <summary>γ(k) = Σ(i, j) θ(i)·θ(j)·γ'(k + i − j), where θ(0) = 1 and γ' is that of the autoregression.</summary>
    double[] Mix(double[] pure, double scale)
    {
        List<int> lags = [0, .. Terms.Where(j => Ma[j - 1] != 0)];
        var mixed = new double[Size + 1];
        foreach (var i in CollectionsMarshal.AsSpan(lags))
        {
            foreach (var j in CollectionsMarshal.AsSpan(lags))
            {
                var weight = scale * (i == 0 ? 1 : Ma[i - 1]) * (j == 0 ? 1 : Ma[j - 1]);
                for (var k = 0; k < mixed.Length; k++)
                {
                    mixed[k] += weight * pure[Math.Abs(k + i - j)];
                }
            }
        }

        return mixed;
    }

    /// <summary>Predictors of every order below that of a stationary autoregression; false where it is not stationary.</summary>
    static bool StepDown(ReadOnlySpan<double> coefficients, double[][]? steps)
    {
        double[] current = [.. coefficients];
        for (var m = current.Length; m > 0; m--)
        {
            var reflection = current[m - 1];
            if (!(Math.Abs(reflection) < 1))
            {
                return false;
            }

            if (steps is not null)
            {
                steps[m - 1] = current;
            }

            var shorter = new double[m - 1];
            var rest = 1 - (reflection * reflection);
            for (var j = 0; j < shorter.Length; j++)
            {
                shorter[j] = (current[j] + (reflection * current[m - 2 - j])) / rest;
            }

            current = shorter;
        }

        return true;
    }
}
