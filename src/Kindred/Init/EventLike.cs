using Kindred.Project;

namespace Kindred.Init;

/// <summary>Whether a file holds events at all: something that somebody did at some time.</summary>
static class EventLike
{
    static readonly string[] Happenings =
    [
        "event", "order_id", "product_id", "url", "revenue", "quantity", "price", "message_id", "session_id", "search_query", "conversation_id",
    ];

    static readonly string[] PersonIds = ["user_id", "anonymous_id", "device_id"];

    /// <exception cref="DefinitionException">It does not; the message says what is missing.</exception>
    public static void Check(TableSample table, ColumnRoles roles)
    {
        if (table.Rows.Count == 0)
        {
            throw new DefinitionException("files", $"{table.Path} has a header and no rows, so nothing tells what its columns hold. Name a file with rows.");
        }

        var missing = new List<string>();
        if (!roles.HasTime)
        {
            missing.Add(Mixed(roles) ?? Unreadable(roles) ?? "no column tells when something happened (none holds dates or times)");
        }

        if (OnePerCustomer(table, roles) is { } id)
        {
            missing.Add($"every {id.Name} stands in one row only, so there is one row per customer and not one per event");
        }
        else if (!roles.HasPerson && !roles.Fields.ContainsKey("session_id"))
        {
            missing.Add(OneCustomer(roles) ?? "no column tells whose row it is (none looks like a customer, visitor, device or session id)");
        }

        if (missing.Count > 0)
        {
            throw new DefinitionException(
                "files",
                $"{table.Path} does not hold events: {string.Join("; and ", missing)}. {Columns(table)} "
                + "Kindred reads files with one row for each thing that a customer did, with its time and an id of the customer.");
        }
    }

    /// <summary>What to say of a column of times that are written in several ways.</summary>
    static string? Mixed(ColumnRoles roles) => roles.Columns
        .Select(column => TimePattern.Mixed(column.Filled) is var (one, other)
            ? $"{column.Name} holds times written in several ways, such as '{one}' and '{other}', so nothing tells which number is the day: write them all in one way"
            : null)
        .FirstOrDefault(told => told is not null);

    /// <summary>What to say of a column that is named for a time, where no way of writing times reads its values.</summary>
    static string? Unreadable(ColumnRoles roles) =>
        roles.Columns.FirstOrDefault(column => !column.IsEmpty && !column.IsNumber && NameWords.Fit("occurred_at", column.Words).Fit > 0) is { } named
            ? $"{named.Name} is named for a time, but no one way of writing times reads its values, such as {Some(named)}: write them all in one way, best as 2026-01-31 18:05:00"
            : null;

    /// <summary>What to say of a column that is named for the customer and holds a single one.</summary>
    static string? OneCustomer(ColumnRoles roles) =>
        roles.Columns.FirstOrDefault(column => column.Distinct == 1 && PersonIds.Any(id => NameWords.Fit(id, column.Words).Fit > 0)) is { } named
            ? $"{named.Name} holds '{Shortened(named.Filled[0])}' in all of the rows looked at, which is one customer; segments need several"
            : null;

    static string Columns(TableSample table) => table.Header
        ? $"Its columns are {string.Join(", ", table.Columns.Select(Shortened))}."
        : $"Its lines do not name their columns; split by {Delimiter(table)} the first holds {string.Join(", ", table.Rows[0].Select(value => $"'{Shortened(value)}'"))}.";

    static string Delimiter(TableSample table) => table.Format switch
    {
        SourceFormat.Tsv => "tabs",
        SourceFormat.Whitespace => "blanks",
        _ => $"'{table.Delimiter}'",
    };

    static string Some(ColumnProfile column) => string.Join(", ", column.Filled.Distinct().Take(3).Select(value => $"'{Shortened(value)}'"));

    static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";

    /// <summary>The id that tells the rows apart, where they tell nothing that happens more than once.</summary>
    static ColumnProfile? OnePerCustomer(TableSample table, ColumnRoles roles)
    {
        var id = roles.Columns.FirstOrDefault(column =>
            column.IsUnique && !column.HasDecimals && column.Time is null
            && column.Words.Any(word => word is "id" or "customer" or "user" or "email"));
        return table.Whole && table.Rows.Count >= 10 && !Happenings.Any(roles.Fields.ContainsKey) ? id : null;
    }
}
