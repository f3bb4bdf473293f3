using System.IO.Compression;
using System.Text;
using Kindred.ClickHouse;
using Kindred.Init;
using Kindred.Project;
using Kindred.Testing;

namespace Kindred.Tests.Init;

public sealed class ProjectInitTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Order_lines_become_orders_and_refunds()
    {
        var source = await GuessAsync(PublicFile.Path("online_retail/online_retail.csv.gz"));

        Assert.Equal("InvoiceDate", source.Map["occurred_at"].Column);
        Assert.Equal(("CustomerID", ValueReading.Integer), (source.Map["user_id"].Column, source.Map["user_id"].As));
        Assert.Equal("InvoiceNo", source.Map["order_id"].Column);
        Assert.Equal(("StockCode", "Description", "Country"), (source.Map["product_id"].Column, source.Map["product_name"].Column, source.Map["country"].Column));
        Assert.Equal("Order Completed", source.Map["event"].Constant);
        Assert.Equal(("starts_with(InvoiceNo, 'C') or Quantity < 0", "Order Refunded"), (source.Map["event"].Cases[0].When.Text, source.Map["event"].Cases[0].Then));
        Assert.Equal(("UnitPrice", "abs(Quantity)"), (source.Map["price"].Column, source.Map["quantity"].Expression!.Text));
        Assert.Equal("UnitPrice <= 0", Assert.Single(source.Reject).When.Text);
        Assert.Equal(IdenticalRows.Merge, source.IdenticalRows);
        var project = Project();
        Assert.Equal("orders > 0", project.Customers.Where!.Text);
        Assert.Null(project.Currency);
    }

    [Theory]
    [InlineData("cdnow/CDNOW_master.txt.gz", SourceFormat.Whitespace, true, "date", "customer_id", "number_of_cds", "dollar_value")]
    [InlineData("cdnow/CDNOW_sample.txt.gz", SourceFormat.Whitespace, false, "column_3", "column_1", "column_4", "column_5")]
    [InlineData("cdnow/BTYD_cdnowElog.csv.gz", SourceFormat.Csv, true, "date", "masterid", "cds", "sales")]
    public async Task Purchases_are_found_with_and_without_a_header(
        string file, SourceFormat format, bool header, string date, string customer, string pieces, string money)
    {
        var source = await GuessAsync(PublicFile.Path(file));

        Assert.Equal((format, header, header ? 0 : 5), (source.Format, source.Header, source.Columns.Count));
        Assert.Equal((date, "yyyyMMdd"), (source.Map["occurred_at"].Column, source.Map["occurred_at"].Format));
        Assert.Equal((customer, pieces, money), (source.Map["user_id"].Column, source.Map["quantity"].Column, source.Map["revenue"].Column));
        Assert.Equal("Order Completed", source.Map["event"].Constant);
        Assert.Equal(IdenticalRows.Keep, source.IdenticalRows);
    }

    [Fact]
    public async Task A_clickstream_by_the_day_keeps_its_own_sessions_and_order()
    {
        var source = await GuessAsync(PublicFile.Path("eshop_clickstream_2008/e-shop_clothing_2008.csv.gz"));

        Assert.Equal(';', source.Delimiter);
        Assert.Equal("date(year, month, day)", source.Map["occurred_at"].Expression!.Text);
        Assert.Equal(("session ID", "session ID"), (source.Map["session_id"].Column, source.Map["anonymous_id"].Column));
        Assert.Equal("order(sells)", source.Map["sequence"].Column);
        Assert.False(source.Map.ContainsKey("order_id"));
        Assert.Equal(("page 2 (clothing model)", "page 1 (main category)"), (source.Map["product_id"].Column, source.Map["category"].Column));
        Assert.Equal(("price", "Product Viewed"), (source.Map["price"].Column, source.Map["event"].Constant));
        Assert.Equal(["colour", "location", "model_photography", "price_2", "page"], source.Properties.Keys);
        Assert.True(Project().Sessions.FromSource);
        Assert.Null(Project().Customers.Where);
    }

    [Fact]
    public async Task A_process_log_names_its_activities()
    {
        var source = await GuessAsync(PublicFile.Path("helpdesk_tickets/helpdesk.csv.gz"));

        Assert.Equal(("CompleteTimestamp", "CaseID"), (source.Map["occurred_at"].Column, source.Map["user_id"].Column));
        Assert.Equal("concat('Activity ', ActivityID)", source.Map["event"].Expression!.Text);
    }

    [Fact]
    public async Task A_tracked_clickstream_is_read_by_its_standard_names()
    {
        var lines = Enumerable.Range(0, 60).Select(i =>
            $"m{i / 2 * 2},2026-01-0{1 + (i / 10)}T03:00:{i:00}.250Z,a{i % 7}-web,{(i % 3 == 0 ? $"u{i % 7}" : "")},{(i % 5 == 0 ? "Order Completed" : "Product Viewed")},p{i % 9},c{i % 2},{i + 0.5},1,{(i % 5 == 0 ? "9.50" : "")},{(i % 5 == 0 ? $"o{i}" : "")},/p/{i},web");

        var source = await GuessAsync(Written("clicks.csv", [.. lines.Prepend("message_id,occurred_at,anonymous_id,user_id,event,product_id,category,price,quantity,revenue,order_id,url,device")]));

        foreach (var field in new[] { "message_id", "occurred_at", "anonymous_id", "user_id", "event", "product_id", "category", "price", "quantity", "revenue", "order_id", "url" })
        {
            Assert.Equal(field, source.Map[field].Column);
        }

        Assert.Equal("device", source.Map["device_type"].Column);
        Assert.Equal(IdenticalRows.Drop, source.IdenticalRows);
        Assert.Empty(source.Properties);
    }

    [Theory]
    [InlineData("hillstrom/hillstrom.csv.gz", "no column tells when something happened")]
    [InlineData("wholesale_customers/wholesale_customers.csv.gz", "no column tells whose row it is")]
    [InlineData("online_shoppers_intention/online_shoppers_intention.csv.gz", "no column tells when something happened")]
    [InlineData("cdnow/cdnow_customers_summary.csv.gz", "every ID stands in one row only")]
    public async Task A_file_without_events_is_refused_with_what_is_missing(string file, string missing)
    {
        var error = await Assert.ThrowsAnyAsync<DefinitionException>(() => GuessAsync(PublicFile.Path(file)));

        Assert.Contains(missing, error.Message);
        Assert.False(File.Exists(_folder.File("project/kindred.yaml")));
    }

    [Theory]
    [InlineData("d/M/yyyy H:mm", "13/4/2026 7:05", "the first number goes beyond 12")]
    [InlineData("M/d/yyyy H:mm", "4/13/2026 7:05", "the second number goes beyond 12")]
    [InlineData("d.M.yyyy", "31.12.2026", "the first number goes beyond 12")]
    public async Task The_data_decide_between_day_and_month(string format, string telling, string why)
    {
        var ambiguous = Enumerable.Range(1, 12).Select(i => $"{i},{(telling.Contains(':') ? $"3/{i}/2026 7:05" : $"3.{i}.2026")},view");

        var (report, source) = await GuessAllAsync(Written("log.csv", ["user_id,time,event", .. ambiguous, $"1,{telling},view"]));

        Assert.Equal(format, source.Map["occurred_at"].Format);
        Assert.Contains(why, report.Sources[0].Guesses.First(guess => guess.Property == "map.occurred_at").Why);
    }

    [Fact]
    public async Task Where_nothing_tells_day_from_month_the_order_of_the_rows_does()
    {
        var rows = Enumerable.Range(1, 24).Select(i => $"{i % 5},{1 + ((i - 1) / 12)}/{1 + ((i - 1) % 12)}/2026,view");

        var (report, source) = await GuessAllAsync(Written("log.csv", ["user_id,time,event", .. rows]));

        Assert.Equal("M/d/yyyy", source.Map["occurred_at"].Format);
        Assert.Contains("the rows are in order of time if the month comes first", report.Text);
    }

    [Theory]
    [InlineData("1767225600", "1767229200", "epoch_s")]
    [InlineData("1767225600123", "1767229200456", "epoch_ms")]
    [InlineData("20260131", "20260201", "yyyyMMdd")]
    [InlineData("31-Jan-2026", "01-Feb-2026", "dd-MMM-yyyy")]
    [InlineData("2026/1/31", "2026/2/1", "yyyy/M/d")]
    public async Task Times_are_recognised_as_they_are_written(string first, string second, string format)
    {
        var source = await GuessAsync(Written("log.csv", ["visitor_id,timestamp,event", .. Enumerable.Range(0, 20).Select(i => $"v{i % 4},{(i < 10 ? first : second)},view")]));

        Assert.Equal(("timestamp", format), (source.Map["occurred_at"].Column, source.Map["occurred_at"].Format));
    }

    [Fact]
    public async Task Times_written_in_several_ways_are_told_with_two_of_them()
    {
        var rows = Enumerable.Range(10, 18).Select(day => $"u{day % 3},{(day % 2 == 0 ? $"2026-01-{day}" : $"{day}/01/2026")},view");

        var error = await Assert.ThrowsAnyAsync<DefinitionException>(() => GuessAsync(Written("log.csv", ["user_id,time,event", .. rows])));

        Assert.Contains("time holds times written in several ways, such as '2026-01-10' and '11/01/2026'", error.Message, StringComparison.Ordinal);
        Assert.Contains("write them all in one way", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("13/01/2026", "02/14/2026", "time holds times written in several ways, such as '13/01/2026' and '02/14/2026'")]
    [InlineData("2026-01-13", "yesterday", "time is named for a time, but no one way of writing times reads its values, such as '2026-01-13', 'yesterday': write them all")]
    public async Task A_column_of_times_that_nothing_reads_is_named_with_its_values(string one, string other, string sentence)
    {
        var rows = Enumerable.Range(0, 20).Select(i => $"u{i % 3},{(i % 2 == 0 ? one : other)},view");

        var error = await Assert.ThrowsAnyAsync<DefinitionException>(() => GuessAsync(Written("log.csv", ["user_id,time,event", .. rows])));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_of_one_customer_is_named_with_the_customer()
    {
        var rows = Enumerable.Range(10, 20).Select(day => $"me,2026-01-{day},view");

        var error = await Assert.ThrowsAnyAsync<DefinitionException>(() => GuessAsync(Written("log.csv", ["customer_id,time,event", .. rows])));

        Assert.Contains("customer_id holds 'me' in all of the rows looked at, which is one customer; segments need several", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_nothing_known_delimits_are_shown()
    {
        var rows = Enumerable.Range(0, 60).Select(i => $"2026-01-{10 + (i % 18)} 10:00:00^c{i % 3}^5.5");

        var error = await Assert.ThrowsAnyAsync<DefinitionException>(() => GuessAsync(Written("log.csv", ["date^customer^amount", .. rows])));

        Assert.Contains("split by blanks the first holds '2026-01-10', '10:00:00^c0^5.5'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Amounts_among_which_some_are_no_number_are_amounts()
    {
        var rows = Enumerable.Range(0, 40).Select(i => $"2026-01-{10 + (i % 18)},c{i % 3},{(i % 4 == 0 ? "NaN" : i % 4 == 1 ? "-inf" : "5.5")}");

        var source = await GuessAsync(Written("orders.csv", ["date,customer_id,amount", .. rows]));

        Assert.Equal("amount", source.Map["revenue"].Column);
    }

    [Fact]
    public async Task A_folder_is_told_from_a_missing_file()
    {
        var error = await Assert.ThrowsAnyAsync<DefinitionException>(() => GuessAsync(_folder.File("")));

        Assert.Contains("is a folder; name the files in it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_date_and_a_time_of_day_in_two_columns_are_joined()
    {
        var source = await GuessAsync(Written("log.csv", ["user,date,time,action", .. Enumerable.Range(0, 20).Select(i => $"u{i % 4},2026-01-{i + 10},7:{i + 10},view")]));

        Assert.Equal("time(concat(date, ' ', time), 'yyyy-MM-dd H:mm')", source.Map["occurred_at"].Expression!.Text);
    }

    [Fact]
    public async Task European_numbers_and_encoding_are_read()
    {
        string[] lines = ["Kunde;Zeit;Bestell Nr;customer id;quantity;price", .. Enumerable.Range(0, 30).Select(i => $"Müller;2026-01-{(i % 28) + 1:00};o{i / 2};{i % 7};{1 + (i % 3)};1.2{i % 10}0,5{i % 10}")];
        var path = _folder.File("bestellungen.csv");
        await File.WriteAllBytesAsync(path, CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(string.Join("\r\n", lines)), Cancellation);

        var source = await GuessAsync(path);

        Assert.Equal(("windows-1252", ';'), (source.Encoding, source.Delimiter));
        Assert.Equal("number(replace(replace(price, '.', ''), ',', '.'))", source.Map["price"].Expression!.Text);
        Assert.Equal("Zeit", source.Map["occurred_at"].Column);
    }

    [Fact]
    public async Task A_file_of_utf8_with_a_line_that_is_not_stays_utf8_and_the_line_is_told()
    {
        string[] lines = ["customer,time,order_id,price", .. Enumerable.Range(0, 30).Select(i => $"Müller{i % 7},2026-01-{(i % 28) + 1:00},o{i},5")];
        byte[] broken = [.. Encoding.UTF8.GetBytes(string.Join('\n', lines)), .. "\nZo"u8, 0xeb, .. ",2026-01-05,x,5\n"u8];
        var path = _folder.File("orders.csv");
        await File.WriteAllBytesAsync(path, broken, Cancellation);

        var report = await ProjectInit.RunAsync([path], _folder.File("project"), null, Cancellation);

        var guesses = report.Sources[0].Guesses;
        Assert.Equal("utf-8", guesses.Single(guess => guess.Property == "encoding").Value);
        Assert.Contains(guesses, guess => guess.Why == "1 of the lines looked at is not valid UTF-8; a run rejects such rows");
    }

    [Fact]
    public async Task Utf16_and_a_sign_of_currency_are_read()
    {
        var path = _folder.File("orders.txt");
        string[] lines = ["customer\tordered at\tamount", .. Enumerable.Range(0, 30).Select(i => $"c{i % 7}\t2026-01-{(i % 28) + 1:00} 10:00:00\t£{i},1{i % 10}0.25")];
        await File.WriteAllTextAsync(path, string.Join("\n", lines.Select(line => line.Replace("£0,", "£").Replace(",1", ",1"))), Encoding.Unicode, Cancellation);

        var source = await GuessAsync(path);

        Assert.Equal(("utf-16", SourceFormat.Tsv), (source.Encoding, source.Format));
        Assert.Equal("number(replace(replace(amount, '£', ''), ',', ''))", source.Map["revenue"].Expression!.Text);
        Assert.Equal("GBP", Project().Currency);
    }

    [Fact]
    public async Task Names_of_events_that_others_use_become_standard()
    {
        var source = await GuessAsync(Written("log.csv", ["user_id,event_time,event_type,product_id", .. Enumerable.Range(0, 40).Select(i =>
            $"{i % 7},2026-01-01 10:00:{i:00},{(i % 4) switch { 0 => "view", 1 => "cart", 2 => "purchase", _ => "wave" }},{i % 9}")]));

        Assert.Equal("event_type", source.Map["event"].Column);
        Assert.Equal(
            ["event_type = 'cart' → Product Added", "event_type = 'purchase' → Order Completed", "event_type = 'view' → Product Viewed"],
            source.Map["event"].Cases.Select(one => $"{one.When} → {one.Then}"));
    }

    [Fact]
    public async Task Json_lines_are_read_by_their_keys()
    {
        var lines = Enumerable.Range(0, 30).Select(i => $$"""{"id":"e{{i}}","user":{"name":"x"},"user_id":{{i % 7}},"timestamp":"2026-01-01T10:00:{{i:00}}Z","event":"Signed In","seats":null}""");

        var (report, source) = await GuessAllAsync(Written("log.jsonl", [.. lines]));

        Assert.Equal(SourceFormat.Jsonl, source.Format);
        Assert.Equal(("id", "user_id", "timestamp", "event"), (source.Map["message_id"].Column, source.Map["user_id"].Column, source.Map["occurred_at"].Column, source.Map["event"].Column));
        Assert.Contains("left out: user", report.Text);
    }

    [Fact]
    public async Task Files_of_one_layout_are_one_source_and_others_their_own()
    {
        string[] rows = [.. Enumerable.Range(0, 20).Select(i => $"u{i % 4},2026-01-{i + 10},view")];
        var first = Written("visits 1.csv", ["user,date,action", .. rows]);
        var second = Written("visits 2.csv", ["user,date,action", .. rows]);
        var third = Written("orders.csv", ["user,date,amount", .. Enumerable.Range(0, 20).Select(i => $"u{i % 4},2026-01-{i + 10},{i}.5")]);

        await ProjectInit.RunAsync([first, second, third], _folder.File("project"), null, Cancellation);

        var sources = Project().Sources;
        Assert.Equal(["visits_1", "orders"], sources.Select(source => source.Name));
        Assert.Equal(["../visits 1.csv", "../visits 2.csv"], sources[0].Files);
    }

    [Fact]
    public async Task Quoted_values_may_hold_delimiters_quotes_and_lines()
    {
        var source = await GuessAsync(Written("log.csv", ["user,date,page title,action", .. Enumerable.Range(0, 20).Select(i => $"u{i % 4},2026-01-{i + 10},\"a, \"\"b\"\"\nc{i}\",view")]));

        Assert.Equal(["occurred_at", "event", "user_id", "title"], source.Map.Keys);
    }

    [Fact]
    public async Task Compressed_and_plain_files_are_the_same()
    {
        var plain = Written("log.csv", ["user,date,action", .. Enumerable.Range(0, 20).Select(i => $"u{i % 4},2026-01-{i + 10},view")]);
        await using (var packed = new GZipStream(File.Create(_folder.File("log.csv.gz")), CompressionLevel.Fastest))
        {
            await packed.WriteAsync(await File.ReadAllBytesAsync(plain, Cancellation), Cancellation);
        }

        var report = await ProjectInit.RunAsync([plain, _folder.File("log.csv.gz")], _folder.File("project"), null, Cancellation);

        Assert.Equal(["../log.csv", "../log.csv.gz"], Assert.Single(report.Sources).Files);
    }

    [Fact]
    public async Task A_project_is_not_written_over()
    {
        var file = Written("log.csv", ["user,date,action", .. Enumerable.Range(0, 20).Select(i => $"u{i % 4},2026-01-{i + 10},view")]);
        await GuessAsync(file);

        var error = await Assert.ThrowsAsync<DefinitionException>(() => ProjectInit.RunAsync([file], _folder.File("project"), null, Cancellation));

        Assert.Contains("exists already", error.Message);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("one\ntwo\nthree", "is not a table")]
    [InlineData("{\"a\":1", "no JSON objects")]
    [InlineData("[{\"user_id\":1,\"time\":\"2026-01-01\"}]", "is one JSON list: write its objects one a line, as jq -c '.[]' some.txt does.")]
    [InlineData("PK\u0003\u0004\u0014", "is a workbook or a zip archive: save the table in it as CSV.")]
    [InlineData("a,b\n1,\0\u0001", "holds bytes that are no text: Kindred reads CSV")]
    [InlineData("date,customer_id,amount", "has a header and no rows")]
    public async Task A_file_that_is_no_table_is_refused(string text, string reason)
    {
        var error = await Assert.ThrowsAsync<DefinitionException>(() => GuessAsync(Written("some.txt", [text])));

        Assert.Contains(reason, error.Message);
    }

    string Written(string name, string[] lines)
    {
        File.WriteAllText(_folder.File(name), string.Join('\n', lines));
        return _folder.File(name);
    }

    ProjectDefinition Project() => ProjectFile.Open(_folder.File("project")).Definition;

    async Task<SourceDefinition> GuessAsync(string file, Engine? engine = null) => (await GuessAllAsync(file, engine)).Source;

    async Task<(InitReport Report, SourceDefinition Source)> GuessAllAsync(string file, Engine? engine = null)
    {
        var report = await ProjectInit.RunAsync([file], _folder.File("project"), engine, Cancellation);
        return (report, Assert.Single(Project().Sources));
    }
}
