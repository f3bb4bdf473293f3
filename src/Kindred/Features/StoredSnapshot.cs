using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Features;

/// <summary>The features that a run has kept, read back as they were.</summary>
public static class StoredSnapshot
{
    /// <summary>Reads them; a feature that the project declares but no run has measured yet is left out.</summary>
    public static async Task<Snapshot> ReadAsync(Engine engine, ProjectDefinition project, uint run, long asOf, CancellationToken cancellation)
    {
        var stored = (await engine.QueryAsync(
            $"SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'features'", row => row.Get<string>(0), cancellation)).ToHashSet();
        var measured = await Measuring.ReadAsync(engine, [.. Measuring.All(project).Where(feature => stored.Contains(feature.Name))], run, asOf, cancellation);
        var columns = Sql.Join(", ", FeatureCatalogue.Compared.Select(feature => Sql.Identifier(feature.Name)));
        var compared = await engine.QueryAsync($"SELECT {columns} FROM compared WHERE run = {run} ORDER BY customer_id", cancellation);
        return measured with
        {
            Features = [.. measured.Features, .. FeatureCatalogue.Compared],
            Columns = [.. measured.Columns, .. FeatureCatalogue.Compared.Select(feature => compared.Column<float>(feature.Name))],
        };
    }
}
