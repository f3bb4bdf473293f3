using Kindred.Numerics.Scaling;

namespace Kindred.Numerics.Tests.Scaling;

public sealed class Log1pTests
{
    [Fact]
    public void Values_agree_with_NumPy()
    {
        var points = Golden.Matrix("scaling/points");
        var sizes = new Matrix(points.Rows, points.Columns, [.. points.Values.ToArray().Select(Math.Abs)]);
        var clipped = new Matrix(points.Rows, points.Columns, [.. points.Values.ToArray().Select(value => Math.Clamp(value, -5, 5))]);

        Present.Agree(Golden.Values("scaling/log1p"), Log1p.Apply(sizes).Values.ToArray(), 1e-6);
        Present.Agree(Golden.Values("scaling/log1p_inverse"), Log1p.Inverse(clipped).Values.ToArray(), 1e-6);
    }

    [Fact]
    public void Small_values_keep_their_digits() =>
        Assert.Equal([0, 1e-10f, 1.3862944f, float.NaN, -0.6931472f], Log1p.Apply(new(5, 1, [0, 1e-10f, 3, float.NaN, -0.5f])).Values);

    [Fact]
    public void The_inverse_undoes_it() =>
        Property.ForAll(points =>
        {
            foreach (ref var value in points.Values)
            {
                value = Math.Abs(value);
            }

            Golden.Agree([.. points.Values.ToArray().Select(x => (double)x)], Log1p.Inverse(Log1p.Apply(points)).Values, 1e-6);
        });

    [Theory]
    [InlineData(-1)]
    [InlineData(-3)]
    [InlineData(float.PositiveInfinity)]
    public void What_has_no_finite_logarithm_is_refused_by_its_place(float value)
    {
        var refusal = Assert.Throws<ArgumentException>(() => Log1p.Apply(new(1, 2, [0, value])));

        Assert.Contains("Row 0, column 1", refusal.Message, StringComparison.Ordinal);
    }
}
