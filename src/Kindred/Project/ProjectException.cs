namespace Kindred.Project;

/// <summary>One thing that is wrong in a project file.</summary>
/// <param name="Property">The path of the key, as in <c>sources[0].map.occurred_at</c>; empty for the file itself.</param>
/// <param name="Suggestion">The valid name that was probably meant.</param>
public sealed record ProjectProblem(Place At, string Property, string Found, string Expected, string? Suggestion = null)
{
    public override string ToString() =>
        $"{At}: {(Property.Length == 0 ? "" : $"{Property}: ")}found {Found}; expected {Expected}"
        + (Suggestion is null ? "." : $". Did you mean '{Suggestion}'?");
}

/// <summary>A project file is wrong; all that could be found wrong in it is listed.</summary>
public sealed class ProjectException(IReadOnlyList<ProjectProblem> problems)
    : DefinitionException(problems[0].Property, string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<ProjectProblem> Problems { get; } = problems;
}
