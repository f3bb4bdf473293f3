using System.Globalization;

namespace Kindred.Project;

/// <summary>What no single value shows: whether the parts of a project fit together.</summary>
static class ProjectCheck
{
    public static IReadOnlyList<ProjectProblem> Problems(ProjectFile file)
    {
        var project = file.Definition;
        return
        [
            .. project.Sources.SelectMany((source, i) => Source(file, source, $"sources[{i}]")),
            .. Unique(file, "sources", "name", project.Sources.Select(source => source.Name)),
            .. Unique(file, "segments", "id", project.Segments.Select(segment => segment.Id)),
            .. Unique(file, "features.custom", "name", project.Features.Custom.Select(feature => feature.Name)),
            .. Weights(file, project.Features.Engagement),
            .. Caps(file, project.Cleaning.Caps),
            .. Missing(file, project.Cleaning.Missing),
        ];
    }

    static IEnumerable<ProjectProblem> Source(ProjectFile file, SourceDefinition source, string path)
    {
        string[][] needed = [["occurred_at"], ["event"], ["user_id", "anonymous_id", "device_id"]];
        foreach (var names in needed.Where(names => !names.Any(source.Map.ContainsKey)))
        {
            yield return Problem(file, $"{path}.map", "no such key", $"a mapping of {string.Join(" or ", names)}");
        }

        if (source.Columns.Count > 0 && source.Header && source.Format is SourceFormat.Csv or SourceFormat.Tsv or SourceFormat.Whitespace)
        {
            yield return Problem(file, $"{path}.columns", "names for the columns", "none, since the first line of the files names them (header: true)");
        }

        foreach (var (mappings, key) in new[] { (source.Map, "map"), (source.Properties, "properties") })
        {
            foreach (var (name, mapping) in mappings)
            {
                foreach (var problem in Mapping(file, mapping, $"{path}.{key}.{name}"))
                {
                    yield return problem;
                }
            }
        }
    }

    static IEnumerable<ProjectProblem> Mapping(ProjectFile file, FieldMapping mapping, string path)
    {
        var origins = new[] { mapping.Column, mapping.Constant, mapping.Expression?.Text }.Count(origin => origin is not null);
        if (origins > 1 || (origins == 0 && mapping.Cases.Count == 0))
        {
            yield return Problem(
                file, path, origins == 0 ? "none of them" : $"{origins} of them", "one of column, constant and expression, or only cases");
        }

        if (mapping.Column is null && (mapping.Format is not null || mapping.As is not null))
        {
            yield return Problem(file, path, "format or as without column", "both only together with column");
        }
    }

    static IEnumerable<ProjectProblem> Unique(ProjectFile file, string list, string key, IEnumerable<string> names) =>
        names.Select((name, i) => (name, i))
            .GroupBy(entry => entry.name)
            .SelectMany(same => same.Skip(1))
            .Select(entry => Problem(file, $"{list}[{entry.i}].{key}", $"'{entry.name}' a second time", "a name of its own"));

    static IEnumerable<ProjectProblem> Weights(ProjectFile file, IReadOnlyDictionary<string, double> weights) =>
        weights.Where(weight => weight.Value < 0).Select(weight => Problem(
            file, $"features.engagement.{weight.Key}", weight.Value.ToString(CultureInfo.InvariantCulture), "a weight of 0 or more"));

    static IEnumerable<ProjectProblem> Caps(ProjectFile file, IReadOnlyDictionary<string, Cap> caps) =>
        caps.Where(cap => cap.Value is { Min: null, Max: null } || cap.Value.Min > cap.Value.Max).Select(cap => Problem(
            file,
            $"cleaning.caps.{cap.Key}",
            cap.Value.Min is null ? "neither min nor max" : "min above max",
            "min, max or both, min not above max"));

    static IEnumerable<ProjectProblem> Missing(ProjectFile file, IReadOnlyDictionary<string, MissingRule> rules) =>
        rules.Where(rule => (rule.Value.Action is MissingAction.Constant) != (rule.Value.Constant is not null)).Select(rule => Problem(
            file, $"cleaning.missing.{rule.Key}", "a constant without its value", "keep, flag, drop, session_median or { constant: VALUE }"));

    static ProjectProblem Problem(ProjectFile file, string path, string found, string expected) =>
        new(file.PlaceOf(path), path, found, expected);
}
