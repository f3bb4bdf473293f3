using System.Runtime.CompilerServices;
using static MathNet.Numerics.SpecialFunctions;

namespace Kindred.Numerics.Lifetimes;

/// <summary>log Γ(a+n)/Γ(a) and its slope over a, for a growing n.</summary>
/// <remarks>Short steps multiply factor by factor, which is faster than the gamma function and does not cancel; long ones jump.</remarks>
struct RisingFactorial(double a)
{
    const int LongestWalk = 24;
    int _n;

    /// <summary>log Γ(a+n)/Γ(a).</summary>
    public double Log { get; private set; }

    /// <summary>ψ(a+n) − ψ(a).</summary>
    public double Slope { get; private set; }

    /// <summary>Goes on to an <paramref name="n"/> that is no smaller than the last one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance(int n)
    {
        if (n - _n > LongestWalk)
        {
            Log += GammaLn(a + n) - GammaLn(a + _n);
            Slope += DiGamma(a + n) - DiGamma(a + _n);
            _n = n;
        }

        var product = 1.0;
        for (; _n < n; _n++)
        {
            product *= a + _n;
            Slope += 1 / (a + _n);
            if (product is > 1e250 or < 1e-250)
            {
                Log += Math.Log(product);
                product = 1;
            }
        }

        Log += Math.Log(product);
    }
}
