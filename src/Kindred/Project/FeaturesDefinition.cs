using System.ComponentModel;
using Kindred.Expressions;

namespace Kindred.Project;

/// <summary>What is measured of each customer, beyond the catalogue.</summary>
public sealed record FeaturesDefinition
{
    [Description("The event that matters in the end.")]
    public string Outcome { get; init; } = "Order Completed";

    [Description("The weights of the engagement score, by feature; the built-in ones where left out.")]
    public IReadOnlyDictionary<string, double> Engagement { get; init; } = new Dictionary<string, double>();

    [Description("Features of your own.")]
    public IReadOnlyList<CustomFeature> Custom { get; init; } = [];
}

/// <summary>A feature of the user's own.</summary>
public sealed record CustomFeature
{
    [Description("The name of the feature: small letters, digits and underscores.")]
    [Identifier]
    public required string Name { get; init; }

    [Description("An expression over the events of one customer.")]
    public required ExpressionText Expression { get; init; }

    [Description("What the feature means.")]
    public string Description { get; init; } = "";
}
