namespace Kindred.History;

/// <summary>Why a customer entered or left a segment: the first of these that holds.</summary>
public enum ChangeReason
{
    /// <summary>The segment is defined otherwise than before, for the first time, or no longer.</summary>
    Definition,

    /// <summary>Ids were joined into the customer or parted from them.</summary>
    Merge,

    /// <summary>Nothing is left of the customer in the store.</summary>
    Deletion,

    /// <summary>The customer did something, or is new.</summary>
    Data,

    /// <summary>Time passed: the customer did nothing, but measures such as days since the last order moved on.</summary>
    Clock,

    /// <summary>Nothing about the customer changed, but the behaviour of the others moved the border of the segment.</summary>
    Others,
}

/// <summary>A customer entered or left a segment.</summary>
/// <param name="AsOf">The moment that the run looked at.</param>
public sealed record MembershipChange(uint Run, DateTimeOffset AsOf, string Model, string Segment, bool Entered, ChangeReason Reason);

/// <summary>How many customers entered and left a segment from one run to the next, and why.</summary>
public sealed record SegmentMove(
    string Model, string Segment, string Name, IReadOnlyDictionary<ChangeReason, long> Entered, IReadOnlyDictionary<ChangeReason, long> Left);

/// <summary>The size of a segment at a moment.</summary>
public sealed record SegmentSize(string Model, string Segment, string Name, long Customers);

/// <summary>What a run changed against the one before it.</summary>
/// <param name="Before">The run it is compared with; null for the first.</param>
/// <param name="LooksBack">The run looked at an earlier moment than one before it did: the log goes forward in time, so it is not in it.</param>
public sealed record RunChanges(
    uint Run,
    DateTimeOffset AsOf,
    uint? Before,
    DateTimeOffset? BeforeAsOf,
    bool LooksBack,
    IReadOnlyList<DefinitionChange> Definitions,
    IReadOnlyList<ModelTurns> Turns,
    IReadOnlyList<SegmentMove> Moves);

/// <summary>What became of the segments of a model.</summary>
public sealed record ModelTurns(string Model, IReadOnlyList<SegmentTurn> Turns);
