using Kindred.Features;
using Kindred.History;
using Kindred.Identity;
using Kindred.Validation;

namespace Kindred.Customers;

/// <summary>All that is known of one customer.</summary>
public sealed record CustomerReport
{
    /// <summary>The id the customer goes by.</summary>
    public required Id Customer { get; init; }

    /// <summary>Every id that belongs to them, with where and when it was seen.</summary>
    public required IReadOnlyList<KnownId> Ids { get; init; }

    /// <summary>Which ids were seen together: the evidence that they are one customer.</summary>
    public required IReadOnlyList<IdLink> Links { get; init; }

    /// <summary>Ids that were parted from theirs by hand.</summary>
    public required IReadOnlyList<Id> Parted { get; init; }

    /// <summary>Why the customer is not analysed: robot, test, condition; empty when they are.</summary>
    public required string LeftOut { get; init; }

    /// <summary>Where each model of the newest run has put them.</summary>
    public required IReadOnlyList<CustomerSegment> Segments { get; init; }

    /// <summary>What they entered and left, oldest first.</summary>
    public required IReadOnlyList<NamedChange> History { get; init; }

    public required string RfmCell { get; init; }

    /// <summary>What was measured in the newest run; an absent value is null.</summary>
    public required IReadOnlyList<(Feature Feature, double? Value)> Features { get; init; }

    /// <summary>The newest sessions, newest first.</summary>
    public required IReadOnlyList<CustomerSession> Sessions { get; init; }

    /// <summary>The newest events, newest first.</summary>
    public required IReadOnlyList<CustomerEvent> Latest { get; init; }
}

/// <summary>An id and the evidence for it.</summary>
public sealed record KnownId(Id Id, string Source, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Events);

/// <summary>Two ids that events carry together.</summary>
public sealed record IdLink(Id A, Id B, string Source, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Events);

/// <summary>A segment that a customer is in.</summary>
/// <param name="Why">The conditions of the segment's short rule that the customer meets; empty where they do not, or there is no rule.</param>
/// <param name="ByRule">Whether the short rule puts them there, as the model does.</param>
public sealed record CustomerSegment(string Model, string Segment, string Name, bool ByRule, IReadOnlyList<MetBound> Why);

/// <summary>A comparison that a customer meets, with their value; null where it is missing.</summary>
public sealed record MetBound(FeatureBound Bound, double? Value);

/// <summary>A change of membership with the name of the segment.</summary>
public sealed record NamedChange(MembershipChange Change, string Name);

/// <summary>A session of a customer, over all their devices.</summary>
public sealed record CustomerSession(DateTimeOffset Began, DateTimeOffset Ended, long Events, bool Ordered);

/// <summary>One event of a customer.</summary>
public sealed record CustomerEvent(DateTimeOffset At, string Event, string Product, string Order, double? Revenue, string Source);
