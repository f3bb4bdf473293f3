namespace Kindred.Numerics.Optimization;

/// <summary>Slopes and curvatures of a function by central differences.</summary>
/// <remarks>
/// Steps follow the size of each parameter: cbrt(ε)·max(|x|, 1) for slopes and ε^¼·max(|x|, 0.1) for curvatures, where ε is
/// the machine precision; the errors are then about 1e-10 and 1e-7 of the function's own scale when it is smooth.
/// J. Nocedal and S. Wright, Numerical Optimization, 2nd ed. (2006), §8.1.
/// </remarks>
static class Derivatives
{
    static readonly double SlopeStep = Math.Cbrt(double.BitIncrement(1) - 1);
    static readonly double CurvatureStep = Math.Pow(double.BitIncrement(1) - 1, 0.25);

    /// <summary>Writes the slope of <paramref name="function"/> at a point into <paramref name="gradient"/>: 2k evaluations.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Slope(Objective function, ReadOnlySpan<double> at, Span<double> gradient)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (gradient.Length != at.Length)
        {
            throw new ArgumentException($"{at.Length} parameters have as many slopes; there is room for {gradient.Length}.", nameof(gradient));
        }

        double[] moved = [.. at];
        for (var i = 0; i < moved.Length; i++)
        {
            var step = SlopeStep * Math.Max(Math.Abs(at[i]), 1);
            moved[i] = at[i] + step;
            var (above, width) = (function(moved), moved[i]);
            moved[i] = at[i] - step;
            width -= moved[i];
            gradient[i] = (above - function(moved)) / width;
            moved[i] = at[i];
        }
    }

    /// <summary>The symmetric matrix of second derivatives of <paramref name="function"/> at a point: about 2k² evaluations.</summary>
    /// <returns>k × k; NaN or infinite where the function is not finite around the point.</returns>
    public static double[,] Hessian(Objective function, ReadOnlySpan<double> at)
    {
        ArgumentNullException.ThrowIfNull(function);
        double[] moved = [.. at];
        var steps = Array.ConvertAll(moved, x => CurvatureStep * Math.Max(Math.Abs(x), 0.1));
        var hessian = new double[at.Length, at.Length];
        var centre = function(moved);

        for (var i = 0; i < moved.Length; i++)
        {
            hessian[i, i] = (Moved(i, 1, i, 0) + Moved(i, -1, i, 0) - (2 * centre)) / (steps[i] * steps[i]);
            for (var j = 0; j < i; j++)
            {
                var twist = Moved(i, 1, j, 1) - Moved(i, 1, j, -1) - Moved(i, -1, j, 1) + Moved(i, -1, j, -1);
                hessian[i, j] = hessian[j, i] = twist / (4 * steps[i] * steps[j]);
            }
        }

        return hessian;

        double Moved(int i, int iSteps, int j, int jSteps)
        {
            var (x, y) = (moved[i], moved[j]);
            moved[i] += iSteps * steps[i];
            moved[j] += jSteps * steps[j];
            var value = function(moved);
            (moved[j], moved[i]) = (y, x);
            return value;
        }
    }
}
