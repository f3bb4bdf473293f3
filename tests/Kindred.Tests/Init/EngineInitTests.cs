using Kindred.ClickHouse;
using Kindred.Expressions;
using Kindred.Init;
using Kindred.Project;
using Kindred.Testing;

namespace Kindred.Tests.Init;

/// <summary>What init does with an engine, and that what it guesses gives the known figures of a public data set.</summary>
public sealed class EngineInitTests(EmbeddedFixture embedded) : IClassFixture<EmbeddedFixture>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parquet_is_read_through_the_engine()
    {
        using var folder = new TemporaryFolder();
        await embedded.Engine.ExecuteAsync(
            $"""
            INSERT INTO FUNCTION file({folder.File("log.parquet")}, 'Parquet')
            SELECT toString(number) AS message_id, toDateTime64('2026-01-01 00:00:00.250', 3, 'UTC') + number AS occurred_at, number % 7 AS `Customer Nr`,
                'Product Viewed' AS event, if(number % 2 = 0, NULL, 1.5) AS price, [1, 2] AS list
            FROM numbers(100)
            """,
            Cancellation);

        await ProjectInit.RunAsync([folder.File("log.parquet")], folder.File("project"), embedded.Engine, Cancellation);

        var source = ProjectFile.Open(folder.File("project")).Definition.Sources[0];
        Assert.Equal(SourceFormat.Parquet, source.Format);
        Assert.Equal(("occurred_at", "Customer Nr", "event", "price"),
            (source.Map["occurred_at"].Column, source.Map["user_id"].Column, source.Map["event"].Column, source.Map["price"].Column));
    }

    [Fact]
    public async Task Parquet_that_is_damaged_is_told_with_its_name()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("cut.parquet"), [.. "PAR1"u8, .. Enumerable.Repeat((byte)7, 300)], Cancellation);

        var error = await Assert.ThrowsAsync<DefinitionException>(
            () => ProjectInit.RunAsync([folder.File("cut.parquet")], folder.File("project"), embedded.Engine, Cancellation));

        Assert.Contains("cut.parquet begins as Parquet does, but cannot be read as Parquet: it is cut off or damaged.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_packed_with_zstd_are_read_through_the_engine()
    {
        using var folder = new TemporaryFolder();
        await embedded.Engine.ExecuteAsync(
            $"""
            INSERT INTO FUNCTION file({folder.File("log.csv.zst")}, 'CSVWithNames')
            SELECT number % 7 AS user_id, toDateTime('2026-01-01 00:00:00', 'UTC') + number AS time, 'Signed In' AS event FROM numbers(100)
            """,
            Cancellation);

        await ProjectInit.RunAsync([folder.File("log.csv.zst")], folder.File("project"), embedded.Engine, Cancellation);

        Assert.Equal("time", ProjectFile.Open(folder.File("project")).Definition.Sources[0].Map["occurred_at"].Column);
    }

    [Fact]
    public async Task Without_an_engine_such_files_are_refused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("a.parquet"), "PAR1 and so on"u8.ToArray(), Cancellation);

        var error = await Assert.ThrowsAsync<DefinitionException>(() => ProjectInit.RunAsync([folder.File("a.parquet")], folder.File("project"), null, Cancellation));

        Assert.Contains("needs the engine", error.Message);
    }

    /// <summary>397,884 order lines of 4,338 customers with a revenue of 8,911,407.90, as everybody finds who cleans this data set.</summary>
    [Fact]
    public async Task The_guesses_give_the_known_figures_of_online_retail()
    {
        var file = PublicFile.Path("online_retail/online_retail.csv.gz");
        using var folder = new TemporaryFolder();
        await ProjectInit.RunAsync([file], folder.File("project"), null, Cancellation);
        var source = ProjectFile.Open(folder.File("project")).Definition.Sources[0];
        string[] columns = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];
        var scope = ExpressionScope.Rows(columns.Select((name, i) => new ScopeName(name, Sql.Identifier($"c{i}"), ExpressionType.Raw)), "UTC");
        var structure = string.Join(", ", columns.Select((_, i) => $"c{i} String"));
        var (refund, reject) = (Expression.CompileCondition(source.Map["event"].Cases[0].When, scope), Expression.CompileCondition(source.Reject[0].When, scope));
        var (quantity, price) = (Expression.Compile(source.Map["quantity"].Expression!, scope), Expression.Compile("number(UnitPrice)", scope));
        var month = Expression.Compile("month(time(InvoiceDate))", scope);

        var row = (await embedded.Engine.QueryAsync(
            $"""
            SELECT count() AS lines, uniqExact(c6) AS customers, sum({quantity.Sql} * {price.Sql}) AS revenue, countIf({month.Sql} = 11) AS november
            FROM file({file}, 'CSV', {structure}, 'gzip')
            WHERE c6 != '' AND NOT {refund.Sql} AND NOT {reject.Sql}
            SETTINGS input_format_csv_skip_first_lines = 1
            """,
            row => (row.Get<long>("lines"), row.Get<long>("customers"), Math.Round(row.Get<double>("revenue"), 2), row.Get<long>("november")),
            Cancellation))[0];

        Assert.Equal((397_884, 4_338, 8_911_407.90, 64_531), row);
    }
}
