namespace Kindred.Tests.Runs;

/// <summary>The main job on small files whose every number a reader can check.</summary>
public sealed class RunningTests
{
    const string Header = "id,at,visitor,user,event,product,price,quantity,order,agent\n";

    const string Yaml = """
        kindred: 1
        name: small
        currency: EUR
        sources:
          - name: clicks
            files: "*.csv"
            identical_rows: drop
            map: { message_id: id, occurred_at: at, anonymous_id: visitor, user_id: user, event: event, product_id: product, price: price, quantity: quantity, order_id: order, user_agent: agent }
        """;

    [Fact]
    public async Task Sessions_are_joined_over_the_devices_of_a_customer()
    {
        await using var project = TestProject.With(Yaml);
        project.Write("a.csv", Header
            + "1,2026-01-01T10:00:00Z,phone,,Page Viewed,,,,,\n"
            + "2,2026-01-01T10:20:00Z,laptop,ann,Page Viewed,,,,,\n" // 20 minutes later on another device
            + "3,2026-01-01T10:49:00Z,phone,ann,Page Viewed,,,,,\n"
            + "4,2026-01-01T11:19:01Z,phone,,Page Viewed,,,,,\n"); // a second over half an hour

        var report = await project.RunAsync();

        Assert.Equal(1, report.Customers);
        Assert.Equal(2, report.Sessions);
        Assert.Equal(49 / 2.0, await project.ValueAsync<double>("SELECT session_minutes FROM features"), 1e-9);
        Assert.Equal("ann", await project.ValueAsync<string>("SELECT customer FROM customers"));
    }

    [Fact]
    public async Task Money_follows_its_rules()
    {
        await using var project = TestProject.With(Yaml);
        project.Write("a.csv", Header
            + "1,2026-01-01T10:00:00Z,,ann,order_completed,p1,10,2,o1,\n" // an alias of Order Completed
            + "2,2026-01-01T10:00:00Z,,ann,Order Completed,p2,5,,o1,\n" // no quantity is one piece
            + "3,2026-01-03T10:00:00Z,,ann,Order Completed,p1,10,1,o2,\n"
            + "4,2026-01-04T10:00:00Z,,ann,refund,p1,10,1,o2,\n"
            + "5,2026-01-05T10:00:00Z,,bob,Product Viewed,p1,10,,,\n");

        var report = await project.RunAsync();

        Assert.Equal((2, 35.0, 10.0), (report.Orders, report.Revenue, report.Refunded));
        Assert.Equal(17.5, await project.ValueAsync<double>("SELECT average_order_value FROM features WHERE orders > 0"));
        Assert.Equal(2.0, await project.ValueAsync<double>("SELECT days_between_orders FROM features WHERE orders > 0"));
        Assert.Equal(1, await project.ValueAsync<long>("SELECT toInt64(count()) FROM features WHERE isNull(recency_days)"));
    }

    [Fact]
    public async Task Nothing_after_the_moment_leaks_in()
    {
        const string Before = "1,2026-01-01T10:00:00Z,a,,Page Viewed,,,,,\n2,2026-01-02T10:00:00Z,b,bob,Order Completed,p,10,1,o1,\n";
        const string After = "3,2026-02-01T10:00:00Z,a,bob,Order Completed,p,99,1,o2,\n4,2026-02-02T10:00:00Z,c,,Page Viewed,,,,,\n";
        var moment = new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);

        var expected = await MeasuredAsync(Before, moment);
        var measured = await MeasuredAsync(Before + After, moment);

        Assert.Equal(2, expected.Customers);
        Assert.Equal(expected, measured);
    }

    static async Task<(long Customers, string Features)> MeasuredAsync(string rows, DateTimeOffset asOf)
    {
        await using var project = TestProject.With(Yaml);
        project.Write("a.csv", Header + rows);
        var report = await project.RunAsync(asOf);
        return (report.Customers, await project.ValueAsync<string>(Everything));
    }

    const string Everything = "SELECT toString(groupArray(toString(t))) FROM (SELECT tuple(* EXCEPT run) AS t FROM features ORDER BY customer_id)";

    [Fact]
    public async Task A_second_run_adds_nothing()
    {
        await using var project = TestProject.With(Yaml);
        var path = project.Write("a.csv", Header + "1,2026-01-01T10:00:00Z,a,,Page Viewed,,,,,\n");
        var first = await project.RunAsync();
        File.Copy(path, path + ".copy.csv");
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var second = await project.RunAsync();

        Assert.Equal((first.RowsRead, first.Events, first.Customers), (second.RowsRead, second.Events, second.Customers));
        Assert.Equal(1, await project.ValueAsync<long>("SELECT toInt64(count()) FROM events"));
    }

    [Fact]
    public async Task A_file_that_grew_replaces_what_it_gave()
    {
        await using var project = TestProject.With(Yaml);
        project.Write("a.csv", Header + "1,2026-01-01T10:00:00Z,a,,Page Viewed,,,,,\n");
        await project.RunAsync();
        project.Write("a.csv", Header + "1,2026-01-01T10:00:00Z,a,,Page Viewed,,,,,\n2,2026-01-02T10:00:00Z,b,,Page Viewed,,,,,\n");
        project.Write("b.csv", Header + "2,2026-01-02T10:00:00Z,b,,Page Viewed,,,,,\n3,2026-01-03T10:00:00Z,b,,Page Viewed,,,,,\n");

        var report = await project.RunAsync();

        Assert.Equal((4, 3, 1, 2), (report.RowsRead, report.Events, report.RowsDuplicate, report.Customers));
    }

    [Fact]
    public async Task Rows_that_cannot_be_used_are_kept_with_their_line_and_reason()
    {
        await using var project = TestProject.With(Yaml);
        project.Write("a.csv", Header
            + "1,2026-01-01T10:00:00Z,a,,Page Viewed,,,,,\n"
            + "2,yesterday,a,,Page Viewed,,,,,\n"
            + "3,2026-01-01T10:00:00Z,null,undefined,Page Viewed,,,,,\n"
            + "4,2026-01-01T10:00:00Z,a,,Product Viewed,p,cheap,,,\n"
            + "5,2126-01-01T10:00:00Z,a,,Page Viewed,,,,,\n"
            + "6,2026-01-01T10:00:00Z,a,,,,,,,\n"
            + "\"7\",2026-01-01T10:00:00Z,a,,\"Said \"\"hi\"\", twice\",,,x,,\n");

        var report = await project.RunAsync();

        Assert.Equal((7, 1, 6, 0), (report.RowsRead, report.Events, report.RowsRejected, report.RowsDuplicate));
        Assert.Equal(
            "3 occurred_at is not a time | 4 no customer id | 5 price is not a number | 6 occurred_at lies in the future | 7 event is missing | 8 quantity is not a number",
            await project.ValueAsync<string>("SELECT arrayStringConcat(groupArray(concat(toString(line), ' ', reason)), ' | ') FROM (SELECT * FROM events_rejected ORDER BY line)"));
        Assert.Equal(
            "7,2026-01-01T10:00:00Z,a,,\"Said \"\"hi\"\", twice\",,,x,,",
            await project.ValueAsync<string>("SELECT raw FROM events_rejected WHERE line = 8"));
    }

    [Fact]
    public async Task A_line_cut_off_hides_no_other_line_and_no_key()
    {
        await using var project = TestProject.With("""
            kindred: 1
            name: small
            sources:
              - name: app
                files: "*.jsonl"
                format: jsonl
                map: { message_id: id, occurred_at: at, user_id: user, event: event, feature: feature }
            """);
        project.Write("a.jsonl", """
            {"id": "1", "at": "2026-01-01T10:00:00Z", "us
            {"id": "2", "at": "2026-01-01T10:00:00Z", "user": "ann", "event": "Page Viewed"}

            {"id": "3", "at": "2026-01-01T10:05:00Z", "user": "ann", "event": "Feature Used", "feature": "wish list"}
            """);

        var report = await project.RunAsync();

        Assert.Equal((3, 1, 2), (report.RowsRead, report.RowsRejected, report.Events));
        Assert.Equal("the line is not JSON", await project.ValueAsync<string>("SELECT reason FROM events_rejected WHERE line = 1"));
        Assert.Equal(1, await project.ValueAsync<double>("SELECT feature_breadth FROM features"));
    }

    [Fact]
    public async Task Robots_and_testers_are_told_but_not_analysed()
    {
        await using var project = TestProject.With(Yaml + """

            cleaning: { test_accounts: ["qa-*"], bots: { max_events_per_minute: 5, ids: [crawl-1] } }
            """);
        project.Write("a.csv", Header
            + "1,2026-01-01T10:00:00Z,a,,Page Viewed,,,,,Mozilla/5.0\n"
            + "2,2026-01-01T10:00:00Z,b,,Page Viewed,,,,,Googlebot/2.1\n"
            + "3,2026-01-01T10:00:00Z,c,qa-7,Page Viewed,,,,,\n"
            + "4,2026-01-01T11:00:00Z,crawl-1,,Page Viewed,,,,,\n"
            + string.Concat(Enumerable.Range(10, 7).Select(i => $"f{i},2026-01-01T10:00:{i}Z,fast,,Page Viewed,,,,,\n")));

        var report = await project.RunAsync();

        Assert.Equal((11, 1), (report.Events, report.Customers));
        Assert.Equal((2, 2), (report.CustomersLeftOut["robots"], report.CustomersLeftOut["test_accounts"]));
    }

    [Fact]
    public async Task The_same_event_within_seconds_counts_once()
    {
        await using var project = TestProject.With(Yaml + "\ncleaning: { repeated_within: 2s }\n");
        project.Write("a.csv", Header
            + "1,2026-01-01T10:00:00.000Z,a,,Page Viewed,,,,,\n"
            + "2,2026-01-01T10:00:01.500Z,a,,Page Viewed,,,,,\n"
            + "3,2026-01-01T10:00:03.000Z,a,,Page Viewed,,,,,\n" // 1.5 s after one that repeats
            + "4,2026-01-01T10:00:06.000Z,a,,Page Viewed,,,,,\n"
            + "5,2026-01-01T10:00:01.000Z,b,,Page Viewed,,,,,\n");

        var report = await project.RunAsync();

        Assert.Equal((5, 3, 2), (report.RowsRead, report.Events, report.RowsDuplicate));
        Assert.Equal(2, (await project.RunAsync()).RowsDuplicate);
    }

    [Fact]
    public async Task Missing_and_far_off_values_are_treated_as_declared()
    {
        await using var project = TestProject.With(Yaml + """

            cleaning:
              missing: { quantity: { constant: 2 }, product_id: flag, order_id: drop }
              caps: { price: { min: 1, max: 100 } }
            """);
        project.Write("a.csv", Header
            + "1,2026-01-01T10:00:00Z,a,,Order Completed,p,5000,,o1,\n"
            + "2,2026-01-01T10:00:00Z,a,,Order Completed,,0.5,3,o2,\n"
            + "3,2026-01-01T10:00:00Z,a,,Page Viewed,,,,,\n"
            + "4,2026-01-01T10:00:00Z,a,,Product Viewed,p,,,o1,\n"); // a cap puts nothing where nothing is

        var report = await project.RunAsync();

        Assert.Equal((3, 1), (report.Events, report.RowsRejected));
        Assert.Equal(203, report.Revenue); // 100 × 2 + 1 × 3
        Assert.Equal(2, await project.ValueAsync<long>("SELECT toInt64(countIf(isNotNull(price))) FROM events"));
        Assert.Equal("product_id", await project.ValueAsync<string>("SELECT toString(flagged) FROM events WHERE order_id = 'o2'"));
        Assert.Equal("order_id is missing", await project.ValueAsync<string>("SELECT toString(reason) FROM events_rejected"));
    }

    [Fact]
    public async Task A_missing_price_becomes_the_median_of_similar_sessions()
    {
        await using var project = TestProject.With(Yaml + "\ncleaning: { missing: { price: session_median } }\n");
        project.Write("a.csv", Header
            + "1,2026-01-01T10:00:00Z,a,,Product Viewed,p,10,,,\n"
            + "2,2026-01-01T10:00:00Z,b,,Product Viewed,p,30,,,\n"
            + "3,2026-01-01T10:00:00Z,c,,Product Viewed,p,50,,,\n"
            + "4,2026-01-01T10:00:00Z,d,,Product Viewed,p,,,,\n" // one event like the three above
            + "5,2026-01-01T10:00:00Z,e,,Product Viewed,p,700,,,\n6,2026-01-01T10:01:00Z,e,,Page Viewed,,,,,\n" // a longer session
            + "7,2026-01-01T10:00:00Z,f,,Product Added,p,,,,\n"); // nothing like it

        await project.RunAsync();

        Assert.Equal(30, await project.ValueAsync<double>("SELECT price FROM events WHERE anonymous_id = 'd'"));
        Assert.Equal(1, await project.ValueAsync<long>("SELECT toInt64(count()) FROM events WHERE event = 'Product Added' AND isNull(price)"));
    }

    [Fact]
    public async Task A_feature_of_ones_own_is_measured_like_the_others()
    {
        await using var project = TestProject.With(Yaml + """

            features:
              custom:
                - { name: gift_share, expression: "count_if(event = 'Order Completed' and product_id = 'gift') / count_if(event = 'Order Completed')" }
            customers: { where: "gift_share > 0" }
            """);
        project.Write("a.csv", Header
            + "1,2026-01-01T10:00:00Z,a,,Order Completed,gift,5,1,o1,\n2,2026-01-01T11:00:00Z,a,,Order Completed,p,5,1,o2,\n3,2026-01-01T10:00:00Z,b,,Order Completed,p,5,1,o3,\n");

        var report = await project.RunAsync();

        Assert.Equal((1, 1), (report.Customers, report.CustomersLeftOut["by_condition"]));
        Assert.Equal(0.5, await project.ValueAsync<double>("SELECT gift_share FROM features WHERE left_out = ''"));
    }

    [Fact]
    public async Task Clustering_by_what_restates_the_outcome_is_refused()
    {
        await using var project = TestProject.With(Yaml + """

            segments:
              - { id: buyers, features: [sessions, orders], outcome: Order Completed }
            """);
        project.Write("a.csv", Header + "1,2026-01-01T10:00:00Z,a,,Page Viewed,,,,,\n2,2026-01-01T10:00:00Z,b,,Page Viewed,,,,,\n");

        var refusal = await Assert.ThrowsAnyAsync<DefinitionException>(() => project.RunAsync());

        Assert.Contains("orders, which rest on that very event", refusal.Message, StringComparison.Ordinal);
    }
}
