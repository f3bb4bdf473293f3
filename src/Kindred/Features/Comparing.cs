using Kindred.ClickHouse;
using Kindred.Numerics;
using Kindred.Numerics.Decomposition;
using Kindred.Numerics.Scaling;
using Kindred.Project;

namespace Kindred.Features;

/// <summary>Features that compare a customer with all the others: RFM quintiles, engagement score, composite index.</summary>
public static class Comparing
{
    /// <summary>Adds the compared features to a snapshot and keeps them with its run.</summary>
    /// <exception cref="DefinitionException">The engagement score weighs a feature that does not exist.</exception>
    public static async Task<Snapshot> RunAsync(Engine engine, Snapshot snapshot, FeaturesDefinition definition, CancellationToken cancellation)
    {
        var weights = definition.Engagement.Count > 0 ? definition.Engagement : FeatureCatalogue.EngagementWeights;
        var columns = await Task.WhenAll(
            Task.Run(() => Composite(snapshot), cancellation),
            Task.Run(() => Rfm.Quintiles(snapshot["recency_days"], lessIsMore: true), cancellation),
            Task.Run(() => Rfm.Quintiles(Bought(snapshot, "orders"), lessIsMore: false), cancellation),
            Task.Run(() => Rfm.Quintiles(Bought(snapshot, "revenue"), lessIsMore: false), cancellation),
            Task.Run(() => Engagement(snapshot, weights), cancellation));
        columns = [.. columns[1..], columns[0]];
        await KeepAsync(engine, snapshot, columns, cancellation);
        return snapshot with
        {
            Features = [.. snapshot.Features, .. FeatureCatalogue.Compared],
            Columns = [.. snapshot.Columns, .. columns],
        };
    }

    static float[] Bought(Snapshot snapshot, string feature)
    {
        var (values, orders) = (snapshot[feature], snapshot["orders"]);
        return [.. values.Select((value, i) => orders[i] > 0 ? value : float.NaN)];
    }

    static float[] Engagement(Snapshot snapshot, IReadOnlyDictionary<string, double> weights)
    {
        var names = snapshot.Features.Select(feature => feature.Name).ToList();
        var score = new double[snapshot.Customers.Length];
        var total = weights.Values.Sum(Math.Abs);
        foreach (var (name, weight) in weights)
        {
            if (!names.Contains(name))
            {
                var near = Spelling.Nearest(name, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";
                throw new DefinitionException("features.engagement", $"The engagement score weighs '{name}', which is no feature.{near}");
            }

            var percentiles = Percentiles(snapshot[name]);
            for (var i = 0; i < score.Length; i++)
            {
                score[i] += weight / total * (weight < 0 ? percentiles[i] - 100 : percentiles[i]);
            }
        }

        return Array.ConvertAll(score, value => (float)value);
    }

    /// <summary>The first principal component of the complete, varying features, turned so that more orders or events are more.</summary>
    static float[] Composite(Snapshot snapshot)
    {
        int[] used = [.. Enumerable.Range(0, snapshot.Columns.Count).Where(i => Array.TrueForAll(snapshot.Columns[i], value => !float.IsNaN(value)) && Varies(snapshot.Columns[i]))];
        if (used.Length < 2 || snapshot.Customers.Length < 3)
        {
            return [.. Enumerable.Repeat(float.NaN, snapshot.Customers.Length)];
        }

        var points = new Matrix(snapshot.Customers.Length, used.Length);
        Parallel.For(0, used.Length, f =>
        {
            var values = points.Values;
            var column = snapshot.Columns[used[f]];
            for (var i = 0; i < column.Length; i++)
            {
                values[(i * used.Length) + f] = MathF.CopySign(MathF.Log(1 + MathF.Abs(column[i])), column[i]);
            }
        });
        var scaled = ColumnScale.ZScore(points).Apply(points);
        var fit = Pca.Fit(scaled, new() { Components = 1 });
        var position = fit.Transform(scaled);
        var events = Array.FindIndex(used, i => snapshot.Features[i].Name == "events");
        var turned = events >= 0 && fit.Components[0, events] < 0 ? -1 : 1;
        return Percentiles([.. Enumerable.Range(0, points.Rows).Select(i => turned * position[i, 0])]);
    }

    static bool Varies(float[] column) => column.Length > 0 && Array.Exists(column, value => value != column[0]);

    /// <summary>0 to 100: the share of customers with a smaller value, equal ones counted by half; a missing value counts as the least.</summary>
    static float[] Percentiles(float[] values)
    {
        var filled = Array.ConvertAll(values, value => float.IsNaN(value) ? float.NegativeInfinity : value);
        int[] order = [.. Enumerable.Range(0, values.Length)];
        var sorted = filled.ToArray();
        Array.Sort(sorted, order);
        var percentiles = new float[values.Length];
        for (var from = 0; from < order.Length;)
        {
            var until = from;
            while (until < order.Length && sorted[until] == sorted[from])
            {
                until++;
            }

            for (var i = from; i < until; i++)
            {
                percentiles[order[i]] = 100f * (from + until) / 2 / order.Length;
            }

            from = until;
        }

        return percentiles;
    }

    static async Task KeepAsync(Engine engine, Snapshot snapshot, float[][] columns, CancellationToken cancellation)
    {
        var definitions = Sql.Join(", ", FeatureCatalogue.Compared.Select(feature => (Sql)$"{Sql.Identifier(feature.Name)} Float32"));
        await engine.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS compared (run UInt32, customer_id UInt64, rfm_cell LowCardinality(String), {definitions})
            ENGINE = MergeTree PARTITION BY run ORDER BY customer_id SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
            """,
            cancellation);
        await engine.ExecuteAsync($"ALTER TABLE compared DROP PARTITION {snapshot.Run}", cancellation);
        var cells = columns[0].Zip(columns[1], Rfm.Name).ToArray();
        Column[] block =
        [
            Column.Of("run", Enumerable.Repeat(snapshot.Run, snapshot.Customers.Length).ToArray()),
            Column.Of("customer_id", snapshot.Customers),
            Column.Of("rfm_cell", cells),
            .. FeatureCatalogue.Compared.Zip(columns, (feature, column) => Column.Of(feature.Name, column)),
        ];
        if (snapshot.Customers.Length > 0)
        {
            await engine.InsertAsync("compared", new Block(block), cancellation);
        }
    }
}
