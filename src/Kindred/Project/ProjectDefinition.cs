using System.ComponentModel;
using Kindred.Expressions;
using YamlDotNet.Serialization;

namespace Kindred.Project;

/// <summary>All that a project declares; the defaults are those of a key that is left out.</summary>
[Description("A Kindred project: where behaviour comes from, how it is cleaned, which segments exist and where they go.")]
public sealed record ProjectDefinition
{
    [YamlMember(Alias = "kindred")]
    [Between(1, 1)]
    [Description("The version of this file format.")]
    public int Version { get; init; } = 1;

    [Description("The name of the project, shown in reports.")]
    public required string Name { get; init; }

    [Description("The ISO 4217 currency of all money that does not say its own.")]
    [CurrencyCode]
    public string? Currency { get; init; }

    [Description("The IANA time zone of days, weekdays and hours, and of times that do not say their own.")]
    [TimeZoneName]
    public string Timezone { get; init; } = "UTC";

    [Description("The ClickHouse cluster that events are kept in; this machine keeps them where left out.")]
    public ClusterDefinition? Cluster { get; init; }

    [Description("The files and tables that behaviour is read from, beside what clients send to kindred serve.")]
    public IReadOnlyList<SourceDefinition> Sources { get; init; } = [];

    [Description("What of the events that clients send may be stored.")]
    public PrivacyDefinition Privacy { get; init; } = new();

    [Description("How ids are joined into customers.")]
    public IdentityDefinition Identity { get; init; } = new();

    [Description("What is removed or mended before anything is counted.")]
    public CleaningDefinition Cleaning { get; init; } = new();

    [Description("When one visit ends and the next begins.")]
    public SessionsDefinition Sessions { get; init; } = new();

    [Description("Who is analysed.")]
    public CustomersDefinition Customers { get; init; } = new();

    [Description("What is measured of each customer, beyond the catalogue.")]
    public FeaturesDefinition Features { get; init; } = new();

    [Description("The segments to find.")]
    public IReadOnlyList<SegmentDefinition> Segments { get; init; } = [];

    [Description("The files to write after each run.")]
    public IReadOnlyList<ExportDefinition> Exports { get; init; } = [];
}

/// <summary>Who is analysed.</summary>
public sealed record CustomersDefinition
{
    [Description("A condition on features that a customer meets to be analysed; the others are counted and told.")]
    public ExpressionText? Where { get; init; }
}
