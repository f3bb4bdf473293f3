namespace Kindred.Numerics.Series;

/// <summary>How <see cref="Stl"/> smooths. The names in brackets are those of Cleveland et al. (1990).</summary>
public sealed record StlOptions
{
    /// <summary>Values in a cycle [n(p)]: 7 for daily values with a weekly pattern; at least 2.</summary>
    public required int Period { get; init; }

    /// <summary>Cycles in the window that smooths each season [n(s)]; odd, at least 3; 7 unless told.</summary>
    public int SeasonalWindow { get; init; } = 7;

    /// <summary>The same pattern in every cycle, whatever <see cref="SeasonalWindow"/> says.</summary>
    public bool Periodic { get; init; }

    /// <summary>Values in the trend's window [n(t)]; odd; unless told the least that is at least 1.5·period / (1 − 1.5/n(s)).</summary>
    public int? TrendWindow { get; init; }

    /// <summary>Values in the low-pass window [n(l)]; odd; unless told the least that is at least the period.</summary>
    public int? LowPassWindow { get; init; }

    /// <summary>0 for local means, 1 for local lines, along each season; 1 unless told.</summary>
    public int SeasonalDegree { get; init; } = 1;

    /// <summary>0 for local means, 1 for local lines, along the trend; 1 unless told.</summary>
    public int TrendDegree { get; init; } = 1;

    /// <summary>0 for local means, 1 for local lines, in the low-pass filter; 1 unless told.</summary>
    public int LowPassDegree { get; init; } = 1;

    /// <summary>Every how many cycles a seasonal fit is made, with straight lines between; 1 unless told.</summary>
    public int SeasonalJump { get; init; } = 1;

    /// <summary>Every how many values a trend fit is made, with straight lines between; 1 unless told.</summary>
    public int TrendJump { get; init; } = 1;

    /// <summary>Every how many values a low-pass fit is made, with straight lines between; 1 unless told.</summary>
    public int LowPassJump { get; init; } = 1;

    /// <summary>Whether unusual values are given less weight, so that they stay in the remainder.</summary>
    public bool Robust { get; init; }

    /// <summary>Passes over season and trend [n(i)]; unless told 2, or 1 when robust.</summary>
    public int? InnerIterations { get; init; }

    /// <summary>Rounds of robustness weights [n(o)]; unless told 0, or 15 when robust.</summary>
    public int? OuterIterations { get; init; }

    internal int Inner => InnerIterations ?? (Robust ? 1 : 2);

    internal int Outer => OuterIterations ?? (Robust ? 15 : 0);

    internal int LowPass => LowPassWindow ?? NextOdd(Period);

    /// <summary>The seasonal window for a series of a length; ten times the series for a periodic pattern, as in R.</summary>
    internal int Seasonal(int length) => Periodic ? (10 * length) + 1 : SeasonalWindow;

    internal int Trend(int length) => TrendWindow ?? NextOdd(1.5 * Period / (1 - (1.5 / Seasonal(length))));

    internal void Check(int length)
    {
        Observed.Period(Period, length);
        Window(SeasonalWindow, nameof(SeasonalWindow));
        Window(TrendWindow ?? 3, nameof(TrendWindow));
        Window(LowPassWindow ?? 3, nameof(LowPassWindow));
        Range(SeasonalDegree, 0, 1, nameof(SeasonalDegree));
        Range(TrendDegree, 0, 1, nameof(TrendDegree));
        Range(LowPassDegree, 0, 1, nameof(LowPassDegree));
        Range(SeasonalJump, 1, int.MaxValue, nameof(SeasonalJump));
        Range(TrendJump, 1, int.MaxValue, nameof(TrendJump));
        Range(LowPassJump, 1, int.MaxValue, nameof(LowPassJump));
        Range(Inner, 1, int.MaxValue, nameof(InnerIterations));
        Range(Outer, 0, int.MaxValue, nameof(OuterIterations));
    }

    static void Window(int window, string name)
    {
        if (window < 3 || window % 2 == 0)
        {
            throw new ArgumentException($"{name} is {window}; a window has an odd number of points, at least 3.", name);
        }
    }

    static void Range(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }

    static int NextOdd(double width)
    {
        var whole = Math.Max(3, (int)Math.Ceiling(width));
        return whole % 2 == 0 ? whole + 1 : whole;
    }
}
