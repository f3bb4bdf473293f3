using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kindred.Project;

namespace Kindred.Init;

/// <summary>Writes a project file with comments that say what was guessed and what else can be declared.</summary>
sealed partial class ProjectText
{
    readonly StringBuilder _text = new();

    public static string Write(IReadOnlyList<SourceDraft> drafts)
    {
        var text = new ProjectText();
        text.Beginning(drafts);
        foreach (var draft in drafts)
        {
            text.Source(draft);
        }

        text.Rest(drafts);
        return text._text.ToString();
    }

    void Beginning(IReadOnlyList<SourceDraft> drafts)
    {
        var currency = drafts.Select(draft => draft.Currency).FirstOrDefault(sign => sign is not null);
        Line(0, $"# yaml-language-server: $schema={ProjectInit.SchemaFile}");
        Line(0, "# Written by kindred init from a sample of the files. Each comment says what was guessed and why: correct what is wrong.");
        Line(0, "kindred: 1");
        Line(0, $"name: {Scalar(drafts[0].Source.Name)}");
        if (currency is null)
        {
            Line(0, "# The files do not say the currency of their money; declare it as an ISO 4217 code.");
            Line(0, "# currency: EUR");
        }
        else
        {
            Line(0, "# By the sign beside the money.");
            Line(0, $"currency: {currency}");
        }

        Line(0, drafts.All(draft => draft.Zoned)
            ? "# Of days, weekdays and hours in features and reports; the times in the files say their own."
            : "# Of days, weekdays and hours, and of the times in the files, which do not say their own: change it to that of the shop.");
        Line(0, "timezone: UTC");
        Line(0, "");
        Line(0, "sources:");
    }

    void Source(SourceDraft draft)
    {
        var source = draft.Source;
        Line(2, $"- name: {Scalar(source.Name)}");
        Line(4, source.Files.Count == 1 ? $"files: {Scalar(source.Files[0])}" : "files:");
        foreach (var file in source.Files.Count == 1 ? [] : source.Files)
        {
            Line(6, $"- {Scalar(file)}");
        }

        Told(draft, "format", 4);
        Line(4, $"format: {ProjectShape.WordOf(source.Format)}");
        if (source.Format is SourceFormat.Csv)
        {
            Line(4, $"delimiter: \"{source.Delimiter}\"");
        }

        if (source.Format is SourceFormat.Csv or SourceFormat.Tsv or SourceFormat.Whitespace)
        {
            Told(draft, "header", 4);
            Line(4, $"header: {(source.Header ? "true" : "false")}");
            if (source.Columns.Count > 0)
            {
                Line(4, $"columns: [{string.Join(", ", source.Columns.Select(Scalar))}]");
            }

            Told(draft, "encoding", 4);
            Line(4, $"encoding: {source.Encoding}");
        }

        Told(draft, "identical_rows", 4);
        Line(4, $"identical_rows: {ProjectShape.WordOf(source.IdenticalRows)}");
        Line(4, "map:");
        foreach (var (field, mapping) in source.Map)
        {
            Told(draft, $"map.{field}", 6);
            Mapping(draft, field, mapping);
        }

        Properties(source);
        Rejects(draft);
        Line(0, "");
    }

    void Mapping(SourceDraft draft, string field, FieldMapping mapping)
    {
        if (mapping.Cases.Count == 0)
        {
            Line(6, $"{field}: {Origin(mapping)}");
            return;
        }

        Line(6, $"{field}:");
        Line(8, mapping.Column is { } column ? $"column: {Scalar(column)}" : $"constant: {Scalar(mapping.Constant!)}");
        Told(draft, $"map.{field}.cases", 8);
        Line(8, "cases:");
        foreach (var one in mapping.Cases)
        {
            Line(10, $"- {{ when: {Quoted(one.When.Text)}, then: {Scalar(one.Then)} }}");
        }
    }

    static string Origin(FieldMapping mapping)
    {
        if (mapping.Expression is { } expression)
        {
            return $"{{ expression: {Quoted(expression.Text)} }}";
        }

        if (mapping.Constant is { } constant)
        {
            return $"{{ constant: {Scalar(constant)} }}";
        }

        var column = Scalar(mapping.Column!);
        return mapping switch
        {
            { Format: { } format } => $"{{ column: {column}, format: {Quoted(format)} }}",
            { As: { } reading } => $"{{ column: {column}, as: {ProjectShape.WordOf(reading)} }}",
            _ => column,
        };
    }

    void Properties(SourceDefinition source)
    {
        if (source.Properties.Count > 0)
        {
            Line(4, "# Columns without a field of their own stay with the event under these names.");
            Line(4, "properties:");
            foreach (var (name, mapping) in source.Properties)
            {
                Line(6, $"{name}: {Origin(mapping)}");
            }
        }
    }

    void Rejects(SourceDraft draft)
    {
        if (draft.Source.Reject.Count > 0)
        {
            Told(draft, "reject", 4);
            Line(4, "reject:");
            foreach (var rule in draft.Source.Reject)
            {
                Line(6, $"- {{ when: {Quoted(rule.When.Text)}, reason: {Scalar(rule.Reason)} }}");
            }
        }
    }

    void Rest(IReadOnlyList<SourceDraft> drafts)
    {
        Line(0, "sessions:");
        var given = drafts.All(draft => draft.SessionsFromSource);
        Line(2, given
            ? "# The source tells the sessions, and its times could not: they are known to the day, or each visit is a customer."
            : "# A pause longer than this begins a new session.");
        Line(2, given ? "from_source: true" : "gap: 30m");
        Line(0, "");
        if (drafts.All(draft => draft.OnlyOrders))
        {
            Line(0, "# The files hold orders and returns only, so whoever never completed an order is counted and told but not analysed.");
            Line(0, "customers:");
            Line(2, "where: orders > 0");
            Line(0, "");
        }

        _text.Append(Closing);
    }

    void Told(SourceDraft draft, string property, int indent)
    {
        foreach (var guess in draft.Guesses.Where(guess => guess.Property == property))
        {
            Line(indent, $"# {char.ToUpper(guess.Why[0], CultureInfo.InvariantCulture)}{guess.Why[1..].ReplaceLineEndings(" ")}.");
        }
    }

    void Line(int indent, string text) => _text.Append(' ', text.Length == 0 ? 0 : indent).Append(text).Append('\n');

    /// <summary>A value as it can stand in YAML: in quotes unless it is plainly a text.</summary>
    static string Scalar(string text) => Plain().IsMatch(text) && !Word().IsMatch(text) ? text : Quoted(text);

    static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                < ' ' or (>= '\x7f' and <= '\x9f') => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"^[\p{L}_/.][\p{L}\p{Nd}_/. -]*(?<! )\z")]
    private static partial Regex Plain();

    [GeneratedRegex("^(true|false|null|yes|no|on|off|y|n)$", RegexOptions.IgnoreCase)]
    private static partial Regex Word();

    const string Closing = """
        # What else is cleaned, with the values that hold where nothing is declared:
        # cleaning:
        #   repeated_within: 0s        # the same event of the same customer twice within this time is one
        #   bots: { max_events_per_minute: 300 }
        #   test_accounts: []          # ids, with * for any text
        #   missing: { price: keep }   # keep, flag, drop, session_median or { constant: 0 }
        #   caps: { quantity: { max: 1000 } }
        #
        # features:
        #   custom:
        #     - { name: gift_orders, expression: "count_if(event = 'Order Completed' and category = 'Gifts')" }

        segments:
          - id: behaviour
            name: Behaviour
            model: kmeans
            transform: log1p
            scale: z-score
            clusters: 2..10   # the best of these by silhouette
          # A rule names its members by what they did; these are ready-made, and 'kindred explain champions' shows what is behind one:
          # - { id: champions, rule: champions }
          # - { id: loyal, rule: loyal }
          # - { id: new, rule: new }
          # - { id: at_risk, rule: at_risk }
          # - { id: hibernating, rule: hibernating }
          # - { id: power_users, rule: power_users }
          # - { id: occasional_buyers, rule: occasional_buyers }
          # - { id: churn_risk, rule: churn_risk }
          # - { id: cart_abandoners, rule: cart_abandoners }

        # exports:
        #   - { format: csv, to: exports/segments.csv, what: segments }

        """;
}
