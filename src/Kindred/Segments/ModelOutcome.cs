using Kindred.Features;
using Kindred.Numerics.Decomposition;
using Kindred.Project;

namespace Kindred.Segments;

/// <summary>The segments that a model found, or the reasons why it found no structure.</summary>
/// <param name="Rows">The place in the snapshot of each customer that was segmented.</param>
/// <param name="Labels">The place in <paramref name="Segments"/> of each of them.</param>
/// <param name="Features">The features clustered by.</param>
/// <param name="Scaled">The table as clustered, one row a customer.</param>
/// <param name="Reasons">What the verdict rests on, a sentence each.</param>
/// <param name="ChosenK">The number of segments kept.</param>
/// <param name="Trials">Each number of segments that was tried.</param>
/// <param name="JudgedOn">How many customers the trials were fitted to and judged on: all, or a sample where there are many.</param>
public sealed record ModelOutcome(
    SegmentDefinition Definition,
    int[] Rows,
    int[] Labels,
    IReadOnlyList<Feature> Features,
    Numerics.Matrix Scaled,
    bool StructureFound,
    IReadOnlyList<string> Reasons,
    int ChosenK,
    double Silhouette,
    IReadOnlyList<Trial> Trials,
    int JudgedOn,
    IReadOnlyList<Segment> Segments,
    PcaFit? Map);

/// <summary>One number of segments tried: mean silhouette (−1 to 1) and sum of squared distances to the centres, over the customers judged on.</summary>
public sealed record Trial(int K, double Silhouette, double Inertia, double? Stability);

/// <summary>A segment of a model.</summary>
/// <param name="Id">The model's id and a number, as in behaviour_2, which it keeps from run to run.</param>
/// <param name="Slot">Its place in the palette, from 0, which it keeps from run to run.</param>
/// <param name="Stability">Mean Jaccard similarity with its likes in bootstrap samples, 0 to 1; null where not measured.</param>
/// <param name="Contrasts">Each clustered feature against all other customers, strongest first.</param>
public sealed record Segment(
    string Id, int Slot, string Name, string Sentence, int Size, double Share, double? Stability, IReadOnlyList<Contrast> Contrasts);

/// <summary>How a segment differs from the other customers in one feature.</summary>
/// <param name="Effect">Cohen's d on the feature as clustered.</param>
/// <param name="ZScore">(segment mean − overall mean) / overall standard deviation, as clustered.</param>
/// <param name="Median">In the feature's own unit, of the segment's customers who have a value; NaN where none has.</param>
/// <param name="OverallMedian">The same over all segmented customers.</param>
public sealed record Contrast(Feature Feature, double Effect, double ZScore, double Median, double OverallMedian);
