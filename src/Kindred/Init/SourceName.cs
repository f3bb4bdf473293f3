namespace Kindred.Init;

/// <summary>How a source and its files are named in the project.</summary>
static class SourceName
{
    static readonly string[] Endings = [".gz", ".zst", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".log"];

    /// <summary>The name of the file without its endings, as an identifier.</summary>
    public static string Of(string path)
    {
        var name = Path.GetFileName(path);
        while (Array.Find(Endings, ending => name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } ending)
        {
            name = name[..^ending.Length];
        }

        return ColumnName.Identifier(name);
    }

    /// <summary>The path from the project folder where the file lies in it or beside it, otherwise the whole path.</summary>
    public static string Relative(string path, string folder)
    {
        var relative = Path.GetRelativePath(Path.GetFullPath(folder), path).Replace('\\', '/');
        return relative.StartsWith("../../", StringComparison.Ordinal) ? path : relative;
    }
}
