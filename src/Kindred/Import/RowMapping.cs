using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Expressions;
using Kindred.Project;

namespace Kindred.Import;

/// <summary>How the rows of one file become events: a value for each field, and a reason where a row cannot be used.</summary>
sealed class RowMapping
{
    /// <summary>Bytes; a longer row is a file that is broken, such as a quotation mark that nothing closes.</summary>
    const long LongestRow = 1 << 20;

    readonly ProjectDefinition _project;
    readonly SourceDefinition _source;
    readonly FileRows _rows;
    readonly ExpressionScope _scope;
    readonly List<(Sql When, Sql Reason)> _reasons = [];
    readonly Dictionary<string, Sql> _fields = [];

    /// <exception cref="DefinitionException">The mapping names a column that the file does not have, or an expression is wrong.</exception>
    public RowMapping(ProjectDefinition project, SourceDefinition source, FileRows rows, DateTimeOffset now)
    {
        (_project, _source, _rows) = (project, source, rows);
        _scope = rows.Scope(source.Timezone ?? project.Timezone);
        _reasons.Add(($"{rows.Length} > {LongestRow}", $"'the row is longer than 1 MB'"));
        if (rows.MayBeUnreadable)
        {
            _reasons.Add(($"NOT readable", $"'the line is not JSON'"));
        }

        foreach (var (name, mapping) in source.Map)
        {
            Add(EventField.Find(name)!, mapping);
        }

        RefuseBrokenText();
        Require(now);
        foreach (var name in Fields)
        {
            _fields[name] = Mended(name);
        }

        AddMoney();
        _reasons.AddRange(source.Reject.Select(rule => (Expression.CompileCondition(rule.When, _scope).Sql, (Sql)$"{rule.Reason}")));
    }

    /// <summary>The fields that the source fills, which are the columns to store.</summary>
    public IReadOnlyCollection<string> Fields => [.. _fields.Keys.Where(name => name != "message_id")];

    /// <summary>The columns of an event, named, over the columns of a row; <c>reason</c> is empty for a row that can be used.</summary>
    public Sql Select(uint file, bool numbered)
    {
        var fields = Fields.Select(name => (Sql)$"{_fields[name]} AS {Sql.Identifier(name)}");
        return Sql.Join(
            ", ",
            [
                $"{EventId(file)} AS event_id",
                $"{CustomerKey()} AS customer_key",
                $"{_source.Name} AS source",
                $"toUInt32({(long)file}) AS file",
                $"{Flagged()} AS flagged",
                $"{Properties()} AS properties",
                .. fields,
                $"{Reason()} AS reason",
                .. numbered ? (Sql[])[$"line", $"substring({_rows.Raw()}, 1, {LongestRow}) AS raw"] : [],
            ]);
    }

    /// <summary>Whether events take their id from their place in the file, so that rows must be numbered.</summary>
    public bool CountsEveryRow => !_fields.ContainsKey("message_id") && _source.IdenticalRows is IdenticalRows.Keep;

    void Add(EventField field, FieldMapping mapping)
    {
        var raw = Text(field, mapping);
        switch (field.Type)
        {
            case EventFieldType.Text:
                _fields[field.Name] = raw.Plain;
                return;
            case EventFieldType.Time:
                AddTyped(field, raw, Conversions.Time(raw, mapping.Format, _source.Timezone ?? _project.Timezone), "a time");
                return;
            case EventFieldType.Integer:
                AddTyped(field, raw, raw with { Type = ExpressionType.Number, Sql = $"toInt64OrNull({raw.Sql})", MayBeMissing = true }, "a whole number");
                return;
            default:
                AddTyped(field, raw, Value.Number(Conversions.Bounded($"toFloat64OrNull({raw.Sql})", EventField.Largest), true), "a number");
                return;
        }
    }

    void AddTyped(EventField field, Value raw, Value typed, string kind)
    {
        if (raw.Type is ExpressionType.Number or ExpressionType.Time)
        {
            _fields[field.Name] = field.Type is EventFieldType.Number ? Conversions.Bounded(raw.Sql, EventField.Largest) : raw.Sql;
            return;
        }

        _fields[field.Name] = typed.Sql;
        _reasons.Add(($"isNull({typed.Sql}) AND {raw.Sql} != ''", $"{$"{field.Name} is not {kind}"}"));
    }

    /// <summary>The value of a field as the mapping says it, not yet converted unless an expression already gives a number or time.</summary>
    Value Text(EventField field, FieldMapping mapping)
    {
        var value = mapping switch
        {
            { Column: { } column } => Read(ColumnOf(field, column), mapping.As),
            { Constant: { } constant } => Value.Text($"{constant}"),
            { Expression: { } expression } => Computed(field, expression),
            _ => Value.Text($"''"),
        };
        foreach (var @case in mapping.Cases.Reverse())
        {
            var when = Expression.CompileCondition(@case.When, _scope).Sql;
            value = value with { Sql = $"if({when}, {@case.Then}, {value.Sql})" };
        }

        return value;
    }

    Value Computed(EventField field, ExpressionText expression)
    {
        var compiled = Expression.Compile(expression, _scope);
        return compiled.Type is ExpressionType.Truth || (field.Type is EventFieldType.Text && compiled.Type is not ExpressionType.Text)
            ? Value.Text($"ifNull(toString({compiled.Sql}), '')")
            : new(compiled.Type, compiled.Sql, compiled.MayBeMissing);
    }

    Sql ColumnOf(EventField field, string column) => _rows.Column(column)
        ?? throw new DefinitionException(
            $"map.{field.Name}",
            $"Source {_source.Name} maps {field.Name} to the column '{column}', which the {_rows.Kind} does not have; its columns are "
            + $"{string.Join(", ", _rows.Names)}. {Mending(column)}");

    string Mending(string column)
    {
        if (_source.Format is SourceFormat.Csv && _rows.Names is [var only] && ";,\t|".FirstOrDefault(only.Contains) is not '\0' and var other)
        {
            return $"Its delimiter is not '{_source.Delimiter}' but, it seems, '{other}': set delimiter of the source in {ProjectFile.FileName}.";
        }

        var near = Spelling.Nearest(column, _rows.Names);
        return $"{(near is null ? "" : $"Did you mean '{near}'? ")}Correct the map of the source in {ProjectFile.FileName}.";
    }

    static Value Read(Sql column, ValueReading? reading) => reading switch
    {
        // Text that is not a whole number stays, so that a column of mixed ids loses nothing.
        ValueReading.Integer => Value.Text($"if(isNull(toInt64OrNull(replaceRegexpOne({column}, '\\\\.0*$', ''))), {column}, toString(assumeNotNull(toInt64OrNull(replaceRegexpOne({column}, '\\\\.0*$', '')))))"),
        _ => Value.Text(column),
    };

    void Require(DateTimeOffset now)
    {
        if (!_fields.TryGetValue("occurred_at", out var at))
        {
            throw new DefinitionException("map.occurred_at", $"Source {_source.Name} has no time: map occurred_at to the column that tells when it happened.");
        }

        if (!IdFields.Any(_fields.ContainsKey))
        {
            throw new DefinitionException("map.user_id", $"Source {_source.Name} has no customer: map user_id, anonymous_id or device_id to a column.");
        }

        _fields["event"] = Standard(_fields.GetValueOrDefault("event") ?? $"''");
        foreach (var id in IdFields.Where(_fields.ContainsKey))
        {
            _fields[id] = Usable(_fields[id]);
        }

        _reasons.Add(($"isNull({at})", $"'occurred_at is missing'"));
        _reasons.Add(($"{at} < 0", $"'occurred_at lies before 1970'"));
        _reasons.Add(($"{at} > {now.AddDays(1)}", $"'occurred_at lies in the future'"));
        _reasons.Add(($"{Sql.Join(" AND ", IdFields.Where(_fields.ContainsKey).Select(id => (Sql)$"{_fields[id]} = ''"))}", $"'no customer id'"));
        _reasons.Add(($"{_fields["event"]} = ''", $"'event is missing'"));
        if (_fields.TryGetValue("price", out var price) && _project.Cleaning.Caps.GetValueOrDefault("price")?.Min is null)
        {
            _reasons.Add(($"{price} < 0", $"'price is negative'"));
        }

        _reasons.AddRange(_project.Cleaning.Missing
            .Where(rule => rule.Value.Action is MissingAction.Drop)
            .Select(rule => (IsAbsent(rule.Key), (Sql)$"{$"{rule.Key} is missing"}")));
    }

    /// <summary>Order events carry what they earned, refunds what they gave back as a negative amount; a quantity is always positive.</summary>
    void AddMoney()
    {
        Sql[] earned =
        [
            .. Known("revenue") ? (Sql[])[_fields["revenue"]] : [],
            .. Known("total") ? (Sql[])[$"{_fields["total"]} - {Or0("shipping")} - {Or0("tax")}"] : [],
            .. Known("price") ? (Sql[])[$"{_fields["price"]} * {Pieces()}"] : [],
        ];
        if (earned.Length == 0)
        {
            return;
        }

        var (name, money) = (_fields["event"], (Sql)$"coalesce({Sql.Join(", ", earned)})");
        _fields["revenue"] = $"multiIf({name} IN {Literal.List(Vocabulary.Refunds)}, -abs({money}), {name} IN {Literal.List(Vocabulary.Orders)}, {money}, {Given()})";
        if (Known("quantity"))
        {
            _fields["quantity"] = $"abs({_fields["quantity"]})";
        }

        Sql Pieces() => Known("quantity") switch
        {
            true => $"ifNull({_fields["quantity"]}, 1)",
            false => $"1",
        };

        Sql Given() => _fields.GetValueOrDefault("revenue") ?? $"NULL";

        bool Known(string field) => _fields.ContainsKey(field);

        Sql Or0(string field) => Known(field) switch
        {
            true => $"ifNull({_fields[field]}, 0)",
            false => $"0",
        };
    }

    /// <summary>The standard name where an event goes by another.</summary>
    static Sql Standard(Sql name)
    {
        var (others, standard) = (Vocabulary.Aliases.Keys, Vocabulary.Aliases.Values);
        return $"transform({name}, array{Literal.List(others)}, array{Literal.List(standard)}, {name})";
    }

    /// <summary>An id without blanks around it; a blocked value such as "null" is none.</summary>
    Sql Usable(Sql id)
    {
        var blocked = _project.Identity.Blocked;
        Sql trimmed = $"trimBoth({id})";
        return blocked.Count == 0 ? trimmed : If($"lower({trimmed}) IN {Literal.List(blocked.Select(value => value.ToLowerInvariant()))}", $"''", trimmed);
    }

    static string[] IdFields => ["user_id", "anonymous_id", "device_id"];

    Sql EventId(uint file) => (_fields.GetValueOrDefault("message_id"), _source.IdenticalRows) switch
    {
        // The keys of two tables may be alike.
        ({ } message, _) when _source.Table is not null => $"sipHash128({_source.Name}, {message})",
        ({ } message, _) => $"sipHash128({message})",
        (_, IdenticalRows.Keep) => $"sipHash128(toUInt32({(long)file}), line)",
        _ => $"sipHash128({_source.Name}, {_rows.All})",
    };

    /// <summary>The key of the strongest id: user before visitor before device.</summary>
    Sql CustomerKey()
    {
        var key = (Sql)$"toUInt64(0)";
        foreach (var (id, i) in IdFields.Select((id, i) => (id, i)).Reverse().Where(id => _fields.ContainsKey(id.id)))
        {
            key = If($"{_fields[id]} != ''", $"cityHash64({_fields[id]}) + {i}", key);
        }

        return key;
    }

    Sql Mended(string name)
    {
        var (value, type) = (_fields[name], EventField.Find(name)!.Type);
        if (_project.Cleaning.Missing.GetValueOrDefault(name) is { Action: MissingAction.Constant, Constant: { } constant })
        {
            value = type is EventFieldType.Text
                ? If($"{value} = ''", $"{constant}", value)
                : $"ifNull({value}, toFloat64({constant}))";
        }

        var cap = _project.Cleaning.Caps.GetValueOrDefault(name);
        value = cap?.Min is { } least ? Known(value, $"greatest({value}, {least})") : value;
        return cap?.Max is { } most ? Known(value, $"least({value}, {most})") : value;

        // Newer engines take the least of a number and nothing for the number.
        static Sql Known(Sql value, Sql bounded) => If($"isNull({value})", $"NULL", bounded);
    }

    Sql IsAbsent(string name) => (_fields.GetValueOrDefault(name), EventField.Find(name)!.Type) switch
    {
        (null, _) => $"1",
        ({ } text, EventFieldType.Text) => $"{text} = ''",
        ({ } value, _) => $"isNull({value})",
    };

    /// <summary>The names of fields that are missing where the project wants that marked.</summary>
    Sql Flagged()
    {
        var flags = _project.Cleaning.Missing.Where(rule => rule.Value.Action is MissingAction.Flag).Select(rule => If(IsAbsent(rule.Key), $"{rule.Key + " "}", $"''")).ToList();
        return flags.Count switch
        {
            0 => $"''",
            _ => $"trimBoth(concat('', {Sql.Join(", ", flags)}))",
        };
    }

    /// <summary>Refuses rows in whose texts there are bytes that mean nothing, before anything else reads them as text.</summary>
    void RefuseBrokenText()
    {
        var texts = _source.Map
            .Where(mapping => mapping.Value.Constant is null && mapping.Key != "message_id" && EventField.Find(mapping.Key)!.Type is EventFieldType.Text)
            .Select(mapping => _fields[mapping.Key])
            .Concat(_source.Properties.Count > 0 ? [Properties()] : []);
        Sql[] valid = [.. texts.Select(text => (Sql)$"isValidUTF8({text})")];
        if (valid.Length > 0)
        {
            _reasons.Add(($"NOT ({Sql.Join(" AND ", valid)})", $"'a text is not valid UTF-8'"));
        }
    }

    Sql Properties()
    {
        if (_source.Properties.Count == 0)
        {
            return $"''";
        }

        var names = Literal.List(_source.Properties.Keys);
        var values = _source.Properties.Select(property => Text(new(property.Key, EventFieldType.Text, ""), property.Value).Sql);
        return $"toJSONString(CAST((array{names}, array({Sql.Join(", ", values)})), 'Map(String, String)'))";
    }

    Sql Reason()
    {
        var cases = Sql.Join(", ", _reasons.Select(reason => (Sql)$"{reason.When}, {reason.Reason}"));
        return $"multiIf({cases}, '')";
    }

    static Sql If(Sql condition, Sql then, Sql otherwise) => $"if({condition}, {then}, {otherwise})";
}
