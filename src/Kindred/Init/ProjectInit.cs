using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Init;

/// <summary>Writes a project file for files it has looked at.</summary>
public static class ProjectInit
{
    /// <summary>Where the JSON Schema for editors is written, relative to the project folder.</summary>
    public const string SchemaFile = ".kindred/kindred.schema.json";

    /// <summary>Looks at files and writes a project that reads them; what was guessed, and why, stands in it and in the report.</summary>
    /// <param name="folder">The project folder; made where it is missing.</param>
    /// <param name="engine">Reads what only an engine can, Parquet and zst; without one such files are refused.</param>
    /// <exception cref="DefinitionException">A file is missing or holds no events, or the folder has a project already.</exception>
    public static async Task<InitReport> RunAsync(
        IReadOnlyList<string> files, string folder, Engine? engine, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, ProjectFile.FileName);
        if (File.Exists(path))
        {
            throw new DefinitionException("dir", $"{path} exists already. Choose another folder with --dir, or remove the file first.");
        }

        if (files.Count == 0)
        {
            throw new DefinitionException("files", "No file was named; init needs at least one file of events.");
        }

        var tables = new List<TableSample>();
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            tables.Add(await SampleAsync(file, engine, cancellation));
        }

        var drafts = Drafts(tables, folder);
        var text = ProjectText.Write(drafts);
        Directory.CreateDirectory(Path.Combine(folder, Path.GetDirectoryName(SchemaFile)!));
        await File.WriteAllTextAsync(Path.Combine(folder, SchemaFile), ProjectSchema.Write(), cancellation);
        await File.WriteAllTextAsync(path, text, cancellation);
        return new(path, text, [.. drafts.Select(draft => new SourceGuess(draft.Source.Name, draft.Source.Files, draft.Guesses))]);
    }

    static async Task<TableSample> SampleAsync(string file, Engine? engine, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            throw new DefinitionException("files", Directory.Exists(file)
                ? $"{file} is a folder; name the files in it, as in {Path.Join(file, "*.csv")}."
                : $"There is no file {file}.");
        }

        if (ParquetSample.Looks(file))
        {
            return await ParquetSample.ReadAsync(Path.GetFullPath(file), engine, cancellation);
        }

        var sample = await FileSample.ReadAsync(Path.GetFullPath(file), engine, cancellation);
        return sample.Head.Count == 0 ? throw new DefinitionException("files", $"{file} is empty.")
            : NoTable(sample) is { } reason ? throw new DefinitionException("files", $"{file} {reason}")
            : JsonSample.Looks(sample) ? JsonSample.Read(sample)
            : DelimitedSample.Read(sample);
    }

    /// <summary>What a file is that is neither a table nor JSON lines, and what to do with it; null where it may be either.</summary>
    static string? NoTable(FileSample sample) => sample.Head[0] switch
    {
        var first when first.StartsWith("PK\u0003\u0004", StringComparison.Ordinal) => "is a workbook or a zip archive: save the table in it as CSV.",
        _ when sample.Head.Any(line => line.Contains('\0', StringComparison.Ordinal)) =>
            "holds bytes that are no text: Kindred reads CSV, TSV and JSON lines (plain, gz, zst) and Parquet.",
        var first when first.StartsWith('[') && JsonSample.Opens(first) =>
            $"is one JSON list: write its objects one a line, as jq -c '.[]' {Path.GetFileName(sample.Path)} does.",
        _ => null,
    };

    /// <summary>One source for all files of a layout, with the guesses made from the first.</summary>
    static List<SourceDraft> Drafts(List<TableSample> tables, string folder)
    {
        var drafts = new List<SourceDraft>();
        var names = new HashSet<string>();
        foreach (var layout in tables.GroupBy(table => table.Layout))
        {
            var roles = ColumnRoles.Of(layout.First());
            EventLike.Check(layout.First(), roles);
            var name = SourceName.Of(layout.First().Path);
            for (var number = 2; !names.Add(name); number++)
            {
                name = $"{SourceName.Of(layout.First().Path)}_{number}";
            }

            var files = layout.Select(table => SourceName.Relative(table.Path, folder));
            drafts.Add(new SourceDrafter(layout.First(), roles).Draft(name, [.. files]));
        }

        return drafts;
    }
}
