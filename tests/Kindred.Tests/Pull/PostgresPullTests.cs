using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using Kindred.ClickHouse;
using Kindred.Project;
using Kindred.Pull;
using Kindred.Runs;
using Kindred.Testing;
using Npgsql;

namespace Kindred.Tests.Pull;

[UnsupportedOSPlatform("windows")]
public sealed class PostgresPullTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    const string Map = """
            map:
              message_id: id
              event: { constant: Order Completed }
              occurred_at: placed_at
              user_id: customer
              order_id: id
              revenue: worth
        segments:
          - { id: behaviour, features: [orders, revenue], clusters: 2..3 }
        """;

    readonly TemporaryFolder _folder = new();
    ManualTime _clock = new(DateTimeOffset.Parse("2026-06-01T12:00:00Z", CultureInfo.InvariantCulture));

    string Store => _folder.File(".kindred/store");

    public async ValueTask InitializeAsync()
    {
        await postgres.StartAsync();
        Directory.CreateDirectory(_folder.File(".kindred/secrets"));
        var secret = _folder.File(".kindred/secrets/SHOP_PASSWORD");
        await File.WriteAllTextAsync(secret, PostgresFixture.Password + "\n");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await postgres.SqlAsync("""
            DROP SCHEMA IF EXISTS "Sales" CASCADE;
            CREATE SCHEMA "Sales";
            GRANT USAGE ON SCHEMA "Sales" TO kindred;
            CREATE TABLE "Sales".orders (id bigint PRIMARY KEY, placed_at timestamptz, customer text, worth numeric(10,2), updated_at timestamptz);
            INSERT INTO "Sales".orders SELECT i, '2026-05-01 10:00+00'::timestamptz + i * interval '1 minute', 'c' || i % 20, i, '2026-05-01 10:00+00'::timestamptz + i * interval '1 minute' FROM generate_series(1, 200) i;
            GRANT SELECT ON ALL TABLES IN SCHEMA "Sales" TO kindred;
            """);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_table_becomes_events_and_a_second_pull_brings_what_is_new()
    {
        Declare("table: Sales.orders, mark: updated_at, overlap: 5m");

        var first = await PullAsync();
        await postgres.SqlAsync("""INSERT INTO "Sales".orders VALUES (201, '2026-05-02 00:00+00', 'c1', 7, '2026-05-02 00:00+00')""");
        var second = await PullAsync();
        var third = await PullAsync();

        Assert.Equal((200, 200, 0, 0), Counts(first));
        Assert.Equal(("2026-05-01T13:20:00Z", "2026-05-01T13:20:00+00:00"), (first.Mark, first.Newest?.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)));
        Assert.Equal((7, 1, 6, 0), Counts(second)); // five minutes back are six rows
        Assert.Equal((1, 0, 1, 0), Counts(third));
        Assert.Equal((_clock.GetUtcNow() - DateTimeOffset.Parse("2026-05-02T00:00:00Z", CultureInfo.InvariantCulture)).TotalSeconds, third.LagSeconds);
        Assert.Equal("201 20107", await ValueAsync("SELECT concat(toString(count()), ' ', toString(toInt64(sum(revenue)))) FROM events"));
        Assert.Equal("1777629660000", await ValueAsync("SELECT toString(min(occurred_at)) FROM events"));
    }

    /// <summary>What Redshift is known to differ in that a pull depends on: it split off from PostgreSQL 8.0 and refuses settings at the start that it does not know. The driver needs no mode for it any more.</summary>
    [Fact]
    public void Redshift_is_asked_in_words_that_it_has()
    {
        var table = new PostgresDefinition { Host = "shop.example", Database = "dev", User = "kindred", Table = "public.orders", Mark = "updated_at" };

        var (redshift, plain) = (PostgresTable.Settings(table, redshift: true, "p", "UTC"), PostgresTable.Settings(table, redshift: false, "p", "UTC"));

        Assert.Equal((5439, SslMode.VerifyFull, false, true), (redshift.Port, redshift.SslMode, redshift.Pooling, string.IsNullOrEmpty(redshift.Options)));
        Assert.Equal((5432, false), (plain.Port, string.IsNullOrEmpty(plain.Options)));
        Assert.Equal("SELECT * FROM \"public\".\"orders\"", PostgresTable.Query(table, null));
        Assert.Equal(
            "SELECT * FROM \"public\".\"orders\" WHERE \"updated_at\" >= CAST($1 AS timestamp without time zone) OR \"updated_at\" IS NULL",
            PostgresTable.Query(table, "timestamp without time zone"));
        Assert.Equal("redshift://shop.example:5439/dev/public.orders", PostgresTable.PlaceOf(table, redshift: true));
    }

    [Fact]
    public async Task A_table_declared_as_redshift_is_read_by_the_same_protocol()
    {
        Declare("table: Sales.orders, mark: updated_at, overlap: 5m", kind: "redshift");

        var (first, second) = (await PullAsync(), await PullAsync());

        Assert.Equal(((200, 200, 0, 0), (6, 0, 6, 0)), (Counts(first), Counts(second)));
    }

    [Fact]
    public async Task Rows_that_come_late_or_have_no_mark_are_read_within_the_overlap()
    {
        Declare("table: Sales.orders, mark: updated_at, overlap: 1h");
        await PullAsync();

        await postgres.SqlAsync("""
            INSERT INTO "Sales".orders VALUES (301, '2026-05-01 12:30+00', 'c1', 1, '2026-05-01 12:30+00'), (302, '2026-05-01 12:30+00', 'c1', 1, NULL), (303, '2026-05-01 11:00+00', 'c1', 1, '2026-05-01 11:00+00')
            """);
        await PullAsync();

        Assert.Equal("301,302", await ValueAsync("SELECT arrayStringConcat(arraySort(groupArray(order_id)), ',') FROM events WHERE toUInt32(order_id) > 300"));
    }

    [Fact]
    public async Task A_row_from_the_future_hides_none_that_come_after()
    {
        Declare("table: Sales.orders, mark: updated_at, overlap: 1m");
        await postgres.SqlAsync("""INSERT INTO "Sales".orders VALUES (401, '2026-05-01 12:30+00', 'c1', 1, '2099-01-01 00:00+00'), (402, '2026-05-01 12:30+00', 'c1', 1, 'infinity')""");

        var first = await PullAsync();
        await postgres.SqlAsync("""INSERT INTO "Sales".orders VALUES (403, '2026-06-01 12:30+00', 'c1', 1, '2026-06-01 12:30+00')""");
        _clock = new(_clock.GetUtcNow().AddHours(1));
        var second = await PullAsync();

        Assert.Equal("2026-06-01T12:00:00Z", first.Mark);
        Assert.Equal((3, 1, 2, 0), Counts(second));
    }

    [Fact]
    public async Task A_number_may_be_the_mark_and_a_query_the_table()
    {
        Declare("""mark: id, overlap: 3, query: "SELECT * FROM \"Sales\".orders WHERE id % 2 = 0" """.TrimEnd());

        var first = await PullAsync();
        await postgres.SqlAsync("""INSERT INTO "Sales".orders SELECT i, '2026-05-02 00:00+00', 'c1', 1, NULL FROM generate_series(201, 210) i""");
        var second = await PullAsync();

        Assert.Equal(((100, 100, 0, 0), "200"), (Counts(first), first.Mark));
        Assert.Equal(((7, 5, 2, 0), "210"), (Counts(second), second.Mark)); // 198, 200 and five new ones
    }

    [Fact]
    public async Task Rows_that_cannot_be_used_are_kept_with_the_reason_once()
    {
        Declare("table: Sales.orders, mark: updated_at, overlap: 100d");
        await postgres.SqlAsync("""UPDATE "Sales".orders SET customer = NULL WHERE id = 5; UPDATE "Sales".orders SET placed_at = NULL WHERE id = 6""");

        var first = await PullAsync();
        var second = await PullAsync();

        Assert.Equal((200, 198, 0, 2), Counts(first));
        Assert.Equal((200, 0, 200, 0), Counts(second));
        Assert.Equal("no customer id: 5,2026-05-01 10:05:00+00,,5.00,2026-05-01 10:05:00+00|occurred_at is missing: 6,,c6,6.00,2026-05-01 10:06:00+00",
            await ValueAsync("SELECT arrayStringConcat(groupArray(concat(reason, ': ', raw)), '|') FROM (SELECT * FROM events_rejected ORDER BY raw)"));
    }

    [Fact]
    public async Task Values_of_every_kind_arrive_as_they_are()
    {
        await postgres.SqlAsync("""
            CREATE TABLE "Sales".odd (id uuid, at timestamp, who text, note text, price double precision, flag boolean, doc jsonb, seen date);
            INSERT INTO "Sales".odd VALUES ('00000000-0000-0000-0000-000000000001', '2026-05-01 10:00', 'anna', E'a "b", c\nd\t\\ ''; DROP TABLE x; -- ä € 😀', 1.5, true, '{"a": [1, null]}', '2026-05-01');
            GRANT SELECT ON "Sales".odd TO kindred;
            """);
        Declare("table: Sales.odd, mark: seen", """
                timezone: Europe/Berlin
                map: { message_id: id, event: { constant: Seen }, occurred_at: at, user_id: who, title: note, price: price }
                properties: { flag: flag, doc: doc }
            """);

        var pulled = await PullAsync();

        Assert.Equal(((1, 1, 0, 0), "2026-05-01 00:00:00"), (Counts(pulled), pulled.Mark));
        Assert.Equal("a \"b\", c\nd\t\\ '; DROP TABLE x; -- ä € 😀", await ValueAsync("SELECT any(title) FROM events"));
        Assert.Equal("1777622400000 1.5", await ValueAsync("SELECT any(concat(toString(occurred_at), ' ', toString(price))) FROM events")); // ten in Berlin is eight in UTC
        Assert.Equal("t {\"a\": [1, null]}", await ValueAsync("SELECT any(concat(JSONExtractString(properties, 'flag'), ' ', JSONExtractString(properties, 'doc'))) FROM events"));
    }

    [Fact]
    public async Task Two_tables_with_the_same_keys_do_not_hide_each_other()
    {
        Declare("table: Sales.orders, mark: updated_at", Map.Split("segments:")[0].TrimEnd() + $"\n  - name: returns\n    postgres: {{ {Way}, table: Sales.orders, mark: updated_at }}\n" + Map.Replace("Order Completed", "Order Refunded", StringComparison.Ordinal));

        var (orders, returns) = (await PullAsync(0), await PullAsync(1));

        Assert.Equal(((200, 200, 0, 0), (200, 200, 0, 0)), (Counts(orders), Counts(returns)));
    }

    [Fact]
    public async Task All_is_read_again_where_that_is_asked_for_and_a_changed_map_says_so()
    {
        Declare("table: Sales.orders, mark: updated_at, overlap: 1m");
        await PullAsync();
        Declare("table: Sales.orders, mark: updated_at, overlap: 1m", Map.Replace("revenue: worth", "revenue: { expression: worth * 2 }", StringComparison.Ordinal));

        var changed = await PullAsync();
        var again = await PullAsync(again: true);
        var after = await PullAsync();

        Assert.Contains("'kindred pull orders --again' reads all rows again", Assert.Single(changed.Warnings), StringComparison.Ordinal);
        Assert.Equal(((200, 200, 0, 0), 0, 0), (Counts(again), again.Warnings.Count, after.Warnings.Count));
        Assert.Equal("200 40200", await ValueAsync("SELECT concat(toString(count()), ' ', toString(toInt64(sum(revenue)))) FROM events"));
    }

    [Fact]
    public async Task Customers_are_recognised_as_their_rows_are_pulled()
    {
        const string Owners = """
            SELECT arrayStringConcat(arraySort(groupArray(concat(toString(merged_id = cityHash64('anna')), ' ', toString(customer_key)))), ',') FROM customer_keys
            """;
        Declare("table: Sales.visits, mark: id", Map[..Map.IndexOf("segments:", StringComparison.Ordinal)].Replace("user_id: customer", "user_id: customer\n      anonymous_id: visitor", StringComparison.Ordinal)
            .Replace("occurred_at: placed_at", "occurred_at: at", StringComparison.Ordinal).Replace("      order_id: id\n      revenue: worth\n", "", StringComparison.Ordinal));
        await postgres.SqlAsync("""
            CREATE TABLE "Sales".visits (id bigint PRIMARY KEY, at timestamptz, customer text, visitor text);
            INSERT INTO "Sales".visits VALUES (1, '2026-05-01 10:00+00', NULL, 'laptop'), (2, '2026-05-01 11:00+00', 'anna', 'phone');
            GRANT SELECT ON "Sales".visits TO kindred;
            """);
        await PullAsync();
        var phone = await ValueAsync(Owners);
        await postgres.SqlAsync("""INSERT INTO "Sales".visits VALUES (3, '2026-05-01 12:00+00', 'anna', 'laptop')""");
        await PullAsync();
        var both = await ValueAsync(Owners);

        var report = await Engine.ChangeAsync(
            Store, new(), engine => Running.RunAsync(engine, ProjectFile.Open(_folder.Path), new(), _clock, new Progress<StageProgress>(), CancellationToken.None), CancellationToken.None);

        Assert.Equal(await ValueAsync("SELECT concat('1 ', toString(cityHash64('phone') + 1))"), phone);
        Assert.Equal(2, both.Split("1 ").Length - 1);
        Assert.Equal((both, 1, 2), (await ValueAsync(Owners), report.Customers, report.IdsJoined));
        Assert.Equal("3", await ValueAsync("SELECT toString(sum(events)) FROM sightings")); // each is noted once
    }

    [Fact]
    public async Task A_run_finds_segments_in_what_was_pulled()
    {
        Declare("table: Sales.orders, mark: updated_at");
        await PullAsync();

        var project = ProjectFile.Open(_folder.Path);
        var report = await Engine.ChangeAsync(
            Store, new(), engine => Running.RunAsync(engine, project, new(), _clock, new Progress<StageProgress>(), CancellationToken.None), CancellationToken.None);

        Assert.Equal((200, 200, 20, 20100), (report.RowsRead, report.Events, report.Customers, report.Revenue));
        Assert.Contains("Sales.orders", await File.ReadAllTextAsync(_folder.File("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_stands_nowhere_but_in_its_file()
    {
        Declare("table: Sales.orders, mark: updated_at");
        await PullAsync();

        var found = Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(path => File.ReadAllBytes(path).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(PostgresFixture.Password)) >= 0);

        Assert.Equal([_folder.File(".kindred/secrets/SHOP_PASSWORD")], found);
        Assert.Empty(Directory.EnumerateFiles(_folder.File(".kindred"), "pull-*"));
    }

    [Theory]
    [InlineData("table: Sales.nothing, mark: updated_at", "relation \"Sales.nothing\" does not exist. Correct table or query of the source in kindred.yaml.")]
    [InlineData("table: Sales.orders, mark: changed", "it has no column 'changed', which is to be the mark; its columns are id, placed_at, customer, worth, updated_at. Correct mark of the source in kindred.yaml.")]
    [InlineData("table: Sales.orders, mark: customer", "its column 'customer' is of the type text, but a mark is a number or a time. Name another as mark of the source in kindred.yaml.")]
    [InlineData("query: DELETE FROM \\\"Sales\\\".orders RETURNING *, mark: id", "the database answers 'syntax error at or near \"FROM\"' (42601).")]
    public async Task What_cannot_be_read_is_told_with_its_place_and_what_to_do(string table, string reason)
    {
        Declare(table.Replace("query: DELETE FROM \\\"Sales\\\".orders RETURNING *", "query: 'DELETE FROM \"Sales\".orders RETURNING *'", StringComparison.Ordinal));

        var refused = await Assert.ThrowsAsync<PullException>(() => PullAsync());

        Assert.StartsWith("Source orders cannot be pulled from postgres://127.0.0.1:", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith($": {reason}", refused.Message, StringComparison.Ordinal);
        Assert.Equal("200", await postgres.SqlAsync("""SELECT count(*) FROM "Sales".orders"""));
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("redshift")]
    public async Task A_query_that_writes_is_refused_by_the_session(string kind)
    {
        await postgres.SqlAsync("""CREATE FUNCTION "Sales".wipe() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM "Sales".orders RETURNING id'""");
        Declare("""mark: wipe, query: "SELECT \"Sales\".wipe()" """.TrimEnd(), kind: kind);

        var refused = await Assert.ThrowsAsync<PullException>(() => PullAsync());

        Assert.Contains("in a read-only transaction", refused.Message, StringComparison.Ordinal);
        Assert.Equal("200", await postgres.SqlAsync("""SELECT count(*) FROM "Sales".orders"""));
    }

    [Fact]
    public async Task A_wrong_password_and_a_server_that_is_away_are_told()
    {
        Declare("table: Sales.orders, mark: updated_at");
        await File.WriteAllTextAsync(_folder.File(".kindred/secrets/SHOP_PASSWORD"), "wrong-one");
        var wrong = await Assert.ThrowsAsync<PullException>(() => PullAsync());
        Declare("table: Sales.orders, mark: updated_at", port: 1);
        var away = await Assert.ThrowsAsync<PullException>(() => PullAsync());

        Assert.Contains("the database does not let kindred in. Correct user, or the secret SHOP_PASSWORD.", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("it cannot be reached (", away.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", JsonSerializer.Serialize(wrong.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_others_can_read_or_that_is_missing_is_refused()
    {
        Declare("table: Sales.orders, mark: updated_at");
        var secret = _folder.File(".kindred/secrets/SHOP_PASSWORD");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var open = await Assert.ThrowsAsync<DefinitionException>(() => PullAsync());
        File.Delete(secret);
        var missing = await Assert.ThrowsAsync<DefinitionException>(() => PullAsync());

        Assert.Equal($"{_folder.File("kindred.yaml")}:4:", open.Message[..(_folder.File("kindred.yaml").Length + 3)]);
        Assert.Contains($"others than you can read {secret}: 'chmod 600' it", open.Message, StringComparison.Ordinal);
        Assert.Contains($"there is no secret SHOP_PASSWORD: set the environment variable SHOP_PASSWORD, or write it to {secret} and 'chmod 600' that.", missing.Message, StringComparison.Ordinal);
    }

    string Way => Ways(postgres.Port);

    static string Ways(int port) => string.Create(
        CultureInfo.InvariantCulture, $"host: 127.0.0.1, port: {port}, database: {PostgresFixture.Database}, user: {PostgresFixture.User}, password: SHOP_PASSWORD");

    void Declare(string table, string map = Map, int? port = null, string kind = "postgres") =>
        File.WriteAllText(_folder.File("kindred.yaml"), $"name: Shop\nsources:\n  - name: orders\n    {kind}: {{ {Ways(port ?? postgres.Port)}, {table} }}\n{map}\n");

    async Task<PulledSource> PullAsync(int index = 0, bool again = false) => await Pulling.RunAsync(
        ProjectFile.Open(_folder.Path), index, again, ChangeAsync, _clock, new Progress<StageProgress>(), CancellationToken.None);

    Task ChangeAsync(Func<Engine, Task> work) => Engine.ChangeAsync(
        Store,
        new(),
        async engine =>
        {
            await work(engine);
            return true;
        },
        CancellationToken.None);

    async Task<string> ValueAsync(string sql)
    {
        await using var engine = await Engine.OpenAsync(Store, new(), CancellationToken.None);
        return await engine.ValueAsync<string>(Sql.Trusted(sql), CancellationToken.None);
    }

    static (long, long, long, long) Counts(PulledSource pulled) => (pulled.Read, pulled.Kept, pulled.Duplicate, pulled.Rejected);

    sealed class ManualTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
