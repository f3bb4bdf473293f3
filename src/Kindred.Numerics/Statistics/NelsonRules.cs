namespace Kindred.Numerics.Statistics;

/// <summary>A pattern that chance rarely makes; the numbers are Nelson's.</summary>
public enum NelsonRule
{
    /// <summary>A point more than 3 σ from the centre, or beyond a chart's limits.</summary>
    Beyond3Sigma = 1,

    /// <summary>Nine points in a row on one side of the centre.</summary>
    NineOnOneSide = 2,

    /// <summary>Six points in a row, each above the last or each below it.</summary>
    SixRisingOrFalling = 3,

    /// <summary>Fourteen points in a row, up and down in turn.</summary>
    FourteenAlternating = 4,

    /// <summary>Two of three points in a row more than 2 σ from the centre, on the same side.</summary>
    TwoOfThreeBeyond2Sigma = 5,

    /// <summary>Four of five points in a row more than 1 σ from the centre, on the same side.</summary>
    FourOfFiveBeyond1Sigma = 6,

    /// <summary>Fifteen points in a row within 1 σ of the centre.</summary>
    FifteenWithin1Sigma = 7,

    /// <summary>Eight points in a row more than 1 σ from the centre, on either side.</summary>
    EightBeyond1Sigma = 8,
}

/// <summary>A rule met at a point, the one that completes the pattern.</summary>
/// <param name="Index">Of the point, from 0.</param>
public readonly record struct ControlSignal(int Index, NelsonRule Rule);

/// <summary>Nelson's eight tests for points that are not from a process in control.</summary>
/// <remarks>
/// A pattern that goes on signals again at each further point. Of rules 5 and 6 the point itself must be one of the far ones. A point on the
/// centre is on neither side; equal neighbours are neither rising nor falling.
/// L. S. Nelson, "The Shewhart control chart: tests for special causes", J. Qual. Technol. 16 (1984).
/// </remarks>
public static class NelsonRules
{
    static readonly NelsonRule[] All = Enum.GetValues<NelsonRule>();

    /// <summary>All signals, by point and then by rule.</summary>
    /// <param name="deviations">Distances from the centre in σ, with their sign, in time order.</param>
    /// <exception cref="ArgumentException">A deviation is not finite.</exception>
    public static IReadOnlyList<ControlSignal> Find(ReadOnlySpan<double> deviations)
    {
        Require.Finite(deviations, 0);
        var signals = new List<ControlSignal>();
        for (var i = 0; i < deviations.Length; i++)
        {
            var past = deviations[..(i + 1)];
            foreach (var rule in All)
            {
                if (Holds(rule, past))
                {
                    signals.Add(new(i, rule));
                }
            }
        }

        return signals;
    }

    static bool Holds(NelsonRule rule, ReadOnlySpan<double> past) => rule switch
    {
        NelsonRule.Beyond3Sigma => Math.Abs(past[^1]) > 3,
        NelsonRule.NineOnOneSide => OnOneSide(past, 9, 9, 0),
        NelsonRule.SixRisingOrFalling => Steps(past, 6, alternating: false),
        NelsonRule.FourteenAlternating => Steps(past, 14, alternating: true),
        NelsonRule.TwoOfThreeBeyond2Sigma => OnOneSide(past, 2, 3, 2),
        NelsonRule.FourOfFiveBeyond1Sigma => OnOneSide(past, 4, 5, 1),
        NelsonRule.FifteenWithin1Sigma => Within(past, 15, within: true),
        _ => Within(past, 8, within: false),
    };

    /// <summary>Of the last points so many lie beyond a distance on the last one's side, it being one of them.</summary>
    static bool OnOneSide(ReadOnlySpan<double> past, int wanted, int of, double distance)
    {
        var (side, found) = (Math.Sign(past[^1]), 0);
        for (var back = 1; back <= Math.Min(of, past.Length); back++)
        {
            found += side * past[^back] > distance ? 1 : 0;
        }

        return side * past[^1] > distance && found >= wanted;
    }

    static bool Steps(ReadOnlySpan<double> past, int points, bool alternating)
    {
        if (past.Length < points)
        {
            return false;
        }

        var direction = Math.Sign(past[^1] - past[^2]);
        for (var back = 1; back < points; back++)
        {
            var step = Math.Sign(past[^back] - past[^(back + 1)]);
            if (step == 0 || step != (alternating && back % 2 == 0 ? -direction : direction))
            {
                return false;
            }
        }

        return true;
    }

    static bool Within(ReadOnlySpan<double> past, int points, bool within)
    {
        if (past.Length < points)
        {
            return false;
        }

        foreach (var deviation in past[^points..])
        {
            if (within ? Math.Abs(deviation) >= 1 : Math.Abs(deviation) <= 1)
            {
                return false;
            }
        }

        return true;
    }
}
