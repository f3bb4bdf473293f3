using System.ComponentModel;
using System.Runtime.Serialization;
using Kindred.Expressions;

namespace Kindred.Project;

/// <summary>Segments that a model finds, or the one whose members meet a rule.</summary>
public sealed record SegmentDefinition
{
    [Description("The id of the segment or segmentation: small letters, digits and underscores.")]
    [Identifier]
    public required string Id { get; init; }

    [Description("The name shown in reports; the id where left out.")]
    public string? Name { get; init; }

    [Description("The condition that the members meet; the segment is one by a rule then, and not found by a model.")]
    public Condition? Rule { get; init; }

    [Description("The kind of model.")]
    public SegmentModel Model { get; init; } = SegmentModel.Kmeans;

    [Description("The features to cluster by; a sensible choice where left out.")]
    public IReadOnlyList<string> Features { get; init; } = [];

    [Description("How features are bent before scaling.")]
    public FeatureTransform Transform { get; init; } = FeatureTransform.Log1p;

    [Description("How features are made comparable.")]
    public FeatureScale Scale { get; init; } = FeatureScale.ZScore;

    [Description("The number of segments, or the range from which the best is chosen, as in 2..10.")]
    public ClusterRange Clusters { get; init; } = new(2, 10);

    [Description("The event whose features may not be clustered by, since they would only restate it.")]
    public string? Outcome { get; init; }

    [Description("A condition on features that a customer meets to be segmented.")]
    public ExpressionText? Where { get; init; }
}

/// <summary>The kind of model.</summary>
public enum SegmentModel
{
    [Description("k-means.")]
    Kmeans,
}

/// <summary>How features are bent before scaling.</summary>
public enum FeatureTransform
{
    [Description("Not at all.")]
    None,

    [Description("log(1 + x), for amounts and counts.")]
    Log1p,

    [Description("The Yeo-Johnson power that makes the feature most normal.")]
    [EnumMember(Value = "yeo-johnson")]
    YeoJohnson,
}

/// <summary>How features are made comparable.</summary>
public enum FeatureScale
{
    [Description("Mean 0 and standard deviation 1.")]
    [EnumMember(Value = "z-score")]
    ZScore,

    [Description("From 0 to 1.")]
    [EnumMember(Value = "min-max")]
    MinMax,

    [Description("Median 0 and interquartile range 1.")]
    Robust,
}

/// <summary>Numbers of clusters to try, both ends included.</summary>
public readonly record struct ClusterRange(int From, int To)
{
    public override string ToString() => From == To ? $"{From}" : $"{From}..{To}";
}
