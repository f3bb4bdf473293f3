using Kindred.Numerics.Scaling;
using static Kindred.Numerics.Tests.EdgeCase;

namespace Kindred.Numerics.Tests.Scaling;

public sealed class ScalingEdgeTests
{
    static ColumnScale Thousandth(Matrix points) => new(new double[points.Columns], [.. Enumerable.Repeat(1e-3, points.Columns)]);

    static YeoJohnson Halves(Matrix points) => new([.. Enumerable.Repeat(0.5, points.Columns)]);

    static Matrix Sizes(Matrix points) => new(points.Rows, points.Columns, [.. points.Values.ToArray().Select(Math.Abs)]);

    static IEnumerable<double> ScaleNumbers(ColumnScale scale, Matrix points) =>
        [.. scale.Centres, .. scale.Scales, .. Of(scale.Apply(points)), .. Of(scale.Inverse(scale.Apply(points)))];

    static readonly Dictionary<string, EdgeCase> Routines = new()
    {
        ["ColumnScale.ZScore"] = new(
            points => ScaleNumbers(ColumnScale.ZScore(points), points), "infinity", "minus infinity")
        {
            Missing = ["NaN"],
        },
        ["ColumnScale.MinMax"] = new(
            points => ScaleNumbers(ColumnScale.MinMax(points), points), "infinity", "minus infinity")
        {
            Missing = ["NaN"],
        },
        ["ColumnScale.Robust"] = new(
            points => ScaleNumbers(ColumnScale.Robust(points), points), "infinity", "minus infinity")
        {
            Missing = ["NaN"],
        },
        ["ColumnScale.Apply"] = new(
            points => Of(Thousandth(points).Apply(points)), "infinity", "minus infinity")
        {
            Missing = ["NaN"],
            Beyond = ["huge"],
        },
        ["ColumnScale.Inverse"] = new(
            points => Of(Thousandth(points).Inverse(points)), "infinity", "minus infinity")
        {
            Missing = ["NaN"],
        },
        ["YeoJohnson.Fit"] = new(
            points => YeoJohnson.Fit(points) is var fit ? [.. fit.Lambdas, .. Of(fit.Apply(points)), .. Of(fit.Inverse(fit.Apply(points)))] : [], "infinity", "minus infinity")
        {
            Missing = ["NaN"],
        },
        ["YeoJohnson.Apply"] = new(
            points => Of(Halves(points).Apply(points)), "infinity", "minus infinity")
        {
            Missing = ["NaN"],
            Beyond = ["huge"],
        },
        ["YeoJohnson.Inverse"] = new(
            points => Of(Halves(points).Inverse(points)), "infinity", "minus infinity")
        {
            Missing = ["NaN"],
            Beyond = ["huge"],
        },
        ["Log1p.Apply"] = new(
            points => Of(Log1p.Apply(Sizes(points))), "infinity", "minus infinity")
        {
            Missing = ["NaN"],
        },
        ["Log1p.Inverse"] = new(
            points => Of(Log1p.Inverse(points)), "infinity", "minus infinity")
        {
            Missing = ["NaN"],
            Beyond = ["huge"],
        },
    };

    public static TheoryData<string, string> Cases => Edges.Of(Routines.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_edge_is_refused_by_name_or_answered_in_numbers(string routine, string edge) => Edges.Check(Routines[routine], edge);
}
