namespace Kindred.Numerics.Optimization;

/// <summary>A function to make small. NaN and +∞ mean "not allowed here" and are stepped back from.</summary>
/// <param name="at">The point, one number a parameter; it belongs to the caller and must not be kept.</param>
delegate double Objective(ReadOnlySpan<double> at);

/// <summary>Writes the slope of a function at a point.</summary>
/// <param name="at">The point, one number a parameter.</param>
/// <param name="gradient">Where the partial derivatives go, as many as parameters.</param>
delegate void Gradient(ReadOnlySpan<double> at, Span<double> gradient);

/// <summary>The lowest point that a search found.</summary>
/// <param name="At">The point, one number a parameter.</param>
/// <param name="Value">The function there.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Evaluations">How often the function was called, numerical derivatives included.</param>
/// <param name="Converged">Whether the search ended by its own rule, not by its limit.</param>
sealed record Minimum(double[] At, double Value, int Iterations, int Evaluations, bool Converged);

/// <summary>When a search ends.</summary>
sealed record SearchOptions
{
    /// <summary>The relative decrease of the function below which a search has arrived; 1e-10 unless told.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>The most steps taken; 500 unless told.</summary>
    public int MaxIterations { get; init; } = 500;

    internal void Check(ReadOnlySpan<double> start)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Tolerance);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxIterations, 1);
        if (start.IsEmpty)
        {
            throw new ArgumentException("There is no parameter to search over.", nameof(start));
        }

        foreach (var value in start)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"The start holds {value}; every parameter must start finite.", nameof(start));
            }
        }
    }

    internal static ArgumentException NoStart(double value, string name) =>
        new($"The function is {value} at the start; a search begins where it is finite.", name);
}
