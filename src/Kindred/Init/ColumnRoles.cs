using System.Globalization;

namespace Kindred.Init;

/// <summary>A column that was given a role, and why.</summary>
sealed record Role(ColumnProfile Column, string Why);

/// <summary>Which column of a table plays which field of an event, by its name and by its values.</summary>
sealed class ColumnRoles
{
    static readonly string[] PersonIds = ["user_id", "anonymous_id", "device_id"];

    readonly TableSample _table;
    readonly Dictionary<string, Role> _fields = [];

    ColumnRoles(TableSample table)
    {
        _table = table;
        Columns = [.. table.Columns.Select((name, i) => new ColumnProfile(i, name, table.Rows))];
    }

    public IReadOnlyList<ColumnProfile> Columns { get; }

    /// <summary>Roles by the field of the event.</summary>
    public IReadOnlyDictionary<string, Role> Fields => _fields;

    /// <summary>Year, month and day, where each has a column.</summary>
    public IReadOnlyList<ColumnProfile>? DateParts { get; private set; }

    /// <summary>The time of the day, where it stands beside the date.</summary>
    public ColumnProfile? TimeOfDay { get; private set; }

    public static ColumnRoles Of(TableSample table)
    {
        var roles = new ColumnRoles(table);
        roles.BySequence();
        roles.ByName();
        roles.ByDateParts();
        roles.ByValues();
        return roles;
    }

    public ColumnProfile? Column(string field) => _fields.GetValueOrDefault(field)?.Column;

    public bool IsFree(ColumnProfile column) =>
        !_fields.Values.Any(role => role.Column == column) && DateParts?.Contains(column) is not true && TimeOfDay != column;

    /// <summary>A column that counts 1, 2, 3 … within each visit is the place in it, whatever it is called.</summary>
    void BySequence()
    {
        var visits = Columns.Where(column => NameWords.Fit("session_id", column.Words).Fit > 0).ToList();
        var counter = Columns.FirstOrDefault(column =>
            column.IsInteger && column.Least is 0 or 1 && column.Distinct > 2 && visits.Exists(visit => CountsWithin(column, visit)));
        if (counter is not null)
        {
            _fields["sequence"] = new(counter, "it counts up from one event to the next within each visit");
        }
    }

    bool CountsWithin(ColumnProfile counter, ColumnProfile visit)
    {
        if (counter == visit)
        {
            return false;
        }

        var (steps, good) = (0, 0);
        for (var i = 1; i < _table.HeadRows; i++)
        {
            if (visit.Values[i] == visit.Values[i - 1])
            {
                steps++;
                good += counter.Number(counter.Values[i]) == counter.Number(counter.Values[i - 1]) + 1 ? 1 : 0;
            }
        }

        return steps > 10 && good >= 0.98 * steps;
    }

    void ByName()
    {
        var candidates =
            from field in NameWords.Fields
            from column in Columns
            let name = NameWords.Fit(field, column.Words)
            where name.Fit > 0 && ColumnValues.Suit(field, column)
            orderby name.Fit + ColumnValues.Bonus(field, column) descending, column.Index
            select (field, column, name.Words);
        foreach (var (field, column, words) in candidates)
        {
            if (!_fields.ContainsKey(field) && IsFree(column))
            {
                _fields[field] = new(column, $"its name says {words}, and {ColumnValues.Describe(column)}");
            }
        }
    }

    void ByDateParts()
    {
        if (_fields.ContainsKey("occurred_at"))
        {
            var clock = Columns.FirstOrDefault(column => IsFree(column) && !column.IsEmpty && column.All(ColumnValues.IsClock) > 0.98);
            TimeOfDay = Column("occurred_at")!.Time is { Day: true } ? clock : null;
            return;
        }

        var parts = new[] { ("year", 1980, 2100), ("month", 1, 12), ("day", 1, 31) }
            .Select(part => Columns.FirstOrDefault(column =>
                IsFree(column) && column.Words.SequenceEqual([part.Item1]) && column.IsInteger
                && column.Least >= part.Item2 && column.Greatest <= part.Item3))
            .OfType<ColumnProfile>()
            .ToList();
        DateParts = parts.Count == 3 ? parts : null;
    }

    /// <summary>What no name tells: the one time, the customer of a file without names, pieces and money.</summary>
    void ByValues()
    {
        if (!HasTime && Columns.FirstOrDefault(column => IsFree(column) && column.Time is not null) is { } time)
        {
            _fields["occurred_at"] = new(time, $"its values are times, as {time.Filled[0]}");
        }

        var ids = Columns.Where(column => IsFree(column) && MayBeId(column)).OrderByDescending(column => column.Distinct);
        if (!HasPerson && !_fields.ContainsKey("session_id") && ids.FirstOrDefault() is { } id)
        {
            _fields["user_id"] = new(id, $"no column is named for it, but {ColumnValues.Describe(id)}");
        }

        if (HasPerson && Columns.FirstOrDefault(column => IsFree(column) && column.Words is ["id"] && column.IsUnique) is { } message)
        {
            _fields.TryAdd("message_id", new(message, "each of its values stands in one row only"));
        }

        if (_fields.ContainsKey("event"))
        {
            return;
        }

        if (!_table.Header && Columns.FirstOrDefault(column => IsFree(column) && column.HasDecimals) is { } money)
        {
            _fields.TryAdd("revenue", new(money, "it is the first column with decimals"));
        }

        if (_fields.ContainsKey("revenue") && Columns.FirstOrDefault(column => IsFree(column) && IsCount(column)) is { } pieces)
        {
            var median = pieces.Median.ToString(CultureInfo.InvariantCulture);
            _fields.TryAdd("quantity", new(pieces, $"it holds small whole numbers, half of them {median} or less, beside an amount of money"));
        }
    }

    /// <summary>Whether a column tells the customer, visitor or device.</summary>
    public bool HasPerson => PersonIds.Any(_fields.ContainsKey);

    public bool HasTime => DateParts is not null || _fields.ContainsKey("occurred_at");

    bool MayBeId(ColumnProfile column) =>
        column.Time is null && !column.HasDecimals && column.Distinct > 1 && !column.IsUnique
        && (column.Words.Any(word => word is "id" or "no" or "nr" or "number" or "code" or "key")
            || (!_table.Header && column.Distinct > 20));

    static bool IsCount(ColumnProfile column) =>
        column.IsInteger && column.Time is null && column.Distinct > 1 && column.Median is >= 1 and <= 10 && column.Greatest <= 100_000
        && !column.Words.Any(word => word is "id" or "no" or "code" or "key");
}
