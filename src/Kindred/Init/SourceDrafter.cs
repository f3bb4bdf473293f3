using System.Globalization;
using Kindred.Project;

namespace Kindred.Init;

/// <summary>Declares a source from the roles of its columns.</summary>
sealed class SourceDrafter(TableSample table, ColumnRoles roles)
{
    static readonly string[] Money = ["price", "revenue", "discount", "shipping", "tax"];

    readonly Dictionary<string, FieldMapping> _map = [];
    readonly List<RejectRule> _rejects = [];
    readonly List<Guess> _guesses = [];

    static readonly string[] Sales = ["quantity", "revenue", "order_id"];

    bool Sells => !roles.Fields.ContainsKey("event") && Sales.Any(roles.Fields.ContainsKey);

    public SourceDraft Draft(string name, IReadOnlyList<string> files)
    {
        Layout();
        When();
        Who();
        What();
        foreach (var (field, role) in roles.Fields.Where(role => !_map.ContainsKey(role.Key)))
        {
            _map[field] = Mapping(field, role.Column);
            Tell($"map.{field}", role.Column.Name, role.Why);
        }

        Numbers();
        var identical = Identical();
        var source = new SourceDefinition
        {
            Name = name,
            Files = files,
            Format = table.Format,
            Delimiter = table.Delimiter,
            Header = table.Header,
            Columns = table.Header ? [] : table.Columns,
            Encoding = table.Encoding,
            IdenticalRows = identical,
            Map = Ordered(_map),
            Properties = Properties(),
            Reject = _rejects,
        };
        return new(source, _guesses, Sells, FromSource(), roles.Column("occurred_at")?.Time is { Zoned: true }, Currency());
    }

    void Layout()
    {
        var by = table.Format switch
        {
            SourceFormat.Csv => $"the lines have {table.Columns.Count} values each between '{table.Delimiter}'",
            SourceFormat.Tsv => $"the lines have {table.Columns.Count} values each between tabs",
            SourceFormat.Whitespace => $"the lines have {table.Columns.Count} values each between blanks",
            SourceFormat.Jsonl => "each line is a JSON object",
            _ => "the file begins as Parquet does",
        };
        Tell("format", ProjectShape.WordOf(table.Format), by);
        if (table.Format is SourceFormat.Csv or SourceFormat.Tsv or SourceFormat.Whitespace)
        {
            Tell("header", table.Header ? "true" : "false", table.Header
                ? "the first line holds words above other values"
                : "the first line holds values like the others, so the columns got names of their own");
            Tell("encoding", table.Encoding, table.Encoding switch
            {
                "utf-8" when table.Broken > 0 => $"{table.Broken} of the lines looked at {(table.Broken == 1 ? "is" : "are")} not valid UTF-8; a run rejects such rows",
                "utf-8" => "every line looked at is valid UTF-8",
                "windows-1252" => "some lines are not valid UTF-8",
                _ => "the file begins with the mark of it or has a zero beside each letter",
            });
        }

        foreach (var note in table.Notes)
        {
            Tell("format", "partly", note.TrimEnd('.'));
        }
    }

    void When()
    {
        if (roles.DateParts is { } parts)
        {
            var names = string.Join(", ", parts.Select(part => ColumnName.InExpression(part.Name)));
            _map["occurred_at"] = new() { Expression = $"date({names})" };
            Tell("map.occurred_at", names, "year, month and day each have a column, so events are known to the day");
            return;
        }

        var (column, why) = roles.Fields["occurred_at"];
        var pattern = column.Time!;
        if (roles.TimeOfDay is { } clock)
        {
            var (day, time) = (ColumnName.InExpression(column.Name), ColumnName.InExpression(clock.Name));
            var format = $"{pattern.Format ?? "yyyy-MM-dd"} {(clock.Filled[0].Count(c => c == ':') == 2 ? "H:mm:ss" : "H:mm")}";
            _map["occurred_at"] = new() { Expression = $"time(concat({day}, ' ', {time}), '{format}')" };
            Tell("map.occurred_at", $"{column.Name} and {clock.Name}", "the day stands in one column and the time of the day in the other");
            return;
        }

        _map["occurred_at"] = new() { Column = column.Name, Format = pattern.Format };
        Tell("map.occurred_at", column.Name, pattern.Note is null ? why : $"{why}; {pattern.Note}");
    }

    void Who()
    {
        if (roles.Column("session_id") is { } visit && !roles.HasPerson)
        {
            _map["anonymous_id"] = Mapping("anonymous_id", visit);
            Tell("map.anonymous_id", visit.Name, "no column tells the customer, so each visit counts as one");
        }
    }

    void What()
    {
        if (roles.Column("event") is { } column)
        {
            _map["event"] = column.IsInteger
                ? new() { Expression = $"concat('{Word(column)} ', {ColumnName.InExpression(column.Name)})" }
                : new() { Column = column.Name, Cases = Cases(column) };
            Tell("map.event", column.Name, column.IsInteger
                ? $"its {column.Distinct} values are numbers, so '{Word(column)}' is put before them"
                : roles.Fields["event"].Why + (_map["event"].Cases.Count > 0 ? "; names that mean a standard event become it" : ""));
            return;
        }

        if (!Sells)
        {
            var (name, why) = roles.Fields.ContainsKey("product_id")
                ? ("Product Viewed", "there is a product but neither quantity nor order")
                : roles.Fields.ContainsKey("url") ? ("Page Viewed", "there is a page address and nothing else that happens")
                : ("Activity", "no column tells what happened");
            _map["event"] = new() { Constant = name };
            Tell("map.event", name, why);
            return;
        }

        _map["event"] = new() { Constant = "Order Completed", Cases = Refunds() };
        Tell("map.event", "Order Completed", "there is no column of events, but a quantity, an amount or an order");
    }

    List<FieldCase> Refunds()
    {
        var amount = new[] { roles.Column("quantity"), roles.Column("revenue") }.FirstOrDefault(column => column is { Negative: > 0 });
        if (amount is null)
        {
            return [];
        }

        var condition = $"{ColumnName.AsNumber(amount)} < 0";
        if (roles.Column("order_id") is { } order && CancellationLetter(order, amount) is { } letter)
        {
            condition = $"starts_with({ColumnName.InExpression(order.Name)}, '{letter}') or {condition}";
            Tell("map.event.cases", "Order Refunded", $"{amount.Name} is below zero where {order.Name} begins with {letter}, and in some other rows");
        }
        else
        {
            Tell("map.event.cases", "Order Refunded", $"{amount.Name} is below zero in {amount.Negative} of the rows looked at");
        }

        return [new() { When = condition, Then = "Order Refunded" }];
    }

    /// <summary>The letter that begins the numbers of cancelled orders: the others have none, and the amount is below zero.</summary>
    static char? CancellationLetter(ColumnProfile order, ColumnProfile amount)
    {
        var lettered = Enumerable.Range(0, order.Values.Count)
            .Where(i => order.Values[i] is [var first, ..] && char.IsAsciiLetterUpper(first))
            .ToList();
        var common = lettered.GroupBy(i => order.Values[i][0]).OrderByDescending(group => group.Count()).FirstOrDefault();
        return common is not null && lettered.Count < order.Filled.Count / 2
            && common.Count(i => amount.Number(amount.Values[i]) < 0) >= 0.95 * common.Count()
            ? common.Key
            : null;
    }

    static List<FieldCase> Cases(ColumnProfile column) =>
    [
        .. from name in column.Filled.Distinct().Order(StringComparer.Ordinal)
           let standard = EventNames.StandardOf(name)
           where standard is not null
           select new FieldCase { When = $"{ColumnName.InExpression(column.Name)} = {ColumnName.Text(name)}", Then = standard },
    ];

    /// <summary>Returned goods have negative numbers in files, but an event says what happened by its name.</summary>
    void Numbers()
    {
        foreach (var field in Money.Append("quantity"))
        {
            if (roles.Column(field) is { } column)
            {
                var negative = Sells && column.Negative > 0 && field is "quantity" or "revenue";
                _map[field] = negative ? new() { Expression = $"abs({ColumnName.AsNumber(column)})" } : ColumnName.Number(column);
            }
        }

        if (Sells && roles.Column("price") is { NotPositive: > 0 } price)
        {
            _rejects.Add(new() { When = $"{ColumnName.AsNumber(price)} <= 0", Reason = "price is not positive" });
            Tell("reject", $"{price.Name} <= 0", $"{price.NotPositive} of the rows looked at have such a price, which is no sale");
        }
    }

    static FieldMapping Mapping(string field, ColumnProfile column) => new()
    {
        Column = column.Name,
        As = column.IsIntegerWithDecimals && field.EndsWith("_id", StringComparison.Ordinal) ? ValueReading.Integer : null,
        Format = field is "received_at" or "sent_at" ? column.Time?.Format : null,
    };

    IdenticalRows Identical()
    {
        var (identical, why) = roles.Fields.ContainsKey("message_id")
            ? (IdenticalRows.Drop, "each message has an id, so the same row again is a repetition")
            : Sells && roles.Fields.ContainsKey("order_id") && roles.Fields.ContainsKey("quantity")
                ? (IdenticalRows.Merge, "rows are lines of an order, and the same line twice means twice as many pieces")
                : (IdenticalRows.Keep, "nothing tells a repetition from two events alike");
        Tell("identical_rows", ProjectShape.WordOf(identical), why);
        return identical;
    }

    bool FromSource()
    {
        var day = roles.DateParts is not null || (roles.Column("occurred_at")?.Time is { Day: true } && roles.TimeOfDay is null);
        return roles.Column("session_id") is { } visit && (day || _map.GetValueOrDefault("anonymous_id")?.Column == visit.Name);
    }

    string? Currency() => Money.Select(field => roles.Column(field)?.Currency).FirstOrDefault(sign => sign is not null) switch
    {
        "$" => "USD",
        "€" => "EUR",
        "£" => "GBP",
        "¥" => "JPY",
        _ => null,
    };

    Dictionary<string, FieldMapping> Properties()
    {
        var properties = new Dictionary<string, FieldMapping>();
        foreach (var column in roles.Columns.Where(column => roles.IsFree(column) && !column.IsEmpty && column.Name.Length > 0))
        {
            properties.TryAdd(ColumnName.Identifier(column.Name), new() { Column = column.Name });
        }

        return properties;
    }

    static string Word(ColumnProfile column)
    {
        var word = column.Words.FirstOrDefault(word => word is not "id") ?? "event";
        return char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..];
    }

    /// <summary>In the order of the events table, which is how people read it.</summary>
    static Dictionary<string, FieldMapping> Ordered(Dictionary<string, FieldMapping> map) =>
        Events.EventField.All.Where(field => map.ContainsKey(field.Name)).ToDictionary(field => field.Name, field => map[field.Name]);

    void Tell(string property, string value, string why) => _guesses.Add(new(property, value, why));
}
