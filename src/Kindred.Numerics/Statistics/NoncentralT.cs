using MathNet.Numerics.Integration;

namespace Kindred.Numerics.Statistics;

/// <summary>The noncentral t distribution, of (Z + δ) / √(χ²/ν): what t follows when there is an effect.</summary>
static class NoncentralT
{
    const double Reach = 10;
    static readonly GaussLegendreRule Rule = new(0, 1, 96);

    /// <summary>P(T &gt; t), as the mean of Φ(δ − t·s) over s = √(χ²/ν), by Gauss–Legendre quadrature; about 1e-12 absolute.</summary>
    public static double Survival(double t, double degrees, double noncentrality)
    {
        // s is near 1 with standard deviation 1/√(2ν); its log density is (ν−1) log s − ν s²/2 up to a constant.
        var spread = Reach / Math.Sqrt(2 * degrees);
        var (low, high) = (Math.Max(0, 1 - spread), 1 + spread);
        var (sum, total) = (0.0, 0.0);
        for (var i = 0; i < Rule.Order; i++)
        {
            var s = low + ((high - low) * Rule.GetAbscissa(i));
            var weight = Rule.GetWeight(i) * Math.Exp(((degrees - 1) * Math.Log(s)) - (degrees / 2 * ((s * s) - 1)));
            total += weight;
            sum += weight * Distributions.NormalCdf(noncentrality - (t * s));
        }

        return sum / total;
    }
}
