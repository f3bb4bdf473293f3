using System.ComponentModel;

namespace Kindred.Project;

/// <summary>How ids are joined into customers.</summary>
public sealed record IdentityDefinition
{
    [Description("Values that are no ids, in upper or lower case; they join nobody.")]
    public IReadOnlyList<string> Blocked { get; init; } =
    [
        "null", "nil", "none", "nan", "undefined", "unknown", "n/a", "na", "(not set)", "anonymous", "guest", "true", "false",
        "0", "-1", "-", "00000000-0000-0000-0000-000000000000", "[object Object]",
    ];

    [Description("The most ids that one customer may join; an id that would exceed it stays alone.")]
    [Between(1, 1_000_000)]
    public int MaxIdsPerCustomer { get; init; } = 100;

    [Description("Whether one customer may have several user ids.")]
    public bool AllowSeveralUserIds { get; init; }
}
