using Kindred.ClickHouse;
using Kindred.Project;
using Kindred.Rules;

namespace Kindred.Validation;

/// <summary>The short rule of a segment of a model in its place, counted on all analysed customers of a run.</summary>
/// <param name="Rule">The condition of a segment by a rule.</param>
/// <param name="Meeting">Who meets the rule.</param>
/// <param name="Members">Who is in the segment of the model.</param>
/// <param name="Both">Who does and is.</param>
public sealed record StandIn(Condition Rule, long Meeting, long Members, long Both)
{
    /// <summary>Counts; null where the segment has no short rule.</summary>
    public static async Task<StandIn?> OfAsync(Engine engine, Moment moment, SegmentDefinition model, SegmentRule rule, CancellationToken cancellation)
    {
        if (rule.AsCondition(model) is not { } condition)
        {
            return null;
        }

        var members = await engine.QueryAsync(
            $"SELECT customer_id FROM memberships WHERE run = {moment.Run} AND segment = {rule.Segment}", row => row.Get<ulong>(0), cancellation);
        var meeting = (await Kindred.Rules.Rule.MembersAsync(engine, moment, [("", condition)], cancellation))[0];
        return new(condition, meeting.Length, members.Count, members.Count(customer => Array.BinarySearch(meeting, customer) >= 0));
    }
}
