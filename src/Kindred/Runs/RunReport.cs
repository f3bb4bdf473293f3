using Kindred.History;
using Kindred.Pull;
using Kindred.Validation;

namespace Kindred.Runs;

/// <summary>What a run did, as <c>run --json</c> prints it.</summary>
public sealed record RunReport
{
    public required uint Run { get; init; }

    public required string Project { get; init; }

    /// <summary>Only events before this moment count.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Rows in the files of the project; read = events + duplicate + rejected.</summary>
    public required long RowsRead { get; init; }

    public required long RowsRejected { get; init; }

    public required long RowsDuplicate { get; init; }

    /// <summary>Events kept.</summary>
    public required long Events { get; init; }

    /// <summary>Customers who are analysed.</summary>
    public required long Customers { get; init; }

    /// <summary>Customers who are not: robots, test accounts, those who miss the project's condition.</summary>
    public required IReadOnlyDictionary<string, long> CustomersLeftOut { get; init; }

    /// <summary>Ids that were joined to a customer known by another id.</summary>
    public required long IdsJoined { get; init; }

    /// <summary>Sessions of the analysed customers.</summary>
    public required long Sessions { get; init; }

    /// <summary>Orders of the analysed customers.</summary>
    public required long Orders { get; init; }

    /// <summary>What the orders of the analysed customers were worth, before refunds.</summary>
    public required double Revenue { get; init; }

    public required double Refunded { get; init; }

    public string? Currency { get; init; }

    /// <summary>How many features each customer has.</summary>
    public required int Features { get; init; }

    /// <summary>The segments of all models, then those by a rule.</summary>
    public required IReadOnlyList<SegmentLine> Segments { get; init; }

    public required IReadOnlyList<ModelLine> Models { get; init; }

    /// <summary>What the run changed against the one before it.</summary>
    public RunChanges? Changes { get; init; }

    /// <summary>How complete and how clean the data were, by source.</summary>
    public required IReadOnlyList<SourceLine> Quality { get; init; }

    /// <summary>How fresh the sources are that are pulled, or of which the project says how old they may be.</summary>
    public IReadOnlyList<SourceFreshness> Freshness { get; init; } = [];

    public required IReadOnlyList<StageLine> Stages { get; init; }

    public required double Seconds { get; init; }

    public required long PeakMemoryMb { get; init; }

    public string? Report { get; init; }
}

/// <summary>A segment and how many customers it has.</summary>
/// <param name="Model">The model that found it; null for one by a rule.</param>
public sealed record SegmentLine(string Id, string Name, long Size, double Share, string? Model, string Sentence)
{
    /// <summary>A short rule that stands for it, where there is one.</summary>
    public SegmentRule? Rule { get; init; }

    /// <summary>Its key indicators with their intervals.</summary>
    public IReadOnlyList<Indication> Indicators { get; init; } = [];
}

/// <summary>How well a model's segments hold.</summary>
public sealed record ModelLine(string Id, bool StructureFound, int ChosenK, double Silhouette, double? Stability, IReadOnlyList<string> Reasons);

/// <summary>The rows of a source.</summary>
public sealed record SourceLine(
    string Source, long Read, long Kept, long Duplicate, long Rejected, IReadOnlyDictionary<string, long> RejectedBy, IReadOnlyDictionary<string, double> Completeness);

/// <summary>A stage of a run: how long it took and the largest memory of the process up to its end.</summary>
public sealed record StageLine(string Name, double Seconds, long PeakMemoryMb);
