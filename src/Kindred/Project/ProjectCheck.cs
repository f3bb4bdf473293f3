using System.Globalization;
using Kindred.Expressions;

namespace Kindred.Project;

/// <summary>What no single value shows: whether the parts of a project fit together.</summary>
sealed class ProjectCheck(ProjectFile file, IReadOnlyList<ScopeName>? catalogue)
{
    /// <summary>What only a model's segments are declared by.</summary>
    static readonly string[] ModelKeys = ["model", "features", "transform", "scale", "clusters", "outcome", "where"];

    readonly List<ProjectProblem> _problems = [];
    readonly ProjectDefinition _project = file.Definition;

    public IReadOnlyList<ProjectProblem> Problems()
    {
        for (var i = 0; i < _project.Sources.Count; i++)
        {
            new SourceCheck(file, _project.Sources[i], $"sources[{i}]", _problems).Run();
        }

        if (_project is { Cluster: not null, Sources.Count: > 0 })
        {
            Add("sources", "sources beside a cluster", "none, since a cluster takes as yet only what clients send to kindred serve");
        }

        Unique("sources", "name", _project.Sources.Select(source => source.Name));
        Unique("segments", "id", _project.Segments.Select(segment => segment.Id));
        Unique("features.custom", "name", _project.Features.Custom.Select(feature => feature.Name));
        Caps();
        Missing();
        CustomFeatures();
        Rules();
        if (catalogue is not null)
        {
            var own = _project.Features.Custom.Select(feature => new ScopeName(feature.Name, $"NULL", ExpressionType.Number));
            FeatureNames([.. catalogue, .. own]);
        }

        return [.. _problems.OrderBy(problem => problem.At.Line).ThenBy(problem => problem.At.Column)];
    }

    void Unique(string list, string key, IEnumerable<string> names)
    {
        var seen = new HashSet<string>();
        foreach (var (i, name) in names.Index().Where(entry => !seen.Add(entry.Item)))
        {
            Add($"{list}[{i}].{key}", $"'{name}' a second time", "a name of its own");
        }
    }

    void Caps()
    {
        foreach (var (name, cap) in _project.Cleaning.Caps)
        {
            if (cap is { Min: null, Max: null } || cap.Min > cap.Max)
            {
                Add($"cleaning.caps.{name}", cap.Min is null ? "neither min nor max" : "min above max", "min, max or both, min not above max");
            }
        }
    }

    void Missing()
    {
        foreach (var (name, _) in _project.Cleaning.Missing.Where(rule => rule.Value is { Action: MissingAction.Constant, Constant: null }))
        {
            Add($"cleaning.missing.{name}", "a constant without its value", "{ constant: VALUE }");
        }
    }

    void CustomFeatures()
    {
        var scope = ExpressionScope.Events($"0", _project.Timezone);
        for (var i = 0; i < _project.Features.Custom.Count; i++)
        {
            var (feature, path) = (_project.Features.Custom[i], $"features.custom[{i}]");
            Expressed($"{path}.expression", feature.Expression, scope, ExpressionType.Number);
            if (catalogue is not null && catalogue.Any(known => known.Name == feature.Name))
            {
                Add($"{path}.name", $"'{feature.Name}', which the catalogue has", "a name of its own");
            }
        }
    }

    void Rules()
    {
        var names = RuleNames.Of(_project, catalogue, file.Collects);
        for (var i = 0; i < _project.Segments.Count; i++)
        {
            if (_project.Segments[i].Rule is { } rule)
            {
                foreach (var key in ModelKeys.Where(key => file.Has($"segments[{i}].{key}")))
                {
                    Add($"segments[{i}].{key}", "a key of models", "no such key beside rule");
                }

                if (_project.Segments.FirstOrDefault(model => model.Rule is null && NamedSegments.IsOf(model.Id, _project.Segments[i].Id)) is { } taken)
                {
                    Add($"segments[{i}].id", $"'{_project.Segments[i].Id}', as a segment of the model {taken.Id} may be called", "a name of its own");
                }

                new RuleCheck(names, file.PlaceOf, _problems).Run(rule, $"segments[{i}].rule", _project.Segments[i].Id);
            }
        }
    }

    void FeatureNames(IReadOnlyList<ScopeName> features)
    {
        var scope = ExpressionScope.Customers(features.DistinctBy(feature => feature.Name), _project.Timezone);
        var numbers = features.Where(feature => feature.Type is ExpressionType.Number).Select(feature => feature.Name).ToList();
        Expressed("customers.where", _project.Customers.Where, scope, ExpressionType.Truth);
        foreach (var (name, weight) in _project.Features.Engagement)
        {
            Known($"features.engagement.{name}", name, numbers);
            if (weight < 0)
            {
                Add($"features.engagement.{name}", weight.ToString(CultureInfo.InvariantCulture), "a weight of 0 or more");
            }
        }

        for (var i = 0; i < _project.Segments.Count; i++)
        {
            Expressed($"segments[{i}].where", _project.Segments[i].Where, scope, ExpressionType.Truth);
            for (var j = 0; j < _project.Segments[i].Features.Count; j++)
            {
                Known($"segments[{i}].features[{j}]", _project.Segments[i].Features[j], numbers);
            }
        }
    }

    void Known(string path, string name, IReadOnlyList<string> valid)
    {
        if (!valid.Contains(name))
        {
            _problems.Add(new(file.PlaceOf(path), path, $"'{name}'", "the name of a feature that is a number", Spelling.Nearest(name, valid)));
        }
    }

    void Expressed(string path, ExpressionText? expression, ExpressionScope scope, ExpressionType type)
    {
        if (expression is not null)
        {
            ExpressionCheck.Run(file.PlaceOf, path, expression, scope, _problems, type);
        }
    }

    void Add(string path, string found, string expected) => _problems.Add(new(file.PlaceOf(path), path, found, expected));
}
