using Kindred.ClickHouse;
using Kindred.Expressions;
using Kindred.Features;
using Kindred.Project;

namespace Kindred.Rules;

/// <summary>The features that conditions can name: measured ones, the project's own, and those that compare customers.</summary>
public static class RuleScope
{
    static readonly HashSet<string> ComparedNames = [.. FeatureCatalogue.Compared.Select(feature => feature.Name)];

    /// <summary>Every feature of a project.</summary>
    public static IReadOnlyList<Feature> Features(ProjectDefinition project) => [.. Measuring.All(project), .. FeatureCatalogue.Compared];

    internal static bool IsCompared(string name) => ComparedNames.Contains(name);

    /// <summary>The value of a feature in a table of customers; NULL where it is missing.</summary>
    internal static Sql Value(string name) => IsCompared(name) switch
    {
        true => $"if(isNaN({Sql.Identifier(name)}), NULL, toFloat64({Sql.Identifier(name)}))",
        false => Sql.Identifier(name),
    };

    internal static IReadOnlyList<ScopeName> Names(ProjectDefinition project) => [.. Features(project).Select(NameOf)];

    internal static ExpressionScope Customers(ProjectDefinition project) => ExpressionScope.Customers(Names(project), project.Timezone);

    static ScopeName NameOf(Feature feature) => new(feature.Name, Value(feature.Name), ExpressionType.Number);
}
