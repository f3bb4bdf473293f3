using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Kindred.Cli.Tests;

/// <summary>Files that are wrong get a sentence that says what, where and what to do.</summary>
public sealed class WrongInputTests : IDisposable
{
    readonly OrdersProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("an empty file", 1, "orders.csv is empty: take it out of source orders")]
    [InlineData("a header alone", 2, "the files of the sources have no rows")]
    [InlineData("another delimiter", 2, "orders.csv: Source orders maps occurred_at to the column 'time', which the file does not have; its columns are time;customer;order;worth. Its delimiter is not ',' but, it seems, ';': set delimiter")]
    [InlineData("no customer column", 2, "maps user_id to the column 'customer', which the file does not have; its columns are time, customr, order, worth. Did you mean 'customr'?")]
    [InlineData("no times", 2, "no row of the sources can be used: occurred_at is not a time (270 in source orders, the first in line 2)")]
    [InlineData("a truncated gzip", 1, "The file is cut off or damaged: fetch or make it again.")]
    [InlineData("bytes that are no text", 2, "no rows of CSV can be made out in it. Correct format, delimiter or encoding")]
    [InlineData("a short gzip cut off", 1, "The file is cut off or damaged: fetch or make it again.")]
    [InlineData("blank lines alone", 1, "orders.csv is empty: take it out of source orders")]
    [InlineData("a workbook", 2, "orders.csv: its first line holds bytes that are no text. Correct format or encoding of source orders")]
    [InlineData("a column twice", 2, "near its start are bytes that are no text, a quotation mark that nothing closes, or two columns of one name.")]
    [InlineData("rows, then bytes that are no text", 1, "it holds bytes that are no text")]
    public async Task A_file_that_cannot_be_used_is_told_with_its_name(string what, int exitCode, string sentence)
    {
        await File.WriteAllBytesAsync(_project.File("orders.csv"), Wrong(what));

        var run = await _project.RunAsync();

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_told_with_the_place_that_names_it()
    {
        var run = await _project.RunAsync();

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("kindred.yaml:4:13: source orders names 'orders*.csv', but there is no such file. Mend the path", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inactive_days", "inactve_days", "kindred.yaml:13:33: segments[0].features[2]: found 'inactve_days'; expected the name of a feature that is a number. Did you mean 'inactive_days'?")]
    [InlineData("occurred_at", "ocurred_at", "kindred.yaml:7:7: sources[0].map.ocurred_at: found the key 'ocurred_at'; expected one of ")]
    [InlineData("    map:", "\tmap:", "kindred.yaml:5:1: found text that is not YAML")]
    public async Task A_typo_in_the_project_file_is_told_with_line_and_column(string right, string wrong, string sentence)
    {
        _project.Write("orders.csv", OrdersProject.Header + OrdersProject.Rows(10));
        _project.Write("kindred.yaml", OrdersProject.Definition.Replace(right, wrong, StringComparison.Ordinal));

        var run = await _project.RunAsync();

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_project.Store));
    }

    [Theory]
    [InlineData("dates in mixed formats", "occurred_at is not a time (2)")]
    [InlineData("numbers that are none", "revenue is not a number (3)")]
    [InlineData("a negative price", "price is negative (1)")]
    [InlineData("a letter of another encoding", "a text is not valid UTF-8 (1)")]
    [InlineData("a line of 200 MB", "the row is longer than 1 MB (1)")]
    public async Task Rows_that_cannot_be_used_are_told_with_the_reason(string what, string reason)
    {
        if (what is "a negative price")
        {
            _project.Write("kindred.yaml", OrdersProject.Definition.Replace("revenue: worth", "price: worth", StringComparison.Ordinal));
        }

        await File.WriteAllTextAsync(_project.File("orders.csv"), OrdersProject.Header + OrdersProject.Rows(60) + Odd(what), Encoding.Latin1);

        var run = await _project.RunAsync();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("rejected from orders: " + reason + "\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("60 customers, 270 sessions, 270 orders", run.Output, StringComparison.Ordinal);
        if (what is "a line of 200 MB")
        {
            Assert.Equal(1 << 20, (await _project.SqlAsync("SELECT length(raw) AS n FROM events_rejected"))[0].GetProperty("n").GetInt32());
        }
    }

    [Theory]
    [InlineData("one customer", "There is one customer; segments need several who behave differently.")]
    [InlineData("all equal", "The 50 customers have one and the same behaviour in the chosen features; 2 segments need as many.")]
    public async Task Too_little_to_tell_customers_apart_is_said(string what, string sentence)
    {
        var rows = what is "one customer"
            ? Enumerable.Range(1, 9).Select(i => $"2026-01-0{i} 10:00:00,me,o{i},{i}\n")
            : Enumerable.Range(1, 50).Select(i => $"2026-01-05 10:00:00,c{i},o{i},7\n");
        _project.Write("orders.csv", OrdersProject.Header + string.Concat(rows));

        var run = await _project.RunAsync();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("no structure found\n  " + sentence, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_condition_leaves_nobody_it_is_named()
    {
        _project.Write("kindred.yaml", OrdersProject.Definition + "\ncustomers: { where: orders > 1000 }\n");
        _project.Write("orders.csv", OrdersProject.Header + OrdersProject.Rows(1));

        var run = await _project.RunAsync();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("\n  left out: 1 customer, who do not meet the condition of 'customers' in kindred.yaml\n", run.Output, StringComparison.Ordinal);
    }

    static byte[] Wrong(string what)
    {
        var right = OrdersProject.Header + OrdersProject.Rows(60);
        byte[] noise = [.. Enumerable.Range(0, 10_000).SelectMany(i => SHA256.HashData(BitConverter.GetBytes(i)))];
        return what switch
        {
            "an empty file" => [],
            "a header alone" => Encoding.UTF8.GetBytes(OrdersProject.Header),
            "another delimiter" => Encoding.UTF8.GetBytes(right.Replace(',', ';')),
            "no customer column" => Encoding.UTF8.GetBytes(right.Replace("customer", "customr", StringComparison.Ordinal)),
            "no times" => Encoding.UTF8.GetBytes(right.Replace("2026-", "sometime ", StringComparison.Ordinal)),
            "a truncated gzip" => Gzip(OrdersProject.Header + OrdersProject.Rows(20_000)) is var whole ? whole[..(whole.Length / 2)] : [],
            "a short gzip cut off" => Gzip(right) is var whole ? whole[..(whole.Length / 2)] : [],
            "blank lines alone" => "\n \r\n\n"u8.ToArray(),
            "a workbook" => [.. "PK\u0003\u0004\u0014\0\u0006\0"u8, .. noise[..3000]],
            "a column twice" => Encoding.UTF8.GetBytes(right.Replace("order", "customer", StringComparison.Ordinal)),
            "bytes that are no text" => noise,
            _ => [.. Encoding.UTF8.GetBytes(right), .. noise[..3000]],
        };
    }

    static string Odd(string what) => what switch
    {
        "dates in mixed formats" => "13/02/2026 10:00,c1,x1,5\nFeb 14 2026,c1,x2,5\n",
        "numbers that are none" => "2026-01-01 10:00:00,c1,x1,NaN\n2026-01-01 10:00:00,c1,x2,inf\n2026-01-01 10:00:00,c1,x3,-Infinity\n",
        "a negative price" => "2026-01-01 10:00:00,c1,x1,-5\n",
        "a letter of another encoding" => "2026-01-01 10:00:00,Zo\u00eb,x1,5\n",
        _ => $"2026-01-01 10:00:00,c1,{new string('x', 200_000_000)},5\n",
    };

    static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
