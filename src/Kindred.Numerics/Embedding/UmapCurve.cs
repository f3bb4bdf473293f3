namespace Kindred.Numerics.Embedding;

/// <summary>The degree of neighbourhood on the map, 1 / (1 + a·distance^(2b)).</summary>
readonly record struct UmapCurve(double A, double B)
{
    const int Samples = 300;
    const int Steps = 100;

    /// <summary>The curve nearest, by least squares over [0, 3·spread], to 1 up to the least distance and exp(−(distance − least) / spread) beyond.</summary>
    internal static UmapCurve Fit(double minDistance, double spread)
    {
        // Levenberg–Marquardt in ln a and ln b, which keeps both above 0.
        var (a, b, damping) = (0.0, 0.0, 1e-3);
        var sum = Normal(a, b, minDistance, spread);
        for (var step = 0; step < Steps; step++)
        {
            var (aa, bb) = (sum.AA * (1 + damping), sum.BB * (1 + damping));
            var determinant = (aa * bb) - (sum.AB * sum.AB);
            var (stepA, stepB) = (((bb * sum.AR) - (sum.AB * sum.BR)) / determinant, ((aa * sum.BR) - (sum.AB * sum.AR)) / determinant);
            var next = Normal(a + stepA, b + stepB, minDistance, spread);
            if (next.Squares <= sum.Squares)
            {
                (a, b, sum, damping) = (a + stepA, b + stepB, next, damping / 10);
            }
            else
            {
                damping *= 10;
            }

            if (Math.Abs(stepA) + Math.Abs(stepB) < 1e-12)
            {
                break;
            }
        }

        return new(Math.Exp(a), Math.Exp(b));
    }

    /// <summary>Squared error at (ln a, ln b), and the sums of the normal equations.</summary>
    static (double Squares, double AA, double AB, double BB, double AR, double BR) Normal(double logA, double logB, double minDistance, double spread)
    {
        var (a, b) = (Math.Exp(logA), Math.Exp(logB));
        double squares = 0, aa = 0, ab = 0, bb = 0, ar = 0, br = 0;
        for (var i = 1; i < Samples; i++) // at distance 0 both are 1
        {
            var x = 3 * spread * i / (Samples - 1);
            var wanted = x < minDistance ? 1 : Math.Exp(-(x - minDistance) / spread);
            var power = a * Math.Pow(x, 2 * b);
            var value = 1 / (1 + power);
            var residual = wanted - value;
            var slopeA = -power * value * value;
            var slopeB = slopeA * 2 * b * Math.Log(x);
            squares += residual * residual;
            (aa, ab, bb) = (aa + (slopeA * slopeA), ab + (slopeA * slopeB), bb + (slopeB * slopeB));
            (ar, br) = (ar + (slopeA * residual), br + (slopeB * residual));
        }

        return (squares, aa, ab, bb, ar, br);
    }
}
