using Kindred.Events;
using Kindred.Expressions;

namespace Kindred.Project;

/// <summary>Whether a source can become events: what it maps, and from where.</summary>
sealed class SourceCheck(ProjectFile file, SourceDefinition source, string path, List<ProjectProblem> problems)
{
    static readonly string[][] Needed = [["occurred_at"], ["event"], ["user_id", "anonymous_id", "device_id"]];

    static readonly string[] Origins = ["files", "postgres", "redshift", "snowflake", "bigquery", "s3"];

    static readonly string[] OfFiles = ["format", "delimiter", "header", "columns", "encoding"];

    /// <summary>The columns, where the project file names them; otherwise any name may be one.</summary>
    readonly ExpressionScope _columns = source.Columns.Count == 0
        ? ExpressionScope.UnknownRows(file.Definition.Timezone)
        : ExpressionScope.Rows(source.Columns.Distinct().Select(name => new ScopeName(name, $"NULL", ExpressionType.Raw)), file.Definition.Timezone);

    bool IsDelimited => source.Format is SourceFormat.Csv or SourceFormat.Tsv or SourceFormat.Whitespace;

    public void Run()
    {
        Origin();
        foreach (var names in Needed.Where(names => !names.Any(source.Map.ContainsKey)))
        {
            Add("map", "no such key", $"a mapping of {string.Join(" or ", names)}");
        }

        Columns();
        foreach (var (name, mapping) in source.Map)
        {
            Mapping($"map.{name}", mapping, EventField.Find(name)!.Type);
        }

        foreach (var (name, mapping) in source.Properties)
        {
            Mapping($"properties.{name}", mapping, EventFieldType.Text);
        }

        for (var i = 0; i < source.Reject.Count; i++)
        {
            Condition($"reject[{i}].when", source.Reject[i].When);
        }
    }

    /// <summary>A source is files or one table; what says how files are written goes with files alone.</summary>
    void Origin()
    {
        string[] given = [.. Origins.Where(key => file.Has($"{path}.{key}"))];
        if (given.Length != 1)
        {
            Add(given.Length == 0 ? "files" : given[1], given.Length == 0 ? "nothing" : $"'{given[1]}' beside '{given[0]}'", $"one of {string.Join(", ", Origins)}");
        }

        if (source.Table is not { } table)
        {
            return;
        }

        foreach (var key in OfFiles.Where(key => file.Has($"{path}.{key}")))
        {
            Add(key, "a key", "none, since a table has no files");
        }

        if (table.Table is null == table.Query is null)
        {
            Add(given[^1], table.Table is null ? "neither table nor query" : "both table and query", "one of table and query");
        }

        if (!source.Map.ContainsKey("message_id") && source.IdenticalRows is IdenticalRows.Keep)
        {
            Add("map", "no mapping of message_id", "message_id mapped to what tells rows apart, since late rows are read again; or identical_rows: drop");
        }

        if (source.IdenticalRows is IdenticalRows.Merge)
        {
            Add("identical_rows", "'merge'", "keep or drop, since rows that are read again are no further pieces");
        }
    }

    void Columns()
    {
        if (source.Columns.Count > 0 && (source.Header || !IsDelimited))
        {
            var expected = IsDelimited ? "none, since the first line of the files names them (header: true)" : "none in this format";
            Add("columns", "names for the columns", expected);
        }

        if (source.Columns.Count == 0 && !source.Header && IsDelimited)
        {
            Add("header", "false without columns", "columns: [NAME, …] beside it");
        }

        foreach (var (i, name) in source.Columns.Index().Where(column => source.Columns.Take(column.Index).Contains(column.Item)))
        {
            Add($"columns[{i}]", $"'{name}' a second time", "a name of its own");
        }
    }

    void Mapping(string key, FieldMapping mapping, EventFieldType type)
    {
        var origins = new[] { mapping.Column, mapping.Constant, mapping.Expression?.Text }.Count(origin => origin is not null);
        if (origins > 1 || (origins == 0 && mapping.Cases.Count == 0))
        {
            Add(key, origins == 0 ? "none of them" : $"{origins} of them", "one of column, constant and expression, or only cases");
        }

        if (mapping.Column is null && (mapping.Format is not null || mapping.As is not null))
        {
            Add(key, "format or as without column", "both only together with column");
        }

        if (mapping.Column is { } column && source.Columns.Count > 0 && !source.Columns.Contains(column))
        {
            var valid = $"one of {string.Join(", ", source.Columns)}";
            Add($"{key}.column", $"the column '{column}'", valid, Spelling.Nearest(column, source.Columns));
        }

        if (mapping.Format is { } format && (type is not EventFieldType.Time || !Conversions.IsFormat(format)))
        {
            Add($"{key}.format", $"'{format}'", type is EventFieldType.Time
                ? "a format of y M d H h m s S a Z such as yyyy-MM-dd HH:mm:ss, or epoch_s or epoch_ms"
                : "no format, since the field is not a time");
        }

        Expressions(key, mapping, type);
    }

    void Expressions(string key, FieldMapping mapping, EventFieldType type)
    {
        for (var i = 0; i < mapping.Cases.Count; i++)
        {
            Condition($"{key}.cases[{i}].when", mapping.Cases[i].When);
        }

        if (mapping.Expression is { } expression)
        {
            // A text can still become a number or a time when it is read; a time cannot become anything else.
            ExpressionType[] allowed = type is EventFieldType.Time
                ? [ExpressionType.Time]
                : [ExpressionType.Text, ExpressionType.Number, ExpressionType.Truth];
            ExpressionCheck.Run(file.PlaceOf, $"{path}.{key}.expression", expression, _columns, problems, allowed);
        }
    }

    void Condition(string key, ExpressionText condition) =>
        ExpressionCheck.Run(file.PlaceOf, $"{path}.{key}", condition, _columns, problems, ExpressionType.Truth);

    void Add(string key, string found, string expected, string? suggestion = null) =>
        problems.Add(new(file.PlaceOf($"{path}.{key}"), $"{path}.{key}", found, expected, suggestion));
}
