using System.ComponentModel;

namespace Kindred.Project;

/// <summary>When one visit ends and the next begins.</summary>
public sealed record SessionsDefinition
{
    [Description("A pause longer than this begins a new session.")]
    public TimeSpan Gap { get; init; } = TimeSpan.FromMinutes(30);

    [Description("Whether midnight, in the time zone of the project, begins a new session.")]
    public bool SplitAtMidnight { get; init; }

    [Description("Whether another campaign begins a new session.")]
    public bool SplitOnCampaign { get; init; }

    [Description("Whether the sessions are those of the source, by session_id.")]
    public bool FromSource { get; init; }
}
