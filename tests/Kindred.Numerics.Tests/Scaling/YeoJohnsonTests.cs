using Kindred.Numerics.Scaling;

namespace Kindred.Numerics.Tests.Scaling;

public sealed class YeoJohnsonTests
{
    static readonly Matrix Points = Golden.Matrix("scaling/points");

    [Fact]
    public void Powers_agree_with_scikit_learn() =>
        Golden.Agree(Golden.Values("scaling/yeojohnson_lambdas"), [.. YeoJohnson.Fit(Points).Lambdas], 1e-6);

    [Fact]
    public void Transformed_values_agree_with_scikit_learn() =>
        Present.Agree(Golden.Values("scaling/yeojohnson"), YeoJohnson.Fit(Points).Apply(Points).Values, 2e-6);

    [Theory]
    [InlineData(0, 3, 1.3862944)] // ln(1 + 3)
    [InlineData(2, -3, -1.3862944)] // −ln(1 + 3)
    [InlineData(1, 3, 3)]
    [InlineData(2, 3, 7.5)] // (4² − 1) / 2
    [InlineData(0, -3, -7.5)]
    public void Each_branch_gives_its_formula(double lambda, float value, double expected) =>
        Assert.Equal(expected, new YeoJohnson([lambda]).Apply(new(1, 1, [value]))[0, 0], 1e-6);

    [Fact]
    public void The_inverse_undoes_the_transform() =>
        Property.ForAll(points =>
        {
            foreach (var lambda in new[] { -0.5, 0, 0.7, 2, 2.3 })
            {
                foreach (ref var value in points.Values)
                {
                    value = Math.Clamp(value, -5, 5);
                }

                var power = new YeoJohnson([.. Enumerable.Repeat(lambda, points.Columns)]);
                Golden.Agree([.. points.Values.ToArray().Select(x => (double)x)], power.Inverse(power.Apply(points)).Values, 1e-4);
            }
        });

    [Fact]
    public void A_constant_or_empty_column_is_left_alone() =>
        Assert.Equal([1, 1, 1], YeoJohnson.Fit(new(2, 3, [4, float.NaN, 5, 4, float.NaN, float.NaN])).Lambdas);

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var (points, _) = Property.Blobs(5_000, 5, 3, seed: 2);

        Threads.GiveTheSame(() => YeoJohnson.Fit(points).Lambdas.ToArray());
    }

    [Fact]
    public void Infinity_is_refused() =>
        Assert.Throws<ArgumentException>(() => YeoJohnson.Fit(new(1, 1, [float.NegativeInfinity])));

    [Fact]
    public void A_power_that_is_not_finite_is_refused() =>
        Assert.Throws<ArgumentException>(() => new YeoJohnson([double.NaN]));

    [Fact]
    public void Other_columns_than_those_fitted_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new YeoJohnson([1]).Apply(new(1, 2)));
        Assert.Throws<ArgumentException>(() => new YeoJohnson([1]).Inverse(new(1, 2)));
    }
}
