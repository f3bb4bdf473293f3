using Kindred.Features;
using Kindred.Validation;

namespace Kindred.Report;

/// <summary>The segments that one model found, or why it found none.</summary>
public sealed record ModelResult
{
    public required string Name { get; init; }

    /// <summary>What was clustered and how, in a sentence or two: method, transform, scale.</summary>
    public required string Description { get; init; }

    /// <summary>The customers that were segmented: the denominator of every share of customers below.</summary>
    public required long Customers { get; init; }

    /// <summary>False for "no structure found".</summary>
    public required bool StructureFound { get; init; }

    /// <summary>What the verdict rests on, a sentence each.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The number of segments with the best silhouette.</summary>
    public required int ChosenK { get; init; }

    /// <summary>Every number of segments that was tried, ascending; empty where it was given.</summary>
    public required IReadOnlyList<KTrial> Trials { get; init; }

    /// <summary>How many customers were drawn to fit and judge the trials on; null where that was done on all.</summary>
    public int? JudgedOn { get; init; }

    /// <summary>In the order they are shown, largest value first; empty where none are kept.</summary>
    public required IReadOnlyList<SegmentProfile> Segments { get; init; }

    /// <summary>The clustered features over all segments.</summary>
    public required IReadOnlyList<HeatRow> Heat { get; init; }

    public CustomerMap? Map { get; init; }

    /// <summary>Rules, key indicators and differences of each segment, in their order.</summary>
    public ModelEvidence? Evidence { get; init; }

    /// <summary>Null where no event carries money.</summary>
    public MonthlyRevenue? Revenue { get; init; }
}

/// <summary>How good a number of segments is.</summary>
/// <param name="Silhouette">Mean silhouette, −1 to 1.</param>
/// <param name="Inertia">Sum of squared distances to the nearest centre, over the customers judged on.</param>
/// <param name="Stability">Mean bootstrap Jaccard similarity of the segments, 0 to 1, or null where it was not measured.</param>
public sealed record KTrial(int K, double Silhouette, double Inertia, double? Stability);

/// <summary>One segment: who is in it and what sets it apart.</summary>
public sealed record SegmentProfile
{
    public required string Id { get; init; }

    /// <summary>Its place in the palette from 0, which it keeps from run to run.</summary>
    public required int Slot { get; init; }

    public required string Name { get; init; }

    public required string Sentence { get; init; }

    public required long Customers { get; init; }

    /// <summary>Revenue of its customers in the period, or null where no event carries money.</summary>
    public double? Revenue { get; init; }

    /// <summary>Bootstrap Jaccard stability of this segment, 0 to 1.</summary>
    public double? Stability { get; init; }

    /// <summary>What sets it apart from everyone else, largest effect first.</summary>
    public required IReadOnlyList<Distinction> Distinctions { get; init; }
}

/// <summary>A feature by which a segment differs from the other customers.</summary>
/// <param name="Effect">Standardised difference of means (Cohen's d) between the segment and the others.</param>
/// <param name="Median">The median in the segment, in the feature's unit.</param>
/// <param name="OverallMedian">The median over all segmented customers.</param>
public sealed record Distinction(string Label, double Effect, double Median, double OverallMedian, FeatureUnit Unit);

/// <summary>One feature over all segments.</summary>
/// <param name="ZScores">Per segment, in the order of the segments: (segment mean − overall mean) / overall standard deviation, as clustered.</param>
/// <param name="Medians">Per segment: the median in the feature's unit, before transform and scaling.</param>
public sealed record HeatRow(string Label, FeatureUnit Unit, IReadOnlyList<double> ZScores, IReadOnlyList<double> Medians);

/// <summary>A sample of customers on the two directions in which they differ most.</summary>
/// <param name="Across">The first principal component.</param>
/// <param name="Up">The second principal component.</param>
/// <param name="Points">The sampled customers.</param>
public sealed record CustomerMap(PrincipalAxis Across, PrincipalAxis Up, IReadOnlyList<MapPoint> Points);

/// <summary>A principal component: the share of variance it explains and its loadings by feature.</summary>
public sealed record PrincipalAxis(double ExplainedShare, IReadOnlyList<(string Label, double Loading)> Loadings);

/// <summary>One customer on the map.</summary>
/// <param name="Segment">The index into the model's segments.</param>
public readonly record struct MapPoint(float X, float Y, int Segment);

/// <summary>Revenue by calendar month and segment.</summary>
/// <param name="Months">The first day of each month, ascending, without holes.</param>
/// <param name="BySegment">Per segment, in the order of the segments: revenue for each month.</param>
public sealed record MonthlyRevenue(IReadOnlyList<DateOnly> Months, IReadOnlyList<IReadOnlyList<double>> BySegment);
