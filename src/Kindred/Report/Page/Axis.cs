namespace Kindred.Report.Page;

/// <summary>A linear scale with round marks; positions are percentages of its length.</summary>
readonly record struct Axis(double From, double Until, IReadOnlyList<double> Marks)
{
    /// <summary>The tightest scale of about <paramref name="steps"/> round steps that holds the values.</summary>
    public static Axis Around(double smallest, double largest, int steps)
    {
        if (!(largest > smallest))
        {
            (smallest, largest) = (smallest - 1, smallest + 1);
        }

        var step = RoundStep((largest - smallest) / steps);
        var first = Math.Floor((smallest / step) + 1e-9);
        var last = Math.Ceiling((largest / step) - 1e-9);
        return new(first * step, last * step, [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)]);
    }

    public double At(double value) => (value - From) / (Until - From) * 100;

    /// <summary>Decimals needed to tell the marks apart.</summary>
    public int Decimals
    {
        get
        {
            var (decimals, step) = (0, Marks.Count < 2 ? 1 : Marks[1] - Marks[0]);
            while (decimals < 6 && Math.Abs(step - Math.Round(step)) > 1e-6)
            {
                (decimals, step) = (decimals + 1, step * 10);
            }

            return decimals;
        }
    }

    static double RoundStep(double rough)
    {
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return magnitude * ((rough / magnitude) switch
        {
            <= 1.0001 => 1,
            <= 2.0001 => 2,
            <= 2.5001 => 2.5,
            <= 5.0001 => 5,
            _ => 10,
        });
    }
}
