using Kindred.ClickHouse;
using Kindred.History;
using Kindred.Numerics;
using Kindred.Project;
using Kindred.Testing;

namespace Kindred.Tests.History;

/// <summary>The query behind the log of memberships answers alike on the embedded engine and on the oldest server in use.</summary>
public sealed class PortableLogTests(EmbeddedFixture embedded, ClusterFixture cluster) : IClassFixture<EmbeddedFixture>
{
    static readonly ProjectDefinition Project = new()
    {
        Name = "portable",
        Sources = [],
        Segments = [new() { Id = "a", Features = ["orders", "inactive_days"] }, new() { Id = "b", Features = ["orders"] }, new() { Id = "c" }],
    };

    [Fact]
    public async Task Changes_and_their_reasons_are_the_same_on_both()
    {
        var shards = await cluster.DatabaseAsync("membership_log");
        await FillAsync(embedded.Engine);
        await FillAsync(shards[0]);
        var changes = MembershipLog.Changes(Project, (2, 200), (1, 100), ["c"], $"({MembershipLog.Changed(2, 1)})");
        Sql query = $"SELECT model, segment, customer_id, entered, reason FROM ({changes}) ORDER BY model, segment, customer_id";

        var own = await embedded.Engine.QueryAsync(query, Told, CancellationToken.None);
        var theirs = await shards[0].QueryAsync(query, Told, CancellationToken.None);

        Assert.Equal(own, theirs);
        Assert.Equal(["clock", "data", "definition", "deletion", "merge", "others"], own.Select(change => change.Reason).Distinct().Order());
    }

    static (string, string, ulong, long, string Reason) Told(Row row) =>
        (row.Get<string>(0), row.Get<string>(1), row.Get<ulong>(2), row.Get<long>(3), row.Get<string>(4));

    static async Task FillAsync(Engine engine)
    {
        var rng = new Rng(4);
        var (runs, ids, models, segments) = (new List<uint>(), new List<ulong>(), new List<string>(), new List<string>());
        var (featureRuns, featureIds, orders, inactive) = (new List<uint>(), new List<ulong>(), new List<double>(), new List<double>());
        for (var customer = 1ul; customer <= 300; customer++)
        {
            var (bought, idle) = (rng.NextInt32(3), rng.NextInt32(5));
            foreach (var run in (uint[])[1, 2])
            {
                // Some are new, some are gone, some are measured but no longer segmented.
                if (rng.NextInt32(12) == 0)
                {
                    continue;
                }

                featureRuns.Add(run);
                featureIds.Add(customer);
                orders.Add(bought + (run == 2 && rng.NextInt32(4) == 0 ? 1 : 0));
                inactive.Add(idle + (run == 2 && rng.NextInt32(2) == 0 ? 1 : 0));
                foreach (var model in (string[])["a", "b", "c"])
                {
                    runs.Add(run);
                    ids.Add(customer);
                    models.Add(model);
                    segments.Add($"{model}_{rng.NextInt32(2)}");
                }
            }
        }

        foreach (var table in (Sql[])
        [
            $"memberships (run UInt32, model String, customer_id UInt64, segment String)",
            $"features (run UInt32, customer_id UInt64, events Float64, orders Float64, revenue Float64, refunded Float64, inactive_days Nullable(Float64))",
            $"known_keys (run UInt32, customer_key UInt64, merged_id UInt64)",
            $"customer_keys (customer_key UInt64, merged_id UInt64)",
        ])
        {
            await engine.ExecuteAsync($"CREATE TABLE {table} ENGINE = MergeTree ORDER BY tuple()", CancellationToken.None);
        }

        await engine.InsertAsync("memberships", new Block(Column.Of("run", runs.ToArray()), Column.Of("model", models.ToArray()), Column.Of("customer_id", ids.ToArray()), Column.Of("segment", segments.ToArray())), CancellationToken.None);
        var zeros = new double[orders.Count];
        await engine.InsertAsync(
            "features",
            new Block(
                Column.Of("run", featureRuns.ToArray()), Column.Of("customer_id", featureIds.ToArray()), Column.Of("events", orders.ToArray()), Column.Of("orders", orders.ToArray()),
                Column.Of("revenue", zeros), Column.Of("refunded", zeros), Column.OfNullable("inactive_days", [.. inactive.Select(days => days == 0 ? (double?)null : days)])),
            CancellationToken.None);
        await engine.InsertAsync("known_keys", new Block(Column.Of("run", (uint[])[1, 1]), Column.Of("customer_key", (ulong[])[1001, 1002]), Column.Of("merged_id", (ulong[])[5, 6])), CancellationToken.None);
        await engine.InsertAsync("customer_keys", new Block(Column.Of("customer_key", (ulong[])[1001, 1003, 20, 21]), Column.Of("merged_id", (ulong[])[5, 7, 30, 31])), CancellationToken.None);
    }
}
