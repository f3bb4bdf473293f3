using System.ComponentModel;

namespace Kindred.Project;

/// <summary>What of the events that clients send may be stored.</summary>
public sealed record PrivacyDefinition
{
    [Description("Names whose values are replaced by a keyed hash before anything is stored, wherever they stand in an event.")]
    public IReadOnlyList<string> Hash { get; init; } = [];

    [Description("Names that are left out before anything is stored, wherever they stand in an event.")]
    public IReadOnlyList<string> Drop { get; init; } = [];

    [Description("What is stored of the addresses that events come from.")]
    public StoredAddress Addresses { get; init; } = StoredAddress.Truncated;

    [Description("What a browser refuses that sends Global Privacy Control or Do Not Track, unless the visitor allowed it on the site.")]
    public BrowserSignal Signals { get; init; } = BrowserSignal.Collect;

    [Description("Purposes that a visitor must have allowed; for others it is enough that they did not refuse.")]
    public IReadOnlyList<Purpose> Require { get; init; } = [];

    [Description("The purpose that a category of the clients' consent stands for, by the name of the category.")]
    public IReadOnlyDictionary<string, Purpose> Categories { get; init; } = new Dictionary<string, Purpose>();

    [Description("What else holds for a source, and so for its write keys, by the name of the source.")]
    public IReadOnlyDictionary<string, SourcePrivacyDefinition> Sources { get; init; } = new Dictionary<string, SourcePrivacyDefinition>();
}

/// <summary>What holds for one source beside what holds for all.</summary>
public sealed record SourcePrivacyDefinition
{
    [Description("Further names whose values are replaced by a keyed hash.")]
    public IReadOnlyList<string> Hash { get; init; } = [];

    [Description("Further names that are left out.")]
    public IReadOnlyList<string> Drop { get; init; } = [];

    [Description("Further purposes that a visitor must have allowed.")]
    public IReadOnlyList<Purpose> Require { get; init; } = [];
}

/// <summary>What an event may be used for.</summary>
public enum Purpose
{
    [Description("To be stored at all.")]
    Collect,

    [Description("To be counted, segmented and modelled.")]
    Analyse,

    [Description("To address the customer by it.")]
    Activate,
}

/// <summary>What is stored of an address.</summary>
public enum StoredAddress
{
    [Description("The network: IPv4 without the last byte, IPv6 without the last ten.")]
    Truncated,

    [Description("Nothing.")]
    Dropped,
}

/// <summary>What a browser refuses by a signal that it sends with every request.</summary>
public enum BrowserSignal
{
    [Description("That anything is stored.")]
    Collect,

    [Description("To be addressed.")]
    Activate,

    [Description("Nothing.")]
    Ignored,
}
