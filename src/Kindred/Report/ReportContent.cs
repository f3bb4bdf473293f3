using Kindred.Features;
using Kindred.History;
using Kindred.Validation;

namespace Kindred.Report;

/// <summary>Everything one run has to show: what was read, what came of it, and how it was done.</summary>
/// <remarks>Texts are plain, never HTML. Shares are 0–1. Periods are half-open. The page adds nothing it was not given but sums and quotients.</remarks>
public sealed record ReportContent
{
    /// <summary>What the reader calls the project, such as "Online Retail".</summary>
    public required string Project { get; init; }

    /// <summary>The moment up to which events count; nothing later was looked at.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>When the run finished.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The ISO 4217 code of every amount of money, or null where no event carries money.</summary>
    public string? Currency { get; init; }

    public required KeyFigures Figures { get; init; }

    public required IReadOnlyList<SourceReading> Sources { get; init; }

    /// <summary>Who and what was left out after reading, such as bots, test accounts and customers without an order.</summary>
    public required IReadOnlyList<Exclusion> Excluded { get; init; }

    /// <summary>One entry for each model in the project, in its order.</summary>
    public required IReadOnlyList<ModelResult> Models { get; init; }

    /// <summary>What this run changed against the one before it, or null where that is unknown.</summary>
    public RunChanges? Changes { get; init; }

    /// <summary>Which segments share customers, or null where they cannot.</summary>
    public Overlap? Overlap { get; init; }

    /// <summary>One entry for each segment by a rule, in the order of the project.</summary>
    public IReadOnlyList<RuleResult> Rules { get; init; } = [];

    /// <summary>Customers by recency and frequency, or null where there are no orders.</summary>
    public RfmGrid? Rfm { get; init; }

    /// <summary>The features that the run computed.</summary>
    public required IReadOnlyList<FeatureNote> Features { get; init; }

    public required Method Method { get; init; }
}

/// <summary>A segment by a rule.</summary>
/// <param name="Sentence">Who is in it.</param>
/// <param name="Revenue">Of its customers, before refunds; null where no event carries money.</param>
public sealed record RuleResult(string Name, string Sentence, long Customers, double? Revenue);

/// <summary>The size of what was read, after cleaning and exclusions.</summary>
public sealed record KeyFigures
{
    public required long Events { get; init; }

    public required long Customers { get; init; }

    public required long Sessions { get; init; }

    /// <summary>Distinct orders, each counted once.</summary>
    public required long Orders { get; init; }

    /// <summary>Revenue before refunds, or null where no event carries money.</summary>
    public double? Revenue { get; init; }

    /// <summary>What was given back, as a positive amount, or null where unknown.</summary>
    public double? Refunded { get; init; }

    /// <summary>The first event.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The last event.</summary>
    public required DateTimeOffset Last { get; init; }
}

/// <summary>What a feature measures, for the catalogue at the end of the report.</summary>
/// <param name="Name">Its name in the project file, such as <c>recency_days</c>.</param>
/// <param name="Label">Its name for readers, such as "Days since last order".</param>
/// <param name="Definition">A sentence that says how it is counted.</param>
/// <param name="UsedBy">The models that use it; empty where it only describes.</param>
/// <param name="KnownShare">The share of customers for whom it has a value.</param>
public sealed record FeatureNote(
    string Name, string Label, string Definition, FeatureUnit Unit, IReadOnlyList<string> UsedBy, double KnownShare);

/// <summary>What a reader needs to repeat the run and to not misread it.</summary>
public sealed record Method
{
    public required ulong Seed { get; init; }

    /// <summary>Parts and their versions, such as ("Kindred", "0.1.0").</summary>
    public required IReadOnlyList<(string Part, string Version)> Versions { get; init; }

    /// <summary>Each rule in force with its value, such as ("Session", "30 minutes without an event").</summary>
    public required IReadOnlyList<(string Rule, string Value)> Rules { get; init; }

    /// <summary>What to beware of in this run, beyond what the report always says.</summary>
    public IReadOnlyList<string> Caveats { get; init; } = [];
}
