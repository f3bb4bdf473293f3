using System.ComponentModel;

namespace Kindred.Project;

/// <summary>What is removed or mended before anything is counted.</summary>
public sealed record CleaningDefinition
{
    [Description("The same event of the same customer twice within this time is one; 0s is off.")]
    public TimeSpan RepeatedWithin { get; init; }

    [Description("How robots are recognised.")]
    public BotsDefinition Bots { get; init; } = new();

    [Description("Ids of people who only test, exact or with * for any text.")]
    public IReadOnlyList<string> TestAccounts { get; init; } = [];

    [Description("What to do where a field has no value, by field.")]
    [EventFieldKeys]
    public IReadOnlyDictionary<string, MissingRule> Missing { get; init; } = new Dictionary<string, MissingRule>();

    [Description("The range that numbers are brought into, by field.")]
    [EventFieldKeys(NumbersOnly = true)]
    public IReadOnlyDictionary<string, Cap> Caps { get; init; } = new Dictionary<string, Cap>();
}

/// <summary>How robots are recognised; their events are marked and left out of the analysis.</summary>
public sealed record BotsDefinition
{
    [Description("More events than this in a minute are not made by a person; 0 is off.")]
    [Between(0, 1_000_000_000)]
    public int MaxEventsPerMinute { get; init; } = 300;

    [Description("Texts within a user agent that belong to robots, in upper or lower case.")]
    public IReadOnlyList<string> Agents { get; init; } =
        ["bot", "crawler", "spider", "slurp", "headless", "phantomjs", "selenium", "puppeteer", "lighthouse", "curl/", "wget/", "python-requests"];

    [Description("Ids of known robots, exact or with * for any text.")]
    public IReadOnlyList<string> Ids { get; init; } = [];
}

/// <summary>What to do with a field that has no value.</summary>
public sealed record MissingRule
{
    [Description("What to do; a constant alone says it as well.")]
    public MissingAction Action
    {
        get => Constant is null ? field : MissingAction.Constant;
        init;
    }

    [Description("The value to put in.")]
    public string? Constant { get; init; }
}

/// <summary>What to do with a field that has no value.</summary>
public enum MissingAction
{
    [Description("It stays missing.")]
    Keep,

    [Description("It stays missing and the event is marked.")]
    Flag,

    [Description("The event is rejected.")]
    Drop,

    [Description("A declared value is put in.")]
    Constant,

    [Description("The median of similar sessions is put in.")]
    SessionMedian,
}

/// <summary>The range that a number is brought into.</summary>
public sealed record Cap
{
    [Description("Lower values become this.")]
    public double? Min { get; init; }

    [Description("Higher values become this.")]
    public double? Max { get; init; }
}
