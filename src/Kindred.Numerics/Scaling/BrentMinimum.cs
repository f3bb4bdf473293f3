namespace Kindred.Numerics.Scaling;

/// <summary>The place of a local minimum of a function of one variable, without derivatives.</summary>
/// <remarks>
/// R. P. Brent, "Algorithms for Minimization without Derivatives" (1973), chapter 5: parabolic steps kept safe by golden sections.
/// The tolerance is SciPy's: 1.48e-8 relative, 1e-11 absolute.
/// </remarks>
static class BrentMinimum
{
    const double Golden = 0.3819660112501051; // 2 − φ
    const double Relative = 1.48e-8, Absolute = 1e-11;
    const int MaxSteps = 500;

    /// <summary>Walks downhill from two places until the function rises again, then narrows the bracket.</summary>
    public static double Find(Func<double, double> function, double first, double second)
    {
        var (a, b, c) = Bracket(function, first, second);
        return Narrow(function, Math.Min(a, c), b, Math.Max(a, c));
    }

    /// <summary>Three places in order of which the middle one is lowest; steps grow by the golden ratio.</summary>
    static (double A, double B, double C) Bracket(Func<double, double> function, double a, double b)
    {
        var (fa, fb) = (function(a), function(b));
        if (fa < fb)
        {
            (a, b, fb) = (b, a, fa);
        }

        var c = b + ((b - a) / (1 - Golden));
        for (var (fc, step) = (function(c), 0); fc < fb && step < MaxSteps; step++)
        {
            (a, b, fb) = (b, c, fc);
            c = b + ((b - a) / (1 - Golden));
            fc = function(c);
        }

        return (a, b, c);
    }

    static double Narrow(Func<double, double> function, double low, double middle, double high)
    {
        // x: the lowest place so far, w: the next lowest, v: the former w; the last two steps say whether a parabola helps.
        var (x, w, v) = (middle, middle, middle);
        var fx = function(x);
        var (fw, fv) = (fx, fx);
        var (step, former) = (0.0, 0.0);
        for (var i = 0; i < MaxSteps; i++)
        {
            var centre = (low + high) / 2;
            var tolerance = (Relative * Math.Abs(x)) + Absolute;
            if (Math.Abs(x - centre) <= (2 * tolerance) - ((high - low) / 2))
            {
                break;
            }

            var parabolic = Parabola(x, w, v, fx, fw, fv);
            if (Math.Abs(former) > tolerance && Math.Abs(parabolic) < Math.Abs(former / 2) && x + parabolic > low && x + parabolic < high)
            {
                (former, step) = (step, parabolic);
                var place = x + step;
                step = place - low < 2 * tolerance || high - place < 2 * tolerance ? Math.CopySign(tolerance, centre - x) : step;
            }
            else
            {
                former = (x >= centre ? low : high) - x;
                step = Golden * former;
            }

            var u = x + (Math.Abs(step) >= tolerance ? step : Math.CopySign(tolerance, step));
            var fu = function(u);
            if (fu <= fx)
            {
                (low, high) = u >= x ? (x, high) : (low, x);
                (v, w, x, fv, fw, fx) = (w, x, u, fw, fx, fu);
                continue;
            }

            (low, high) = u < x ? (u, high) : (low, u);
            if (fu <= fw || w == x)
            {
                (v, w, fv, fw) = (w, u, fw, fu);
            }
            else if (fu <= fv || v == x || v == w)
            {
                (v, fv) = (u, fu);
            }
        }

        return x;
    }

    /// <summary>The step from x to the lowest point of the parabola through three places; infinite where there is none.</summary>
    static double Parabola(double x, double w, double v, double fx, double fw, double fv)
    {
        var r = (x - w) * (fx - fv);
        var q = (x - v) * (fx - fw);
        var p = ((x - v) * q) - ((x - w) * r);
        var divisor = 2 * (q - r);
        return divisor == 0 ? double.PositiveInfinity : -p / divisor;
    }
}
