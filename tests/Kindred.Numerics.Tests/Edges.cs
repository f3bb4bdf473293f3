namespace Kindred.Numerics.Tests;

/// <summary>Rows at the edge of what routines take. Each edge is either refused with the name of a parameter, or answered in numbers.</summary>
static class Edges
{
    static readonly Dictionary<string, Matrix> All = new()
    {
        ["empty"] = new(0, 3),
        ["one row"] = new(1, 3, [1, 2, 3]),
        ["three rows"] = new(3, 3, [1, 2, 3, 3, 5, 9, 0, 1, 1]),
        ["one column"] = Spread(40, 1, 1),
        ["equal rows"] = new(40, 3, [.. Enumerable.Repeat(0.1f, 120)]),
        ["NaN"] = With(float.NaN),
        ["infinity"] = With(float.PositiveInfinity),
        ["minus infinity"] = With(float.NegativeInfinity),
        ["huge"] = Spread(40, 3, 1e37f),
        ["tiny"] = Spread(40, 3, 1e-30f),
    };

    /// <summary>Every routine with every edge.</summary>
    internal static TheoryData<string, string> Of(IEnumerable<string> routines)
    {
        var cases = new TheoryData<string, string>();
        foreach (var routine in routines)
        {
            foreach (var edge in All.Keys)
            {
                cases.Add(routine, edge);
            }
        }

        return cases;
    }

    /// <summary>Runs a routine on an edge: it must throw an ArgumentException with a name and words if that edge is among those refused, else answer.</summary>
    internal static void Check(EdgeCase routine, string edge)
    {
        if (routine.Refused.Contains(edge))
        {
            var refusal = Assert.ThrowsAny<ArgumentException>(() => routine.Answer(All[edge]).ToArray());
            Assert.False(string.IsNullOrEmpty(refusal.ParamName));
            Assert.DoesNotContain("True", refusal.Message, StringComparison.Ordinal);
            return;
        }

        var numbers = routine.Answer(All[edge]).ToArray();
        Assert.All(numbers, number => Assert.True(double.IsFinite(number) || (routine.Beyond.Contains(edge) && !double.IsNaN(number)) || routine.Missing.Contains(edge)));
        if (routine.Missing.Contains(edge))
        {
            Assert.Contains(numbers, double.IsNaN);
        }
    }

    static Matrix Spread(int rows, int columns, float scale)
    {
        var (points, rng) = (new Matrix(rows, columns), new Rng(3));
        foreach (ref var value in points.Values)
        {
            value = scale * (float)(rng.NextNormal() + (5 * rng.NextInt32(2)));
        }

        return points;
    }

    static Matrix With(float value)
    {
        var points = Spread(40, 3, 1);
        points[17, 1] = value;
        return points;
    }
}

/// <summary>A routine as the numbers of its answer, and how it meets the edges.</summary>
/// <param name="Answer">From rows to all numbers of the answer.</param>
/// <param name="Refused">Edges that it refuses.</param>
sealed record EdgeCase(Func<Matrix, IEnumerable<double>> Answer, params string[] Refused)
{
    /// <summary>Edges at which NaN is among the answers, as documented.</summary>
    public string[] Missing { get; init; } = [];

    /// <summary>Edges at which numbers beyond single precision are infinite, as documented.</summary>
    public string[] Beyond { get; init; } = [];

    internal static IEnumerable<double> Of(IEnumerable<int> numbers) => numbers.Select(number => (double)number);

    internal static IEnumerable<double> Of(IEnumerable<float> numbers) => numbers.Select(number => (double)number);

    internal static IEnumerable<double> Of(Matrix matrix) => Of(matrix.Values.ToArray());

    /// <summary>0 or 1 by turns, a row each.</summary>
    internal static int[] Alternating(Matrix points) => [.. Enumerable.Range(0, points.Rows).Select(i => i % 2)];

    /// <summary>Nine ordinary rows with the columns of others, to fit what is then asked about those.</summary>
    internal static Matrix Ordinary(Matrix points) =>
        new(9, points.Columns, [.. Enumerable.Range(0, 9 * points.Columns).Select(i => (float)(i * 7919 % 13))]);
}
