using Kindred.Events;
using Kindred.Expressions;

namespace Kindred.Project;

/// <summary>The names that conditions can use, as far as they are known.</summary>
public sealed record RuleNames
{
    /// <summary>The project whose segments, properties and time zone count.</summary>
    public required ProjectDefinition Project { get; init; }

    /// <summary>The features; null where they are not known yet, so that any name will do.</summary>
    public IReadOnlyList<ScopeName>? Features { get; init; }

    /// <summary>The events that happen beside those of the vocabulary; null where they are not known yet, so that any name will do.</summary>
    public IReadOnlyCollection<string>? Events { get; init; }

    /// <summary>The properties that events have beside the fields of the vocabulary; null where they are not known yet, so that any name will do.</summary>
    public IReadOnlyCollection<string>? Properties { get; init; }

    /// <summary>The properties that the sources of a project fill from their files.</summary>
    public static IEnumerable<string> Mapped(ProjectDefinition project) => project.Sources.SelectMany(source => source.Properties.Keys).Distinct();

    /// <summary>What a project file alone tells.</summary>
    /// <param name="catalogue">The features that every project has; null where they are not known.</param>
    /// <param name="collects">Whether clients send events as well, of which the file tells nothing.</param>
    internal static RuleNames Of(ProjectDefinition project, IReadOnlyList<ScopeName>? catalogue, bool collects) => new()
    {
        Project = project,
        Features = catalogue is null ? null : [.. catalogue, .. project.Features.Custom.Select(feature => new ScopeName(feature.Name, $"NULL", ExpressionType.Number))],
        Events = collects ? null : Declared(project),
        Properties = collects || project.Sources.Count == 0 ? null : [.. Mapped(project)],
    };

    /// <summary>The standard name of an event that goes by another, else the name itself: imports store it so.</summary>
    public static string Standard(string name) => Vocabulary.Aliases.GetValueOrDefault(name, name);

    /// <summary>The events that the sources name themselves, unless one of them takes names from its files or there are none, so that clients send them.</summary>
    static List<string>? Declared(ProjectDefinition project)
    {
        var mappings = project.Sources.Select(source => source.Map.GetValueOrDefault("event")).ToList();
        return mappings.Count == 0 || mappings.Exists(mapping => mapping is null or { Column: not null } or { Expression: not null })
            ? null
            : [.. mappings.SelectMany(mapping => mapping!.Cases.Select(one => one.Then).Append(mapping.Constant ?? "")).Select(Standard).Distinct()];
    }
}
