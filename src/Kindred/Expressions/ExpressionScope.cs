using Kindred.ClickHouse;
using Kindred.Events;

namespace Kindred.Expressions;

/// <summary>A value that a name stands for.</summary>
/// <param name="MayBeMissing">Whether a number or time can be NULL.</param>
public sealed record ScopeName(string Name, Sql Sql, ExpressionType Type, bool MayBeMissing = true);

/// <summary>What the names in an expression mean, and which functions it may call.</summary>
public sealed class ExpressionScope
{
    const string PropertyPrefix = "properties.";

    readonly Dictionary<string, ScopeName> _names;
    readonly Func<string, Sql>? _property;

    ExpressionScope(ExpressionKind kind, string timezone, IEnumerable<ScopeName> names, Func<string, Sql>? property = null)
    {
        (Kind, Timezone, _property) = (kind, timezone, property);
        _names = names.ToDictionary(name => name.Name);
    }

    /// <summary>The IANA zone of dates, hours and weekdays.</summary>
    public string Timezone { get; }

    internal ExpressionKind Kind { get; }

    /// <summary>The moment "now" stands for; only events before it count.</summary>
    internal Sql? AsOf { get; private init; }

    bool TakesAnyName { get; init; }

    internal IEnumerable<string> Names => _names.Keys;

    /// <summary>Rows whose columns are not known yet: any name will do, so that all but the names can be checked.</summary>
    public static ExpressionScope UnknownRows(string timezone) => new(ExpressionKind.Row, timezone, []) { TakesAnyName = true };

    /// <summary>The rows of a source. Runs where files are read, on the embedded engine only.</summary>
    /// <param name="columns">Each column with the SQL it is read by; texts from files are <see cref="ExpressionType.Raw"/>.</param>
    public static ExpressionScope Rows(IEnumerable<ScopeName> columns, string timezone) => new(ExpressionKind.Row, timezone, columns);

    /// <summary>The events of one customer, in a query grouped by customer; expressions aggregate them.</summary>
    /// <param name="asOf">The moment of the snapshot, as milliseconds; the query itself leaves later events out.</param>
    /// <param name="fields">Each field with its SQL; by default the columns of the events table, where a number or time can be NULL.</param>
    public static ExpressionScope Events(
        Sql asOf, string timezone, IEnumerable<ScopeName>? fields = null, Func<string, Sql>? property = null) =>
        new(ExpressionKind.Events, timezone, fields ?? EventTable.Fields.Select(NameOf), property ?? PropertyOf) { AsOf = asOf };

    /// <summary>One event, in a condition that tells it from others.</summary>
    /// <param name="asOf">The moment that <c>last_days</c> counts from, as milliseconds.</param>
    /// <param name="properties">The properties that events are known to have, beside the fields of the vocabulary; any will do where null.</param>
    public static ExpressionScope Event(Sql asOf, string timezone, IEnumerable<string>? properties = null) => new(
        ExpressionKind.Event,
        timezone,
        EventTable.Fields.Select(NameOf).Concat((properties ?? []).Select(name => new ScopeName(PropertyPrefix + name, PropertyOf(name), ExpressionType.Raw))),
        properties is null ? PropertyOf : null)
    {
        AsOf = asOf,
    };

    /// <summary>One customer with their features.</summary>
    public static ExpressionScope Customers(IEnumerable<ScopeName> features, string timezone) =>
        new(ExpressionKind.Customer, timezone, features);

    internal ScopeName? Find(string name) =>
        _names.TryGetValue(name, out var known) ? known
            : _property is not null && name.StartsWith(PropertyPrefix, StringComparison.Ordinal) && name.Length > PropertyPrefix.Length
                ? new(name, _property(name[PropertyPrefix.Length..]), ExpressionType.Raw)
            : TakesAnyName ? new(name, $"NULL", ExpressionType.Raw)
            : null;

    static ScopeName NameOf(EventField field) => new(
        field.Name,
        field.Type is EventFieldType.Integer ? $"toFloat64({Sql.Identifier(field.Name)})" : Sql.Identifier(field.Name),
        field.Type switch
        {
            EventFieldType.Text => ExpressionType.Text,
            EventFieldType.Time => ExpressionType.Time,
            _ => ExpressionType.Number,
        },
        field.Name != "occurred_at");

    // A text without its quotes, or anything else as it is written in the JSON.
    static Sql PropertyOf(string name) =>
        $"if(visitParamExtractString(properties, {name}) != '', visitParamExtractString(properties, {name}), {Unquoted(name)})";

    static Sql Unquoted(string name) =>
        $"if(visitParamExtractRaw(properties, {name}) IN ('\"\"', 'null'), '', visitParamExtractRaw(properties, {name}))";
}

/// <summary>What an expression is about; functions say where they make sense.</summary>
[Flags]
enum ExpressionKind
{
    Row = 1,
    Events = 2,
    Customer = 4,
    Event = 8,
    Any = Row | Events | Customer | Event,
}
