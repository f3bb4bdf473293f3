using Kindred.Numerics.Optimization;

namespace Kindred.Numerics.Tests.Optimization;

public sealed class OptimizationTests
{
    [Fact]
    public void The_bottom_of_a_bent_valley_is_found()
    {
        var minimum = Bfgs.Minimize(Valley, [-1.2, 1]);

        Assert.True(minimum.Converged);
        Assert.Equal(1, minimum.At[0], 1e-4);
        Assert.Equal(1, minimum.At[1], 1e-4);
    }

    [Fact]
    public void A_given_slope_is_used_and_saves_evaluations()
    {
        var numeric = Bfgs.Minimize(Valley, [-1.2, 1]);
        var analytic = Bfgs.Minimize(Valley, [-1.2, 1], gradient: ValleySlope);

        Assert.Equal(1, analytic.At[1], 1e-4);
        Assert.True(analytic.Evaluations < numeric.Evaluations / 2);
    }

    [Fact]
    public void A_forbidden_region_is_stepped_back_from()
    {
        static double Walled(ReadOnlySpan<double> at) => at[0] > 1.2 ? double.NaN : 1000 + Valley(at);

        Assert.Equal(1000, Bfgs.Minimize(Walled, [1.1, -1]).Value, 1e-5);
    }

    [Fact]
    public void A_flat_function_is_its_own_minimum()
    {
        var minimum = Bfgs.Minimize(_ => 3, [5, 7]);

        Assert.True(minimum.Converged);
        Assert.Equal(3, minimum.Value);
    }

    [Fact]
    public void Reaching_the_limit_is_told_and_not_thrown()
    {
        Assert.False(Bfgs.Minimize(Valley, [-1.2, 1], new() { MaxIterations = 3 }).Converged);
    }

    [Fact]
    public void Any_bowl_is_solved_from_anywhere()
    {
        var rng = new Rng(11);
        for (var trial = 0; trial < 50; trial++)
        {
            var k = 1 + rng.NextInt32(6);
            var (centre, steepness) = (new double[k], new double[k]);
            for (var i = 0; i < k; i++)
            {
                (centre[i], steepness[i]) = (5 * rng.NextNormal(), Math.Exp(2 * rng.NextNormal()));
            }

            double Bowl(ReadOnlySpan<double> at)
            {
                var sum = 0.0;
                for (var i = 0; i < k; i++)
                {
                    sum += steepness[i] * Math.Pow(at[i] - centre[i], 2);
                }

                return sum;
            }

            Assert.Equal(0, Bfgs.Minimize(Bowl, new double[k]).Value, 1e-9);
        }
    }

    [Fact]
    public void Curvature_and_slope_of_a_polynomial_are_exact()
    {
        static double Cubic(ReadOnlySpan<double> at) => (at[0] * at[0] * at[1]) + (3 * at[1] * at[1]);
        var slope = new double[2];

        Derivatives.Slope(Cubic, [2, 5], slope);
        var hessian = Derivatives.Hessian(Cubic, [2, 5]);

        Assert.Equal(20, slope[0], 1e-6);
        Assert.Equal(34, slope[1], 1e-6);
        Assert.Equal(10, hessian[0, 0], 1e-5);
        Assert.Equal(4, hessian[0, 1], 1e-5);
        Assert.Equal(6, hessian[1, 1], 1e-5);
    }

    [Fact]
    public void The_bottom_of_any_bowl_is_found() =>
        Property.ForAll(
            points =>
            {
                double[] bottom = [.. points.Row(0).ToArray().Select(x => x / 10.0)];
                double Bowl(ReadOnlySpan<double> at)
                {
                    var sum = 0.0;
                    for (var i = 0; i < at.Length; i++)
                    {
                        sum += (i + 1) * (at[i] - bottom[i]) * (at[i] - bottom[i]);
                    }

                    return sum;
                }

                var found = Bfgs.Minimize(Bowl, new double[bottom.Length]);

                Assert.True(found.Converged);
                Assert.All(found.At.Zip(bottom), pair => Assert.Equal(pair.Second, pair.First, 1e-3));
            },
            maxRows: 1);

    [Fact]
    public void Starts_that_are_empty_or_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Bfgs.Minimize(Valley, []));
        Assert.Throws<ArgumentException>(() => Bfgs.Minimize(Valley, [1, double.NaN]));
        Assert.Throws<ArgumentException>(() => Bfgs.Minimize(_ => double.NaN, [1]));
        Assert.Throws<ArgumentException>(() => Bfgs.Minimize(_ => double.PositiveInfinity, [1]));
    }

    [Fact]
    public void A_search_stops_when_cancelled() =>
        Assert.Throws<OperationCanceledException>(() => Bfgs.Minimize(Valley, [-1.2, 1], cancellation: new(true)));

    static double Valley(ReadOnlySpan<double> at) => (100 * Math.Pow(at[1] - (at[0] * at[0]), 2)) + Math.Pow(1 - at[0], 2);

    static void ValleySlope(ReadOnlySpan<double> at, Span<double> slope)
    {
        slope[1] = 200 * (at[1] - (at[0] * at[0]));
        slope[0] = (-2 * at[0] * slope[1]) - (2 * (1 - at[0]));
    }
}
