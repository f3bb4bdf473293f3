using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Expressions;
using Kindred.Identity;
using Kindred.Project;
using Kindred.Sessions;

namespace Kindred.Features;

/// <summary>Measures every customer at a moment and keeps the result with the run.</summary>
public static class Measuring
{
    static readonly SqlTemplate FeaturesQuery = Sql.Load("Features/Features.sql");
    static readonly SqlTemplate LatelyQuery = Sql.Load("Features/Lately.sql");
    static readonly SqlTemplate TalliesQuery = Sql.Load("Features/Tallies.sql");
    static readonly SqlTemplate OrdersQuery = Sql.Load("Features/Orders.sql");

    static readonly string[] OrderEvents = ["Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"];

    static readonly string[] OrderColumns = ["occurred_at", "event", "order_id", "product_id", "revenue", "quantity", "discount", "coupon"];

    static readonly string[] Columns =
    [
        "occurred_at", "event", "feature", "device_type", "scroll_depth", "duration_seconds", "rating", "category", "user_agent",
    ];

    /// <summary>The orders of every customer before a moment: customer_id, order_key, ordered_at, worth, given_back and more.</summary>
    /// <param name="events">Where given, of these events alone, as <see cref="CustomerEvents"/> gives them.</param>
    public static Sql Orders(long asOf, Sql? events = null)
    {
        Sql ofOrders = $"event IN {Literal.List(OrderEvents)}";
        Sql source = events switch
        {
            { } some => $"(SELECT * FROM {some} WHERE {ofOrders})",
            null => CustomerEvents.Before(asOf, ofOrders, OrderColumns),
        };
        return $"({OrdersQuery.Fill(("events", source))})";
    }

    /// <summary>A query of all measured features of every customer, one row each, before a moment.</summary>
    /// <param name="project">Its sessions, time zone, bots and custom features.</param>
    /// <param name="asOf">Milliseconds since 1970 in UTC.</param>
    public static Sql Query(ProjectDefinition project, long asOf) => Finished(project, asOf, $"({Tallies(project, asOf, Orders(asOf))})", Orders(asOf));

    /// <summary>The features, from where the tallies and the orders before that moment are.</summary>
    static Sql Finished(ProjectDefinition project, long asOf, Sql tallies, Sql orders) => FeaturesQuery.Fill(
        ("as_of", asOf),
        ("tallies", tallies),
        ("lately", LatelyQuery.Fill(("as_of", asOf), ("orders", orders))),
        ("custom_names", Each(project.Features.Custom.Select(feature => (Sql)$", {Sql.Identifier(feature.Name)}"))));

    /// <summary>A query of what is counted of every customer's events before a moment.</summary>
    /// <param name="orders">Where the orders before that moment are.</param>
    /// <param name="events">Where given, of these events alone, as <see cref="CustomerEvents"/> gives them.</param>
    internal static Sql Tallies(ProjectDefinition project, long asOf, Sql orders, Sql? events = null)
    {
        var rule = new SessionRule(project.Sessions);
        var custom = Custom(project, asOf);
        var names = project.Features.Custom.Select(feature => Sql.Identifier(feature.Name)).ToList();
        return TalliesQuery.Fill(
            ("events", events ?? CustomerEvents.Before(asOf, TallyColumns(project))),
            ("orders", orders),
            ("timezone", project.Timezone),
            ("support_events", Literal.List(Vocabulary.SupportContacts)),
            ("most_a_minute", Math.Max(1, project.Cleaning.Bots.MaxEventsPerMinute == 0 ? int.MaxValue : project.Cleaning.Bots.MaxEventsPerMinute)),
            ("is_robot", IsRobot(project)),
            ("group_marks", rule.GroupMarks),
            ("sorted", rule.Sorted),
            ("mark_names", rule.Marks.Names),
            ("marks", rule.Marks.Arrays),
            ("breaks", rule.Breaks),
            ("custom", Each(names.Zip(custom, (name, compiled) => (Sql)$", {compiled.Sql} AS {name}"))),
            ("custom_names", Each(names.Select(name => (Sql)$", {name}"))));
    }

    /// <summary>The columns of an event that orders or tallies ask for.</summary>
    internal static IReadOnlyList<string> EventColumns(ProjectDefinition project) => [.. OrderColumns.Union(TallyColumns(project))];

    static IReadOnlyList<string> TallyColumns(ProjectDefinition project) =>
    [
        .. Columns.Append(new SessionRule(project.Sessions).Mark).OfType<string>()
            .Concat(Custom(project, 0).SelectMany(compiled => compiled.Names)).Select(Stored).Distinct(),
    ];

    /// <summary>Whether a feature of the project's own asks how long ago something was: its tally changes with time alone.</summary>
    internal static bool AsksForTime(ProjectDefinition project) => !Custom(project, 0).Select(compiled => compiled.Sql.ToString())
        .SequenceEqual(Custom(project, 1).Select(compiled => compiled.Sql.ToString()));

    static List<CompiledExpression> Custom(ProjectDefinition project, long asOf) =>
        [.. project.Features.Custom.Select(feature => Expression.Compile(feature.Expression, ExpressionScope.Events($"{asOf}", project.Timezone)))];

    /// <summary>The features of a project: the catalogue's and its own.</summary>
    public static IReadOnlyList<Feature> All(ProjectDefinition project) =>
    [
        .. FeatureCatalogue.Measured,
        .. project.Features.Custom.Select(custom => new Feature(
            custom.Name,
            custom.Name,
            custom.Description.Length > 0 ? custom.Description : custom.Expression.Text,
            FeatureUnit.Number,
            [.. Expression.Compile(custom.Expression, ExpressionScope.Events($"0", project.Timezone)).Texts])),
    ];

    /// <summary>The features that every project has, to hold the names in a project file against.</summary>
    public static IReadOnlyList<ScopeName> Catalogue { get; } =
        [.. FeatureCatalogue.Measured.Concat(FeatureCatalogue.Compared).Select(feature => new ScopeName(feature.Name, Sql.Identifier(feature.Name), ExpressionType.Number))];

    /// <summary>What a condition on customers can name.</summary>
    public static ExpressionScope Scope(ProjectDefinition project) => ExpressionScope.Customers(
        All(project).Select(feature => new ScopeName(feature.Name, Sql.Identifier(feature.Name), ExpressionType.Number)), project.Timezone);

    /// <summary>Measures everyone and keeps it as the features of a run.</summary>
    /// <param name="testers">The customers who only test.</param>
    public static async Task<Snapshot> RunAsync(
        Engine engine, ProjectDefinition project, uint run, long asOf, IReadOnlyCollection<ulong> testers, CancellationToken cancellation)
    {
        var features = All(project);
        await FeatureTable.PrepareAsync(engine, features, cancellation);
        await engine.ExecuteAsync($"ALTER TABLE features DROP PARTITION {run}", cancellation);
        await TallyTable.RefreshAsync(engine, project, asOf, cancellation);
        var where = Expression.CompileCondition(project.Customers.Where ?? "true", Scope(project)).Sql;
        var tests = Sql.Join(" OR ", [.. testers.Select(tester => (Sql)$"customer_id = {tester}"), $"0"]);
        var values = Each(features.Select(feature => (Sql)$", toFloat64({Sql.Identifier(feature.Name)})"));
        await engine.ExecuteAsync(
            $"""
            INSERT INTO features (run, customer_id, left_out, top_category_hash{Each(features.Select(feature => (Sql)$", {Sql.Identifier(feature.Name)}"))})
            SELECT {run}, customer_id, multiIf(is_robot, 'robot', {tests}, 'test', NOT ({where}), 'condition', ''), top_category_hash{values}
            FROM ({Finished(project, asOf, $"tallies", $"orders")})
            """,
            cancellation);
        return await ReadAsync(engine, features, run, asOf, cancellation);
    }

    /// <summary>The kept features of a run.</summary>
    public static async Task<Snapshot> ReadAsync(Engine engine, IReadOnlyList<Feature> features, uint run, long asOf, CancellationToken cancellation)
    {
        var left = await engine.QueryAsync(
            $"SELECT left_out, count(), toInt64(sum(events)) FROM features WHERE run = {run} AND left_out != '' GROUP BY left_out",
            row => (Reason: row.Get<string>(0), Group: new Group(row.Get<long>(1), row.Get<long>(2))),
            cancellation);
        var totals = await engine.QueryAsync(
            $"""
            SELECT toInt64(ifNull(sum(sessions), 0)), toInt64(ifNull(sum(orders), 0)), ifNull(sum(revenue), 0), ifNull(sum(refunded), 0)
            FROM features WHERE run = {run} AND left_out = ''
            """,
            row => new Totals(row.Get<long>(0), row.Get<long>(1), row.Get<double>(2), row.Get<double>(3)),
            cancellation);
        var values = Each(features.Select(feature => (Sql)$", ifNull(toFloat32({Sql.Identifier(feature.Name)}), nan) AS {Sql.Identifier(feature.Name)}"));
        var block = await engine.QueryAsync(
            $"SELECT customer_id{values} FROM features WHERE run = {run} AND left_out = '' ORDER BY customer_id", cancellation);
        return new(
            run,
            asOf,
            block.Rows == 0 ? [] : block.Column<ulong>("customer_id"),
            features,
            [.. features.Select(feature => block.Rows == 0 ? [] : block.Column<float>(feature.Name))],
            totals[0],
            new(Of("robot"), Of("test"), Of("condition")));

        Group Of(string reason) => left.FirstOrDefault(group => group.Reason == reason).Group;
    }

    /// <summary>A robot by what its user agent says of itself; not looked for where no source tells user agents.</summary>
    static Sql IsRobot(ProjectDefinition project) => project.Cleaning.Bots.Agents switch
    {
        { Count: > 0 } agents when project.Sources.Any(source => source.Map.ContainsKey("user_agent")) =>
            $"{Sql.Join(" OR ", agents.Select(agent => (Sql)$"position(lower(user_agent), {agent.ToLowerInvariant()}) > 0"))}",
        _ => $"0",
    };

    static string Stored(string name) => name.StartsWith("properties.", StringComparison.Ordinal) ? "properties" : name;

    static Sql Each(IEnumerable<Sql> fragments) => Sql.Join("", fragments);
}
