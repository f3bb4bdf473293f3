using Kindred.ClickHouse;
using Kindred.Features;
using Kindred.History;
using Kindred.Project;

namespace Kindred.Export;

/// <summary>Writes memberships and features to files for other programs; the engine itself writes them.</summary>
public static class Exporting
{
    /// <summary>Writes what the newest run found.</summary>
    /// <param name="path">An absolute path; a file that is there is replaced, and only by a whole one.</param>
    /// <returns>How many customers were written.</returns>
    public static async Task<long> WriteAsync(
        Engine engine, ProjectDefinition project, uint run, ExportContent content, ExportFormat format, string path, CancellationToken cancellation)
    {
        await WriteAsync(engine, content is ExportContent.Features ? FeaturesOf(project, run) : SegmentsOf(project, run), format, path, cancellation);
        return await engine.ValueAsync<long>($"SELECT toInt64(count()) FROM features WHERE run = {run} AND left_out = ''", cancellation);
    }

    static async Task WriteAsync(Engine engine, Sql query, ExportFormat format, string path, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
        }

        var unfinished = path + ".part";
        File.Delete(unfinished);
        try
        {
            await engine.ExecuteAsync($"INSERT INTO FUNCTION file({unfinished}, {EngineFormat(format)}) {query}", cancellation);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Writes who was in which segment at a past moment, as the newest run that had looked at it then knew it.</summary>
    /// <param name="asOf">Milliseconds since 1970 in UTC.</param>
    /// <param name="path">As above.</param>
    /// <returns>How many customers were in any.</returns>
    public static async Task<long> WriteAsync(Engine engine, long asOf, ExportFormat format, string path, CancellationToken cancellation)
    {
        await WriteAsync(
            engine,
            $"""
            SELECT customer, segment, name
            FROM (SELECT toString(segment) AS segment, customer_id FROM ({MembershipLog.Members(asOf)})) AS m
            ANY LEFT JOIN (SELECT customer_id, customer FROM customers) AS c USING (customer_id)
            ANY LEFT JOIN ({MembershipLog.Names}) AS n USING (segment)
            ORDER BY customer, segment
            """,
            format,
            path,
            cancellation);
        return await engine.ValueAsync<long>($"SELECT toInt64(uniqExact(customer_id)) FROM ({MembershipLog.Members(asOf)})", cancellation);
    }

    /// <summary>One row a customer: the id it goes by, and for each model its segment's id and name; empty where it has none.</summary>
    static Sql SegmentsOf(ProjectDefinition project, uint run)
    {
        var columns = project.Segments.Select(model =>
            (Sql)$", anyIf(segment, model = {model.Id}) AS {Sql.Identifier(model.Id)}, anyIf(name, model = {model.Id}) AS {Sql.Identifier(model.Id + "_name")}");
        return $"""
            SELECT customer{Sql.Join("", columns)}
            FROM (SELECT customer_id FROM features WHERE run = {run} AND left_out = '') AS f
            ANY LEFT JOIN (SELECT customer_id, customer FROM customers) AS c USING (customer_id)
            LEFT JOIN (
                SELECT customer_id, toString(model) AS model, toString(segment) AS segment, name
                FROM (SELECT customer_id, model, segment FROM memberships WHERE run = {run}) AS m
                ANY LEFT JOIN (SELECT model, segment, name FROM segments WHERE run = {run}) AS s USING (model, segment)
            ) AS o USING (customer_id)
            GROUP BY customer_id, customer
            ORDER BY customer, customer_id
            """;
    }

    /// <summary>One row a customer: the id it goes by and every feature; an absent value is empty or null.</summary>
    static Sql FeaturesOf(ProjectDefinition project, uint run)
    {
        var measured = Sql.Join("", Measuring.All(project).Select(feature => (Sql)$", {Sql.Identifier(feature.Name)}"));
        var compared = Sql.Join("", FeatureCatalogue.Compared.Select(feature => (Sql)$", if(isNaN({Sql.Identifier(feature.Name)}), NULL, {Sql.Identifier(feature.Name)}) AS {Sql.Identifier(feature.Name)}"));
        return $"""
            SELECT customer{measured}, rfm_cell{compared}
            FROM (SELECT * FROM features WHERE run = {run} AND left_out = '') AS f
            ANY LEFT JOIN (SELECT customer_id, customer FROM customers) AS c USING (customer_id)
            ANY LEFT JOIN (SELECT * EXCEPT (run) FROM compared WHERE run = {run}) AS o USING (customer_id)
            ORDER BY customer, customer_id
            """;
    }

    static string EngineFormat(ExportFormat format) => format switch
    {
        ExportFormat.Parquet => "Parquet",
        ExportFormat.Jsonl => "JSONEachRow",
        _ => "CSVWithNames",
    };
}
