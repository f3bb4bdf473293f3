using System.Globalization;

namespace Kindred.History;

/// <summary>What became of a segment from one run to the next.</summary>
public enum TurnKind
{
    /// <summary>It went on, with its id, name and colour.</summary>
    Continued,

    /// <summary>It is new.</summary>
    Born,

    /// <summary>It fell into several, each mostly made of it.</summary>
    Split,

    /// <summary>It took in most of several.</summary>
    Merged,

    /// <summary>No segment goes on from it.</summary>
    Died,
}

/// <summary>A segment by its id and name.</summary>
public readonly record struct NamedSegment(string Id, string Name);

/// <summary>A segment and how many customers it shares with another.</summary>
public readonly record struct SegmentPart(NamedSegment Segment, long Customers);

/// <summary>A turn of a segment.</summary>
/// <param name="With">What it went on from (continued), comes from (born, merged) or became (split, died), largest first.</param>
public sealed record SegmentTurn(TurnKind Kind, NamedSegment Segment, IReadOnlyList<SegmentPart> With)
{
    /// <summary>The turn as a sentence.</summary>
    public string Sentence => Kind switch
    {
        TurnKind.Continued => $"“{Segment.Name}” goes on with {Parts()}.",
        TurnKind.Born => With.Count == 0 ? $"“{Segment.Name}” is new." : $"“{Segment.Name}” is new; it comes from {Parts()}.",
        TurnKind.Split => $"“{Segment.Name}” split into {Parts()}.",
        TurnKind.Merged => $"“{Segment.Name}” now holds {Parts()}.",
        _ => With.Count == 0 ? $"“{Segment.Name}” is gone." : $"“{Segment.Name}” is gone; its customers are now in {Parts()}.",
    };

    string Parts() => Kind is TurnKind.Continued
        ? $"{Count(With[0].Customers)} of its customers"
        : string.Join(" and ", With.Select(part => $"“{part.Segment.Name}” ({Count(part.Customers)})"));

    static string Count(long customers) => customers.ToString("N0", CultureInfo.InvariantCulture);
}
