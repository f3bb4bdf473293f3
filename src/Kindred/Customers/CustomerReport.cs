using Kindred.Features;
using Kindred.Identity;

namespace Kindred.Customers;

/// <summary>All that is known of one customer.</summary>
/// <param name="Customer">The id the customer goes by.</param>
/// <param name="Ids">Every id that belongs to them, with where and when it was seen.</param>
/// <param name="LeftOut">Why the customer is not analysed: robot, test, condition; empty when they are.</param>
/// <param name="Segments">Where each model of the newest run has put them.</param>
/// <param name="Features">What was measured in the newest run; an absent value is null.</param>
/// <param name="Latest">The newest events, newest first.</param>
public sealed record CustomerReport(
    Id Customer,
    IReadOnlyList<KnownId> Ids,
    string LeftOut,
    IReadOnlyList<CustomerSegment> Segments,
    string RfmCell,
    IReadOnlyList<(Feature Feature, double? Value)> Features,
    IReadOnlyList<CustomerEvent> Latest);

/// <summary>An id and the evidence for it.</summary>
public sealed record KnownId(Id Id, string Source, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Events);

/// <summary>A segment that a customer is in.</summary>
public sealed record CustomerSegment(string Model, string Segment, string Name);

/// <summary>One event of a customer.</summary>
public sealed record CustomerEvent(DateTimeOffset At, string Event, string Product, string Order, double? Revenue, string Source);
