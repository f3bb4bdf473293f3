using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Init;

/// <summary>Reads the first rows of a Parquet file through the engine.</summary>
static class ParquetSample
{
    /// <summary>The engine's codes for a file that ends early or is none of its kind.</summary>
    static readonly int[] Damaged = [27, 32, 33, 117, 636, 1001];

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

        var rows = await RowsAsync(path, engine, cancellation);
        return rows.Count == 0
            ? throw new DefinitionException("files", $"{path} is empty.")
            : JsonSample.Read(new(path, "utf-8", rows, [], rows.Count < FileSample.HeadLines), SourceFormat.Parquet);
    }

    /// <summary>The rows as JSON, since that takes columns of any type; the names stand in each.</summary>
    static async Task<IReadOnlyList<string>> RowsAsync(string path, Engine engine, CancellationToken cancellation)
    {
        try
        {
            return await engine.QueryAsync(
                $"SELECT formatRow('JSONEachRow', *) AS row FROM file({path}, 'Parquet') LIMIT {FileSample.HeadLines}",
                row => row.Get<string>("row"),
                cancellation);
        }
        catch (EngineException refused) when (Damaged.Contains(refused.Code))
        {
            throw new DefinitionException("files", $"{path} begins as Parquet does, but cannot be read as Parquet: it is cut off or damaged. Fetch or make it again.");
        }
    }
}
