using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Rules;

/// <summary>When and on what rules are evaluated.</summary>
/// <param name="Project">Its segments, properties and time zone.</param>
/// <param name="Run">The run whose features and model segments count, and whose analysed customers are asked for.</param>
/// <param name="AsOf">Only events before this moment count, in milliseconds since 1970, UTC.</param>
public sealed record Moment(ProjectDefinition Project, uint Run, long AsOf)
{
    /// <summary>Where given, only the customers whose number in the store compares so, as in <c>= 17</c>.</summary>
    internal Sql? Only { get; init; }
}
