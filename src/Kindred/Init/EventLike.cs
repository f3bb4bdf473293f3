namespace Kindred.Init;

/// <summary>Whether a file holds events at all: something that somebody did at some time.</summary>
static class EventLike
{
    static readonly string[] Happenings =
    [
        "event", "order_id", "product_id", "url", "revenue", "quantity", "price", "message_id", "session_id", "search_query", "conversation_id",
    ];

    /// <exception cref="DefinitionException">It does not; the message says what is missing.</exception>
    public static void Check(TableSample table, ColumnRoles roles)
    {
        var missing = new List<string>();
        if (!roles.HasTime)
        {
            missing.Add(Mixed(roles) ?? "no column tells when something happened (none holds dates or times)");
        }

        if (OnePerCustomer(table, roles) is { } id)
        {
            missing.Add($"every {id.Name} stands in one row only, so there is one row per customer and not one per event");
        }
        else if (!roles.HasPerson && !roles.Fields.ContainsKey("session_id"))
        {
            missing.Add("no column tells whose row it is (none looks like a customer, visitor, device or session id)");
        }

        if (missing.Count > 0)
        {
            throw new DefinitionException(
                "files",
                $"{table.Path} does not hold events: {string.Join("; and ", missing)}. Its columns are {string.Join(", ", table.Columns)}. "
                + "Kindred reads files with one row for each thing that a customer did, with its time and an id of the customer.");
        }
    }

    /// <summary>What to say of a column of times that are written in several ways.</summary>
    static string? Mixed(ColumnRoles roles) => roles.Columns
        .Select(column => TimePattern.Mixed(column.Filled) is var (one, other)
            ? $"{column.Name} holds times written in several ways, such as '{one}' and '{other}', so nothing tells which number is the day: write them all in one way"
            : null)
        .FirstOrDefault(told => told is not null);

    /// <summary>The id that tells the rows apart, where they tell nothing that happens more than once.</summary>
    static ColumnProfile? OnePerCustomer(TableSample table, ColumnRoles roles)
    {
        var id = roles.Columns.FirstOrDefault(column =>
            column.IsUnique && !column.HasDecimals && column.Time is null
            && column.Words.Any(word => word is "id" or "customer" or "user" or "email"));
        return table.Whole && table.Rows.Count >= 10 && !Happenings.Any(roles.Fields.ContainsKey) ? id : null;
    }
}
