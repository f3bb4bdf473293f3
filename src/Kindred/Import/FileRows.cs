using Kindred.ClickHouse;
using Kindred.Expressions;
using Kindred.Project;

namespace Kindred.Import;

/// <summary>The rows of one file as a query: every value a text, in columns c0, c1, … in the order of the file.</summary>
/// <remarks>Texts first, because a row that cannot be used must be shown as it was written.</remarks>
sealed class FileRows
{
    /// <summary>The engine's code for a file in which it finds no columns.</summary>
    const int NoStructure = 636;

    readonly string _path;
    readonly SourceDefinition _source;
    readonly string _compression;
    string? _table;

    FileRows(string path, SourceDefinition source, string compression, IReadOnlyList<(string Name, string Type)> columns)
    {
        (_path, _source, _compression) = (path, source, compression);
        Names = [.. columns.Select(column => column.Name)];
        Types = [.. columns.Select(column => column.Type)];
    }

    /// <summary>Rows that are in a table of the engine already: texts c0, c1, … and the <c>line</c> of each.</summary>
    public static FileRows OfTable(string table, IReadOnlyList<string> columns, SourceDefinition source) =>
        new("", source, "none", [.. columns.Select(name => (name, "String"))]) { _table = table };

    /// <summary>What the rows are of.</summary>
    public string Kind => _table is null ? "file" : "table";

    /// <summary>The names of the columns, as the file or the project gives them.</summary>
    public IReadOnlyList<string> Names { get; }

    IReadOnlyList<string> Types { get; }

    /// <summary>True where a line can be something else than a row of the format.</summary>
    public bool MayBeUnreadable => _source.Format is SourceFormat.Jsonl;

    /// <summary>Looks into a file for its columns.</summary>
    /// <param name="path">A file of UTF-8 text or Parquet.</param>
    /// <exception cref="EngineException">The file cannot be read.</exception>
    public static async Task<FileRows> OpenAsync(Engine engine, string path, SourceDefinition source, CancellationToken cancellation)
    {
        var compression = Compression.Of(path);
        if (source.Format is not (SourceFormat.Jsonl or SourceFormat.Parquet) && source.Columns.Count > 0)
        {
            return new(path, source, compression, [.. source.Columns.Select(name => (name, "String"))]);
        }

        if (source.Format is SourceFormat.Whitespace)
        {
            var first = await engine.ValueAsync<string>(
                $"SELECT line FROM file({path}, 'LineAsString', 'line String', {compression}) LIMIT 1", cancellation);
            return new(path, source, compression, [.. first.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(name => (name, "String"))]);
        }

        var keys = source.Format is SourceFormat.Jsonl ? await KeysAsync(engine, path, compression, cancellation) : [];
        var columns = keys.Count > 0 ? keys : await DescribeAsync(engine, path, source, compression, cancellation);
        return columns.Any(column => column.Name.Any(letter => char.IsControl(letter) && letter is not ('\r' or '\n' or '\t')))
            ? throw new DefinitionException(
                "format", $"its first line holds bytes that are no text. Correct format or encoding of source {source.Name}, or name the right file.")
            : new(path, source, compression, columns);
    }

    /// <summary>The keys of a file's readable lines, in the order in which they first show up. A line cut off must not hide the others.</summary>
    static Task<IReadOnlyList<(string Name, string Type)>> KeysAsync(Engine engine, string path, string compression, CancellationToken cancellation) =>
        engine.QueryAsync(
            $"""
            SELECT key FROM (
                SELECT rowNumberInAllBlocks() AS place, arrayJoin(JSONExtractKeys(line)) AS key
                FROM (SELECT line FROM file({path}, 'LineAsString', 'line String', {compression}) WHERE isValidJSON(line) LIMIT 25000)
            )
            GROUP BY key ORDER BY min(place), key SETTINGS storage_file_read_method = 'pread', max_threads = 1
            """,
            row => (row.Get<string>(0), "String"),
            cancellation);

    static async Task<IReadOnlyList<(string Name, string Type)>> DescribeAsync(
        Engine engine, string path, SourceDefinition source, string compression, CancellationToken cancellation)
    {
        try
        {
            return await engine.QueryAsync(
                $"DESCRIBE TABLE file({path}, {EngineFormat(source.Format)}, 'auto', {compression}) SETTINGS {Settings(source)}",
                row => (row.Get<string>("name"), row.Get<string>("type")),
                cancellation);
        }
        catch (EngineException refused) when (refused.Code == NoStructure)
        {
            if (compression is not "none")
            {
                // Where the file is cut off, the engine says here what is really wrong.
                await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM file({path}, 'LineAsString', 'line String', {compression}) WHERE NOT ignore(line)", cancellation);
            }

            var alone = source.Format is SourceFormat.Csv or SourceFormat.Tsv ? await HeaderAloneAsync(engine, path, source, compression, cancellation) : null;
            return alone ?? throw new DefinitionException(
                "format",
                $"no rows of {source.Format.ToString().ToUpperInvariant()} can be made out in it. Correct format, delimiter or encoding of source {source.Name}, or mend the file"
                + (source.Format is SourceFormat.Csv or SourceFormat.Tsv ? ": near its start are bytes that are no text, a quotation mark that nothing closes, or two columns of one name." : "."));
        }
    }

    /// <summary>The columns of a file that has a header and no rows, which the engine cannot describe.</summary>
    static async Task<IReadOnlyList<(string Name, string Type)>?> HeaderAloneAsync(
        Engine engine, string path, SourceDefinition source, string compression, CancellationToken cancellation)
    {
        try
        {
            var rows = await engine.QueryAsync(
                $"SELECT array(*) AS names FROM file({path}, {EngineFormat(source.Format, named: false)}, 'auto', {compression}) LIMIT 2 SETTINGS {Settings(source)}, schema_inference_make_columns_nullable = 0",
                row => row.Get<string[]>(0),
                cancellation);
            return rows.Count == 1 ? [.. rows[0].Select(name => (name, "String"))] : null;
        }
        catch (EngineException refused) when (refused.Code == NoStructure)
        {
            return null;
        }
    }

    /// <summary>What the names of columns mean in expressions on rows.</summary>
    public ExpressionScope Scope(string timezone) =>
        ExpressionScope.Rows(Names.Select((name, i) => new ScopeName(name, At(i), ExpressionType.Raw)), timezone);

    /// <summary>The SQL of the column of a name, or null where the file has none.</summary>
    public Sql? Column(string name)
    {
        var i = Names.ToList().IndexOf(name);
        return i < 0 ? null : At(i);
    }

    /// <summary>A query of the columns c0, c1, … and, where asked for, of the <c>line</c> each row begins on, counted from 1.</summary>
    /// <remarks>Numbering costs a little, because a header is then read as a row: only so do the engine's row numbers stay right.</remarks>
    public Sql Query(bool numbered) => _source.Format switch
    {
        _ when _table is not null => $"(SELECT {All}, line FROM {Sql.Identifier(_table)})",
        SourceFormat.Csv or SourceFormat.Tsv => Delimited(numbered),
        SourceFormat.Whitespace => $"(SELECT {Texts(i => $"parts[{i + 1}]")}, line FROM (SELECT splitByWhitespace(text) AS parts, {Line()} AS line FROM {Lines()} WHERE {FromSecond(_source.Header)}) WHERE notEmpty(parts))",
        SourceFormat.Jsonl => $"(SELECT {Texts(i => $"tupleElement(fields, {i + 1})")}, isValidJSON(text) AS readable, text, line FROM (SELECT JSONExtract(text, {JsonFields()}) AS fields, text, {Line()} AS line FROM {Lines()} WHERE text != ''))",
        _ => $"(SELECT {Texts(TypedText)}, {Line()} AS line FROM file({_path}, 'Parquet'))",
    };

    /// <summary>A query of as many rows as the file has. Naming no column lets the engine count lines without taking them apart.</summary>
    public Sql Counted => _source.Format switch
    {
        _ when _table is not null => Sql.Identifier(_table),
        SourceFormat.Csv or SourceFormat.Tsv => DelimitedFile,
        _ => Query(false),
    };

    /// <summary>Settings that reading takes.</summary>
    public static Sql Settings(SourceDefinition source)
    {
        // A memory map of the file would count as our memory; smaller chunks bound what is parsed ahead.
        Sql common = $"storage_file_read_method = 'pread', min_chunk_bytes_for_parallel_parsing = 2000000";
        return source.Format switch
        {
            SourceFormat.Csv => $"{common}, format_csv_delimiter = {source.Delimiter.ToString()}, input_format_csv_allow_variable_number_of_columns = 1, input_format_csv_use_best_effort_in_schema_inference = 0",
            SourceFormat.Tsv => $"{common}, input_format_tsv_allow_variable_number_of_columns = 1, input_format_tsv_use_best_effort_in_schema_inference = 0",
            _ => common,
        };
    }

    /// <summary>The row as it was written, or as near to it as its values tell.</summary>
    public Sql Raw()
    {
        if (_source.Format is SourceFormat.Jsonl)
        {
            return $"text";
        }

        var delimiter = _source.Format switch
        {
            SourceFormat.Tsv => "\t",
            SourceFormat.Whitespace => " ",
            SourceFormat.Parquet => ",",
            _ => _source.Delimiter.ToString(),
        };
        return $"arrayStringConcat(arrayMap(v -> if(match(v, {"[\"\\r\\n" + (delimiter is "\t" ? "\\t" : $"\\{delimiter}") + "]"}), concat('\"', replaceAll(v, '\"', '\"\"'), '\"'), v), [{All}]), {delimiter})";
    }

    /// <summary>How many bytes the row has, about.</summary>
    public Sql Length => _source.Format switch
    {
        SourceFormat.Jsonl => $"length(text)",
        _ => Sql.Join(" + ", Enumerable.Range(0, Names.Count).Select(i => (Sql)$"length({At(i)})")),
    };

    /// <summary>All columns, to tell whether two rows are the same.</summary>
    public Sql All => Sql.Join(", ", Enumerable.Range(0, Names.Count).Select(At));

    Sql Delimited(bool numbered) => numbered switch
    {
        true => $"(SELECT {All}, {Line()} AS line FROM {DelimitedFile} WHERE {FromSecond(_source.Header)})",
        false => $"(SELECT {All} FROM {DelimitedFile})",
    };

    Sql DelimitedFile =>
        $"file({_path}, {EngineFormat(_source.Format, named: false)}, {string.Join(", ", Enumerable.Range(0, Names.Count).Select(i => $"c{i} String"))}, {_compression})";

    /// <summary>How many lines the engine itself is to pass over in a query that is not numbered.</summary>
    public Sql Skipped(bool numbered)
    {
        var lines = _source.Header && !numbered ? 1 : 0;
        return $"input_format_csv_skip_first_lines = {lines}, input_format_tsv_skip_first_lines = {lines}";
    }

    Sql Lines() => $"(SELECT line AS text, _row_number FROM file({_path}, 'LineAsString', 'line String', {_compression}))";

    Sql Texts(Func<int, Sql> text) => Sql.Join(", ", Enumerable.Range(0, Names.Count).Select(i => (Sql)$"{text(i)} AS {At(i)}"));

    // A NULL, and a name that a line does not have, read as no text.
    string JsonFields() => $"Tuple({string.Join(", ", Names.Select((_, i) => $"`{Escaped(Names[i])}` String"))})";

    Sql TypedText(int i)
    {
        var column = Sql.Quoted(Names[i]);
        return Types[i].Contains("DateTime", StringComparison.Ordinal) switch
        {
            true => $"ifNull(concat(toString(toTimeZone({column}, 'UTC')), 'Z'), '')",
            false => $"ifNull(toString({column}), '')",
        };
    }

    static Sql FromSecond(bool header) => $"_row_number >= {(header ? 1 : 0)}";

    static Sql Line() => $"toUInt64(_row_number) + 1";

    static string Escaped(string name) => name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal);

    static Sql At(int i) => Sql.Identifier($"c{i}");

    static string EngineFormat(SourceFormat format, bool named = true) => format switch
    {
        SourceFormat.Csv => named ? "CSVWithNames" : "CSV",
        SourceFormat.Tsv => named ? "TSVWithNames" : "TSV",
        SourceFormat.Jsonl => "JSONEachRow",
        _ => "Parquet",
    };
}
