using System.ComponentModel;
using Kindred.Expressions;

namespace Kindred.Project;

/// <summary>What must be so of a customer: a tree of conditions, each told by the key that it has.</summary>
/// <remarks>A condition holds or does not, at a moment; only events before it count. Lone text names a segment.</remarks>
[Family(
    typeof(AllCondition), typeof(AnyCondition), typeof(NotCondition), typeof(FeatureCondition), typeof(ExpressionCondition), typeof(DidCondition),
    typeof(NeverCondition), typeof(FirstCondition), typeof(LastCondition), typeof(SegmentCondition), typeof(ConsentCondition))]
public abstract record Condition
{
    /// <summary>The name that stands for every event.</summary>
    public const string Anything = "anything";
}

/// <summary>Holds where each of several conditions does.</summary>
public sealed record AllCondition : Condition
{
    [Description("Conditions that must all hold.")]
    [Filled]
    public required IReadOnlyList<Condition> All { get; init; }
}

/// <summary>Holds where one of several conditions does.</summary>
public sealed record AnyCondition : Condition
{
    [Description("Conditions of which at least one must hold.")]
    [Filled]
    public required IReadOnlyList<Condition> Any { get; init; }
}

/// <summary>Holds where another condition does not.</summary>
public sealed record NotCondition : Condition
{
    [Description("A condition that must not hold.")]
    public required Condition Not { get; init; }
}

/// <summary>Compares a feature; all bounds given must be met, and a missing value meets none.</summary>
public sealed record FeatureCondition : Condition
{
    [Description("The name of a feature.")]
    public required string Feature { get; init; }

    [Description("The value is greater.")]
    public double? Above { get; init; }

    [Description("The value is this or greater.")]
    public double? AtLeast { get; init; }

    [Description("The value is less.")]
    public double? Below { get; init; }

    [Description("The value is this or less.")]
    public double? AtMost { get; init; }

    [Description("The value is this.")]
    public double? Is { get; init; }

    [Description("The value is among so many percent of the customers with the greatest; equal values share their place.")]
    public Percent? Top { get; init; }

    [Description("The value is among so many percent of the customers with the least; equal values share their place.")]
    public Percent? Bottom { get; init; }

    [Description("Whether the value is missing.")]
    public bool? Missing { get; init; }
}

/// <summary>Holds where an expression over the customer's features does.</summary>
public sealed record ExpressionCondition : Condition
{
    [Description("A condition on the features, as in recency_days > 2 * days_between_orders.")]
    public required ExpressionText Expression { get; init; }
}

/// <summary>Counts events, or looks for one that was followed by another, or was not.</summary>
public sealed record DidCondition : Condition
{
    [Description("The event that happened, or several of which each counts; anything stands for every event.")]
    [Filled]
    public required IReadOnlyList<string> Did { get; init; }

    [Description("A condition on the event, as in price > 50.")]
    public ExpressionText? Where { get; init; }

    [Description("It happened so many times or more; once where no number is given. Lines of one order are one time.")]
    [Between(0, 1_000_000_000)]
    public int? AtLeast { get; init; }

    [Description("It happened so many times or less, which never is too.")]
    [Between(0, 1_000_000_000)]
    public int? AtMost { get; init; }

    [Description("It happened so many times.")]
    [Between(0, 1_000_000_000)]
    public int? Exactly { get; init; }

    [Description("It happened within so long before the moment.")]
    public TimeSpan? InLast { get; init; }

    [Description("It happened longer ago than this.")]
    public TimeSpan? NotInLast { get; init; }

    [Description("Another event happened later.")]
    public EventStep? Then { get; init; }

    [Description("Another event did not happen later, and the time for it is over.")]
    public EventStep? ThenNot { get; init; }

    [Description("The longest time from the one event to the other; any time where left out.")]
    public TimeSpan? Within { get; init; }

    [Description("An event that did not happen between the two.")]
    public EventStep? Without { get; init; }
}

/// <summary>An event within a sequence.</summary>
public sealed record EventStep
{
    [Description("The event, or several of which each counts.")]
    [Filled]
    public required IReadOnlyList<string> Did { get; init; }

    [Description("A condition on the event.")]
    public ExpressionText? Where { get; init; }
}

/// <summary>Holds where an event never happened.</summary>
public sealed record NeverCondition : Condition
{
    [Description("The event that never happened, or several none of which did.")]
    [Filled]
    public required IReadOnlyList<string> Never { get; init; }

    [Description("A condition on the event.")]
    public ExpressionText? Where { get; init; }
}

/// <summary>When an event happened for the first time.</summary>
public sealed record FirstCondition : Condition
{
    [Description("The event whose first time counts.")]
    [Filled]
    public required IReadOnlyList<string> First { get; init; }

    [Description("A condition on the event.")]
    public ExpressionText? Where { get; init; }

    [Description("The first time was within so long before the moment.")]
    public TimeSpan? InLast { get; init; }

    [Description("The first time was longer ago than this.")]
    public TimeSpan? NotInLast { get; init; }
}

/// <summary>When an event happened for the last time.</summary>
public sealed record LastCondition : Condition
{
    [Description("The event whose last time counts.")]
    [Filled]
    public required IReadOnlyList<string> Last { get; init; }

    [Description("A condition on the event.")]
    public ExpressionText? Where { get; init; }

    [Description("The last time was within so long before the moment.")]
    public TimeSpan? InLast { get; init; }

    [Description("The last time was longer ago than this.")]
    public TimeSpan? NotInLast { get; init; }
}

/// <summary>Holds for the members of another segment.</summary>
public sealed record SegmentCondition : Condition
{
    [Description("A segment of the project, as in behaviour_2, or a ready-made one; the name alone says it as well.")]
    public required string Segment { get; init; }
}

/// <summary>Holds where the newest word of the customer on a purpose is consent.</summary>
public sealed record ConsentCondition : Condition
{
    [Description("The purpose that the customer consented to: the property purpose of the events Consent Granted and Consent Withdrawn.")]
    public required string Consent { get; init; }
}
