using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Server.Tests.Collecting;

/// <summary>The rows of the sample shop's files as calls of a Segment client, as if its systems had sent them.</summary>
static class ShopRows
{
    /// <summary>Fields that a client tells in the context of a call.</summary>
    static readonly Dictionary<string, string[]> Contexts = new()
    {
        ["url"] = ["page", "url"],
        ["referrer"] = ["page", "referrer"],
        ["campaign_source"] = ["campaign", "source"],
        ["campaign_medium"] = ["campaign", "medium"],
        ["campaign_name"] = ["campaign", "name"],
        ["device_id"] = ["device", "id"],
        ["device_type"] = ["device", "type"],
        ["user_agent"] = ["userAgent"],
    };

    static readonly Dictionary<string, string> Own = new()
    {
        ["message_id"] = "messageId",
        ["event"] = "event",
        ["user_id"] = "userId",
        ["anonymous_id"] = "anonymousId",
    };

    /// <summary>Writes every row of a source's files as a call, a line each in JSON; without a message id of its own where the source tells none.</summary>
    public static async Task WriteAsync(Engine engine, ProjectFile project, SourceDefinition source, string to)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(project.Definition.Timezone);
        await using var calls = new StreamWriter(to);
        var pattern = source.Files[0];
        foreach (var path in Directory.GetFiles(Path.Combine(project.Folder, Path.GetDirectoryName(pattern)!), Path.GetFileName(pattern)).Order(StringComparer.Ordinal))
        {
            var (rows, number) = (source.Format is SourceFormat.Parquet ? ParquetAsync(engine, path) : LinesAsync(path, source.Delimiter), 0);
            await foreach (var row in rows)
            {
                await calls.WriteLineAsync(JsonSerializer.Serialize(Call(source, row, zone, $"{source.Name} {Path.GetFileName(path)} {number++}")));
            }
        }
    }

    static Dictionary<string, object> Call(SourceDefinition source, Dictionary<string, string> row, TimeZoneInfo zone, string place)
    {
        var (properties, context) = (new Dictionary<string, object>(), new Dictionary<string, object>());
        var call = new Dictionary<string, object> { ["type"] = "track", ["properties"] = properties, ["context"] = context };

        // Rows that are the same in every column are one event where the source says so: its system would send the same id again.
        call["messageId"] = source.IdenticalRows is IdenticalRows.Drop ? string.Join('|', row.Values) : place;
        foreach (var (field, mapping) in source.Map.Concat(source.Properties))
        {
            var value = ValueOf(mapping, row);
            if (field == "occurred_at")
            {
                call["timestamp"] = TimeOf(value, mapping.Format, zone);
            }
            else if (value.Length > 0)
            {
                Put(Own.TryGetValue(field, out var own) ? call : Contexts.ContainsKey(field) ? context : properties, own, field, value);
            }
        }

        return call;
    }

    static void Put(Dictionary<string, object> holder, string? own, string field, string value)
    {
        var path = own is null ? Contexts.GetValueOrDefault(field) ?? [field] : [own];
        foreach (var name in path[..^1])
        {
            holder.TryAdd(name, new Dictionary<string, object>());
            holder = (Dictionary<string, object>)holder[name];
        }

        holder[path[^1]] = value;
    }

    /// <summary>What the mapping of a field says of a row; the only case in the shop is that of pieces below zero.</summary>
    static string ValueOf(FieldMapping mapping, Dictionary<string, string> row) => mapping switch
    {
        { Cases: [{ When.Text: "pieces < 0", Then: var then }] } when row["pieces"].StartsWith('-') => then,
        { Column: { } column } => row.GetValueOrDefault(column, ""),
        _ => mapping.Constant!,
    };

    static string TimeOf(string text, string? format, TimeZoneInfo zone)
    {
        var time = DateTime.ParseExact(text, [format ?? "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.fffK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.fffK"], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        return (time.Kind is DateTimeKind.Utc ? time : UniversalOf(time, zone)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
    }

    /// <summary>Times that a change of the clocks leaves out or has twice are summer's, as to the import.</summary>
    static DateTime UniversalOf(DateTime time, TimeZoneInfo zone) => time - (zone.IsInvalidTime(time)
        ? zone.GetUtcOffset(time.AddHours(1))
        : zone.IsAmbiguousTime(time) ? zone.GetAmbiguousTimeOffsets(time).Max() : zone.GetUtcOffset(time));

    /// <summary>The rows of JSON lines or of a file with a head and a delimiter, whose values the shop never quotes.</summary>
    static async IAsyncEnumerable<Dictionary<string, string>> LinesAsync(string path, char delimiter)
    {
        await using var file = File.OpenRead(path);
        await using var plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var reader = new StreamReader(plain);
        var head = path.Contains(".jsonl", StringComparison.Ordinal) ? null : (await reader.ReadLineAsync())!.Split(delimiter);
        while (await reader.ReadLineAsync() is { } line)
        {
            yield return head?.Zip(line.Split(delimiter)).ToDictionary()
                ?? JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(line)!.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        }
    }

    static async IAsyncEnumerable<Dictionary<string, string>> ParquetAsync(Engine engine, string path)
    {
        Sql rows = $"SELECT * REPLACE (concat(toString(event_time), 'Z') AS event_time, toString(price) AS price) FROM file({path}, 'Parquet')";
        await foreach (var block in engine.StreamAsync(rows, CancellationToken.None))
        {
            for (var i = 0; i < block.Rows; i++)
            {
                yield return block.Columns.ToDictionary(column => column.Name, column => (string)column[i]!);
            }
        }
    }
}
