using FsCheck;
using FsCheck.Fluent;
using Kindred.ClickHouse;
using Kindred.Expressions;
using Kindred.Testing;

namespace Kindred.Tests.Expressions;

/// <summary>Expressions computed by the newest and the oldest engine: the same, and what was worked out by hand.</summary>
public sealed class ExpressionValueTests(EmbeddedFixture embedded, ClusterFixture cluster) : IClassFixture<EmbeddedFixture>
{
    const string Missing = "missing";

    static readonly ExpressionScope Customer = ExpressionScope.Customers(
        [
            new("orders", $"orders", ExpressionType.Number, false), new("revenue", $"revenue", ExpressionType.Number),
            new("none", $"none", ExpressionType.Number), new("top", $"top", ExpressionType.Text), new("empty", $"empty", ExpressionType.Text),
            new("at", $"at", ExpressionType.Time), new("raw", $"raw", ExpressionType.Raw),
        ],
        "Europe/London");

    static Sql OneCustomer =>
        $"""
        (SELECT materialize(toFloat64(3)) AS orders, materialize(toNullable(12.5)) AS revenue, nullIf(materialize(toFloat64(3)), 3) AS none,
            materialize('Gifts') AS top, materialize('') AS empty, materialize(toNullable(toInt64(1309474800000))) AS at, materialize('42') AS raw)
        """;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * -3", "-9")]
    [InlineData("7 / 2", "3.5")]
    [InlineData("orders / (orders - 3)", Missing)]
    [InlineData("1 - -orders", "4")]
    [InlineData("none + 1", Missing)]
    [InlineData("revenue * 2", "25")]
    [InlineData("round(2.347, 2)", "2.35")]
    [InlineData("floor(-2.5) + ceil(2.2) + abs(-1)", "1")]
    [InlineData("min(orders, revenue)", "3")]
    [InlineData("max(orders, revenue)", "12.5")]
    [InlineData("max(orders, none)", Missing)]
    [InlineData("log(0)", Missing)]
    [InlineData("round(log(20.085536923), 6)", "3")]
    [InlineData("sqrt(-1)", Missing)]
    [InlineData("sqrt(orders + 6)", "3")]
    [InlineData("orders = 3", "1")]
    [InlineData("none = 3", "0")]
    [InlineData("none != 3", "1")]
    [InlineData("none < 3 or none >= 3", "0")]
    [InlineData("not none > 3", "1")]
    [InlineData("orders > 2 and revenue < 10 or orders = 3", "1")]
    [InlineData("orders > 2 AND NOT (revenue < 10)", "1")]
    [InlineData("orders in (1, 2, 3)", "1")]
    [InlineData("orders not in (1, 2)", "1")]
    [InlineData("none in (1, 2)", "0")]
    [InlineData("none not in (1, 2)", "1")]
    [InlineData("top in ('Gifts', 'Toys')", "1")]
    [InlineData("top == \"Gifts\" and top <> 'gifts'", "1")]
    [InlineData("starts_with(top, 'Gi') and ends_with(top, 'ts') and contains(top, 'ift')", "1")]
    [InlineData("matches(top, '^G.*s$')", "1")]
    [InlineData("lower(top)", "gifts")]
    [InlineData("upper('äöü')", "ÄÖÜ")]
    [InlineData("trim('  a b ')", "a b")]
    [InlineData("replace(top, 'ft', 'rl')", "Girls")]
    [InlineData("substring('größer', 3, 2)", "öß")]
    [InlineData("substring(top, 3)", "fts")]
    [InlineData("concat(top, '-', text(orders))", "Gifts-3")]
    [InlineData("length('größe')", "5")]
    [InlineData("text(none)", "")]
    [InlineData("number('12.50')", "12.5")]
    [InlineData("number('12 apples')", Missing)]
    [InlineData("number('nan')", Missing)]
    [InlineData("number('')", Missing)]
    [InlineData("number(orders > 1)", "1")]
    [InlineData("raw + 1", "43")]
    [InlineData("raw = 42 and raw = '42' and raw in (42) and raw in ('42')", "1")]
    [InlineData("coalesce(raw, 7)", "42")]
    [InlineData("is_missing(none) and not is_missing(revenue) and is_missing(empty) and not is_missing(orders)", "1")]
    [InlineData("coalesce(none, revenue, orders)", "12.5")]
    [InlineData("coalesce(empty, top)", "Gifts")]
    [InlineData("coalesce(none, none)", Missing)]
    [InlineData("if(orders > 2, 'many', 'few')", "many")]
    [InlineData("if(is_missing(none), orders, none)", "3")]
    [InlineData("if(orders > 5, orders, none)", Missing)]
    [InlineData("if(is_missing(none), 0, none)", "0")]
    [InlineData("if(is_missing(revenue), 0, revenue)", "12.5")]
    [InlineData("if(orders > 5, 1, 0) + if(orders > 2, none, 0)", Missing)]
    [InlineData("hour(at)", "0")]
    [InlineData("weekday(at) * 100 + day(at)", "501")]
    [InlineData("year(at) * 100 + month(at)", "201107")]
    [InlineData("at = '2011-07-01'", "1")]
    [InlineData("at >= '2011-06-30T23:00:00Z' and at < date(2011, 7, 2)", "1")]
    [InlineData("days_between(date(2011, 6, 29), at)", "2")]
    [InlineData("'it''s' = \"it's\"", "1")]
    [InlineData("true or false", "1")]
    [InlineData("1.5e3 + .5", "1500.5")]
    public async Task A_value_is_the_same_on_both_engines(string expression, string expected)
    {
        var compiled = Expression.Compile(expression, Customer);
        Sql query = $"""
            SELECT {AsText(compiled)}
            FROM {OneCustomer}
            """;

        Assert.Equal(expected, await embedded.Engine.ValueAsync<string>(query, Cancellation));
        Assert.Equal(expected, await (await cluster.EngineAsync()).ValueAsync<string>(query, Cancellation));
    }

    /// <summary>Three orders, a view and a visit of customer 1; one visit of customer 2. A day is 86,400,000 ms; the snapshot is at day 100.</summary>
    [Theory]
    [InlineData("count()", "5", "1")]
    [InlineData("count_if(event = 'Order Completed')", "3", "0")]
    [InlineData("sum(revenue)", "60", "0")]
    [InlineData("sum_if(revenue, last_days(30))", "50", "0")]
    [InlineData("avg(revenue)", "20", Missing)]
    [InlineData("avg_if(revenue, category = 'Gifts')", "25", Missing)]
    [InlineData("min(revenue)", "10", Missing)]
    [InlineData("max_if(revenue, category = 'Toys')", "10", Missing)]
    [InlineData("max(round(revenue / 3))", "10", Missing)]
    [InlineData("distinct(category)", "2", "0")]
    [InlineData("distinct_if(event, price > 1)", "1", "0")]
    [InlineData("distinct(revenue)", "3", "0")]
    [InlineData("first(category)", "Toys", "")]
    [InlineData("last(category)", "Gifts", "")]
    [InlineData("first(event)", "Page Viewed", "Page Viewed")]
    [InlineData("last_if(event, event != 'Order Completed')", "Product Viewed", "Page Viewed")]
    [InlineData("first(revenue)", "10", Missing)]
    [InlineData("last_if(revenue, revenue < 25)", "20", Missing)]
    [InlineData("days_since_last()", "5", "1")]
    [InlineData("days_since_first()", "90", "1")]
    [InlineData("days_since_first(event = 'Order Completed')", "80", Missing)]
    [InlineData("days_since_last(price > 1000)", Missing, Missing)]
    [InlineData("count_if(event = 'Order Completed' and category = 'Gifts') / count_if(event = 'Order Completed')", "0.6666666666666666", Missing)]
    [InlineData("round(100 * count_if(event = 'Order Completed') / count())", "60", "0")]
    [InlineData("coalesce(avg(revenue), 0) + 1", "21", "1")]
    [InlineData("if(count() > 3, 'many', 'few')", "many", "few")]
    [InlineData("count_if(hour(occurred_at) = 0)", "5", "1")]
    [InlineData("sum(properties.points)", "7", "0")]
    [InlineData("count_if(properties.colour = 'red')", "1", "0")]
    [InlineData("count_if(properties.points = 3)", "1", "0")]
    [InlineData("max(occurred_at) > '1970-04-05'", "1", "1")]
    public async Task A_feature_is_the_same_on_both_engines(string expression, string first, string second)
    {
        var scope = ExpressionScope.Events($"{100 * 86_400_000L}", "UTC");
        var compiled = Expression.Compile(expression, scope);
        Sql query = $$"""
            SELECT {{AsText(compiled)}} AS result
            FROM (
                SELECT if(number < 5, 1, 2) AS customer_id,
                    toInt64(86400000) * [10, 20, 95, 95, 75, 99][number + 1] AS occurred_at,
                    [0, 0, 1, 2, 0, 0][number + 1] AS sequence,
                    ['Page Viewed', 'Order Completed', 'Order Completed', 'Order Completed', 'Product Viewed', 'Page Viewed'][number + 1] AS event,
                    ['', 'Toys', 'Gifts', 'Gifts', 'Toys', ''][number + 1] AS category,
                    if(number IN (1, 2, 3), toFloat64([0, 10, 20, 30, 0, 0][number + 1]), NULL) AS revenue,
                    if(number IN (1, 2, 3), toFloat64(2), NULL) AS price,
                    ['{}', '{"points":3,"colour":"red"}', '{"points":"4"}', '{"points":null,"colour":"blue"}', '{"colour":""}', ''][number + 1] AS properties
                FROM numbers(6))
            GROUP BY customer_id ORDER BY customer_id
            """;

        Assert.Equal([first, second], (await embedded.Engine.QueryAsync(query, Cancellation)).Column<string>("result"));
        Assert.Equal([first, second], (await (await cluster.EngineAsync()).QueryAsync(query, Cancellation)).Column<string>("result"));
    }

    /// <summary>Rows are read by the embedded engine alone.</summary>
    [Theory]
    [InlineData("Quantity < 0", "-6", "1")]
    [InlineData("Quantity < 0", "x", "0")]
    [InlineData("starts_with(Quantity, 'C') or Quantity < 0", "C536", "1")]
    [InlineData("Quantity * 2.5", "4", "10")]
    [InlineData("`unit price` * 2", "4", "8")]
    [InlineData("time(Quantity)", "2010-07-01 08:26:00", "1277969160000")]
    [InlineData("time(Quantity)", "2010-12-01T08:26:00.250Z", "1291191960250")]
    [InlineData("time(Quantity)", "2010-12-01", "1291161600000")]
    [InlineData("time(Quantity)", "2010-12-41", Missing)]
    [InlineData("time(Quantity)", "5", Missing)]
    [InlineData("time(Quantity)", "", Missing)]
    [InlineData("time(Quantity, 'yyyyMMdd')", "20100701", "1277938800000")]
    [InlineData("time(Quantity, 'yyyyMMdd')", "20101301", Missing)]
    [InlineData("time(Quantity, 'd/M/yyyy H:mm')", "1/7/2010 8:26", "1277969160000")]
    [InlineData("time(Quantity, 'M/d/yyyy')", "7/1/2010", "1277938800000")]
    [InlineData("time(Quantity, 'yyyy-MM-dd HH:mm:ss.SSS')", "2010-12-01 08:26:00.250", "1291191960250")]
    [InlineData("time(Quantity, 'epoch_s')", "1291191960.5", "1291191960500")]
    [InlineData("time(Quantity, 'epoch_ms')", "1291191960250", "1291191960250")]
    [InlineData("date(Quantity, 12, 1)", "2010", "1291161600000")]
    [InlineData("date(2010, Quantity, 31)", "11", Missing)]
    [InlineData("date(2010, Quantity + 1, 1)", "11", "1291161600000")]
    [InlineData("time(date(2010, 12, 1))", "", "1291161600000")]
    public async Task A_row_is_read_as_its_expression_says(string expression, string column, string expected)
    {
        var scope = ExpressionScope.Rows([new("Quantity", $"c1", ExpressionType.Raw), new("unit price", $"c1", ExpressionType.Raw)], "Europe/London");

        var value = await embedded.Engine.ValueAsync<string>(
            $"SELECT {AsText(Expression.Compile(expression, scope))} FROM (SELECT materialize({column}) AS c1)", Cancellation);

        Assert.Equal(expected, value);
    }

    [Fact]
    public async Task Any_text_stays_a_text()
    {
        var pieces = Gen.Elements("'", "\"", "\\", "`", "\n", "\0", "--", "/*", ";", "{x}", "%", "é", "漢", "🙂", "a", " ", "') OR 1 = 1 --");
        var texts = Gen.Sample(pieces.ListOf().Select(string.Concat), 10, new Rnd(20_260_103UL), 300);
        var written = Sql.Join(", ", texts.Select(text => Expression.Compile($"'{text.Replace("'", "''")}'", Customer).Sql));

        foreach (var engine in new[] { embedded.Engine, await cluster.EngineAsync() })
        {
            Assert.Equal(texts, await engine.ValueAsync<string[]>($"SELECT [{written}]", Cancellation));
        }
    }

    [Fact]
    public async Task Any_expression_has_the_same_value_on_both_engines()
    {
        var expressions = Gen.Sample(RandomExpression.Of(ExpressionType.Number, 4).Select(text => $"number({text})"), 50, new Rnd(20_260_104UL), 600);
        foreach (var chunk in expressions.Distinct().Chunk(50))
        {
            var values = chunk.Select(text => (Sql)$"ifNull({Expression.Compile(text, Customer).Sql}, -987654321)").ToList();
            Sql query = $"SELECT [{Sql.Join(", ", values)}] FROM {OneCustomer}";

            var newest = await embedded.Engine.ValueAsync<double[]>(query, Cancellation);
            var oldest = await (await cluster.EngineAsync()).ValueAsync<double[]>(query, Cancellation);

            foreach (var (i, text) in chunk.Index())
            {
                Assert.True(Math.Abs(newest[i] - oldest[i]) <= 1e-9 * Math.Abs(oldest[i]), $"{text} is {newest[i]} on the newest engine and {oldest[i]} on the oldest");
            }
        }
    }

    static Sql AsText(CompiledExpression compiled) => compiled.Type switch
    {
        ExpressionType.Text => compiled.Sql,
        _ => $"ifNull(toString({compiled.Sql}), {Missing})",
    };
}
