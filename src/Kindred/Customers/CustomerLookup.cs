using Kindred.ClickHouse;
using Kindred.Features;
using Kindred.History;
using Kindred.Identity;
using Kindred.Project;
using Kindred.Sessions;
using Kindred.Validation;

namespace Kindred.Customers;

/// <summary>Finds a customer by any of their ids.</summary>
public static class CustomerLookup
{
    static readonly SqlTemplate SessionsQuery = Sql.Load("Customers/CustomerSessions.sql");

    /// <summary>What is known of the customer, or null where no event carries the id.</summary>
    /// <param name="value">A user, anonymous or device id, in this order of preference where several are written alike.</param>
    /// <param name="run">The newest run, and the moment it looked at in milliseconds.</param>
    /// <param name="rules">Short rules of its segments, which tell why the customer is in one.</param>
    /// <param name="most">How many of the newest events and sessions are told.</param>
    public static async Task<CustomerReport?> FindAsync(
        Engine engine, ProjectDefinition project, (uint Number, long AsOf) run, IReadOnlyList<SegmentRule> rules, string value, int most, CancellationToken cancellation)
    {
        if (await CustomerIds.NumberAsync(engine, value, cancellation) is not { } number)
        {
            return null;
        }

        var names = await engine.QueryAsync(
            $"SELECT kind, customer FROM customers WHERE customer_id = {number}", row => new Id((IdKind)row.Get<byte>(0), row.Get<string>(1)), cancellation);
        var (leftOut, measured) = await FeaturesAsync(engine, "features", Measuring.All(project), run.Number, number, cancellation);
        var (cell, compared) = await FeaturesAsync(engine, "compared", FeatureCatalogue.Compared, run.Number, number, cancellation);
        var ids = await CustomerIds.OfAsync(engine, number, cancellation);
        IReadOnlyList<(Feature, double?)> features = [.. measured, .. compared];
        return new()
        {
            Customer = names.Count > 0 ? names[0] : ids[0].Id,
            Ids = ids,
            Links = await CustomerIds.LinksAsync(engine, number, cancellation),
            Parted = await CustomerIds.PartedAsync(engine, number, cancellation),
            LeftOut = leftOut,
            Segments = await SegmentsAsync(engine, run.Number, number, features, rules, cancellation),
            History = await HistoryAsync(engine, number, cancellation),
            RfmCell = cell,
            Features = features,
            Sessions = await SessionsAsync(engine, project, number, run.AsOf, most, cancellation),
            Latest = await LatestAsync(engine, number, most, cancellation),
        };
    }

    static async Task<IReadOnlyList<CustomerSegment>> SegmentsAsync(
        Engine engine, uint run, ulong number, IReadOnlyList<(Feature Feature, double? Value)> features, IReadOnlyList<SegmentRule> rules, CancellationToken cancellation)
    {
        var values = features.ToDictionary(feature => feature.Feature.Name, feature => feature.Value);
        return await engine.QueryAsync(
            $"""
            SELECT toString(model) AS owner, toString(segment) AS id, name
            FROM (SELECT model, segment FROM memberships WHERE run = {run} AND customer_id = {number}) AS m
            ANY LEFT JOIN (SELECT model, segment, name FROM segments WHERE run = {run}) AS s USING (model, segment)
            ORDER BY owner, id
            """,
            row =>
            {
                var met = rules.FirstOrDefault(rule => rule.Segment == row.Get<string>(1))?.AnyOf
                    .FirstOrDefault(all => all.All(bound => bound.Holds(values.GetValueOrDefault(bound.Feature) ?? double.NaN)));
                return new CustomerSegment(
                    row.Get<string>(0), row.Get<string>(1), row.Get<string>(2), met is not null,
                    [.. (met ?? []).Select(bound => new MetBound(bound, values.GetValueOrDefault(bound.Feature)))]);
            },
            cancellation);
    }

    static async Task<IReadOnlyList<NamedChange>> HistoryAsync(Engine engine, ulong number, CancellationToken cancellation)
    {
        var names = await MembershipLog.NamesAsync(engine, cancellation);
        return [.. (await MembershipLog.OfCustomerAsync(engine, number, cancellation)).Select(change => new NamedChange(change, names.GetValueOrDefault(change.Segment, change.Segment)))];
    }

    /// <summary>The features of a table, with the text that it tells beside them; nothing where the customer has no row.</summary>
    static async Task<(string Text, IReadOnlyList<(Feature, double?)> Values)> FeaturesAsync(
        Engine engine, string table, IReadOnlyList<Feature> features, uint run, ulong number, CancellationToken cancellation)
    {
        var columns = Sql.Join("", features.Select(feature => (Sql)$", {Sql.Identifier(feature.Name)}"));
        var text = Sql.Identifier(table == "features" ? "left_out" : "rfm_cell");
        var block = await engine.QueryAsync(
            $"SELECT toString({text}) AS said{columns} FROM {Sql.Identifier(table)} WHERE run = {run} AND customer_id = {number}", cancellation);
        return block.Rows == 0
            ? ("", [])
            : (block.Column<string>("said")[0], [.. features.Select(feature => (feature, Known(block[feature.Name])))]);
    }

    static double? Known(Column column) => column.IsMissing(0) || double.IsNaN(column.Value<double>(0)) ? null : column.Value<double>(0);

    static async Task<IReadOnlyList<CustomerSession>> SessionsAsync(
        Engine engine, ProjectDefinition project, ulong number, long asOf, int most, CancellationToken cancellation)
    {
        var rule = new SessionRule(project.Sessions);
        var mark = rule.Mark is { } column ? (Sql)$", {Sql.Identifier(column)}" : $"";
        Sql events = $"(SELECT occurred_at, event{mark} FROM events WHERE occurred_at < {asOf} AND {CustomerIds.Owned(number)})";
        return await engine.QueryAsync(
            SessionsQuery.Fill(
                ("events", events),
                ("timezone", project.Timezone),
                ("group_marks", rule.GroupMarks),
                ("sorted", rule.Sorted),
                ("mark_names", rule.Marks.Names),
                ("marks", rule.Marks.Arrays),
                ("breaks", rule.Breaks),
                ("most", most)),
            row => new CustomerSession(Time(row.Get<long>(0)), Time(row.Get<long>(1)), row.Get<long>(2), row.Get<long>(3) > 0),
            cancellation);
    }

    static async Task<IReadOnlyList<CustomerEvent>> LatestAsync(Engine engine, ulong number, int events, CancellationToken cancellation) => await engine.QueryAsync(
        $"""
        SELECT occurred_at, toString(event), product_id, order_id, revenue, toString(source) FROM events
        WHERE {CustomerIds.Owned(number)}
        ORDER BY occurred_at DESC LIMIT {events}
        """,
        row => new CustomerEvent(
            Time(row.Get<long>(0)), row.Get<string>(1), row.Get<string>(2), row.Get<string>(3), double.IsNaN(row.Get<double>(4)) ? null : row.Get<double>(4), row.Get<string>(5)),
        cancellation);

    static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
