using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Init;

/// <summary>Reads the first rows of a Parquet file through the engine.</summary>
static class ParquetSample
{
    public static bool Looks(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[4];
        return file.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic.SequenceEqual("PAR1"u8);
    }

    public static async Task<TableSample> ReadAsync(string path, Engine? engine, CancellationToken cancellation)
    {
        if (engine is null)
        {
            throw new DefinitionException("files", $"{path} is Parquet, which needs the engine to be read.");
        }

        // As JSON, since that takes columns of any type; the names stand in each row.
        var rows = await engine.QueryAsync(
            $"SELECT formatRow('JSONEachRow', *) AS row FROM file({path}, 'Parquet') LIMIT {FileSample.HeadLines}",
            row => row.Get<string>("row"),
            cancellation);
        return rows.Count == 0
            ? throw new DefinitionException("files", $"{path} is empty.")
            : JsonSample.Read(new(path, "utf-8", rows, [], rows.Count < FileSample.HeadLines), SourceFormat.Parquet);
    }
}
