using System.Text.Json;
using Kindred.Init;
using Kindred.Project;
using Kindred.Testing;

namespace Kindred.Tests.Project;

public sealed class ProjectSchemaTests
{
    static readonly string Whole = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Project/whole.yaml"));

    static readonly string Schema = ProjectSchema.Write();

    [Fact]
    public void A_project_with_everything_in_it_is_accepted() => Assert.Empty(SchemaCheck.Refused(Schema, Whole));

    [Theory]
    [InlineData("online_retail/online_retail.csv.gz")]
    [InlineData("cdnow/CDNOW_master.txt.gz")]
    [InlineData("cdnow/CDNOW_sample.txt.gz")]
    [InlineData("eshop_clickstream_2008/e-shop_clothing_2008.csv.gz")]
    [InlineData("helpdesk_tickets/helpdesk.csv.gz")]
    public async Task What_init_writes_is_accepted(string file)
    {
        using var folder = new TemporaryFolder();

        var report = await ProjectInit.RunAsync([PublicFile.Path(file)], folder.Path, null, TestContext.Current.CancellationToken);

        Assert.Empty(SchemaCheck.Refused(await File.ReadAllTextAsync(folder.File(ProjectInit.SchemaFile), TestContext.Current.CancellationToken), report.Text));
        Assert.StartsWith($"# yaml-language-server: $schema={ProjectInit.SchemaFile}\n", report.Text);
    }

    /// <summary>Whatever shape and single values can show is refused by the schema where the reader refuses it.</summary>
    [Theory]
    [InlineData("    format: csv", "    fromat: csv")]
    [InlineData("    format: csv", "    format: cvs")]
    [InlineData("    header: false", "    header: no")]
    [InlineData("kindred: 1", "kindred: 2")]
    [InlineData("name: online_retail\ncurrency", "nam: online_retail\ncurrency")]
    [InlineData("currency: GBP", "currency: pounds")]
    [InlineData("      order_id: InvoiceNo", "      orderid: InvoiceNo")]
    [InlineData("as: integer", "as: whole")]
    [InlineData("as: integer", "is: integer")]
    [InlineData("identical_rows: merge", "identical_rows: [merge]")]
    [InlineData("max_ids_per_customer: 50", "max_ids_per_customer: 0")]
    [InlineData("max_ids_per_customer: 50", "max_ids_per_customer: many")]
    [InlineData("repeated_within: 2s", "repeated_within: 2 seconds")]
    [InlineData("price: session_median", "price: median")]
    [InlineData("quantity: { constant: 1 }", "quantity: { constnat: 1 }")]
    [InlineData("quantity: { min: 0, max: 1000 }", "event: { min: 0, max: 1000 }")]
    [InlineData("quantity: { min: 0, max: 1000 }", "quantity: { min: low, max: 1000 }")]
    [InlineData("clusters: 3", "clusters: 3-5")]
    [InlineData("feature: revenue, above: 500", "feture: revenue, above: 500")]
    [InlineData("feature: revenue, above: 500", "feature: revenue, above: much")]
    [InlineData("feature: revenue, above: 500", "feature: revenue, abve: 500")]
    [InlineData("in_last: 90d", "in_last: 90 days")]
    [InlineData("at_least: 3", "at_least: often")]
    [InlineData("- name: gift_share", "- name: Gift share")]
    [InlineData("engagement: { sessions: 0.3, orders: 0.7 }", "engagement: [sessions, orders]")]
    [InlineData("what: features }", "what: everything }")]
    [InlineData("then: Order Refunded }", "than: Order Refunded }")]
    [InlineData("reason: price is not positive }", "}")]
    [InlineData("files: [../x/online_retail.csv.gz, ../y/*.csv]", "files: []")]
    public void The_schema_refuses_what_the_reader_refuses_in_the_same_place(string right, string wrong)
    {
        Assert.Contains(right, Whole);
        var text = Whole.Replace(right, wrong);

        var refused = SchemaCheck.Refused(Schema, text);

        var read = Assert.Throws<ProjectException>(() => ProjectFile.Parse(text, "kindred.yaml")).Problems;
        Assert.Contains(read[0].Property, refused);
        Assert.All(read, problem => Assert.Contains(problem.Property, refused));
    }

    [Fact]
    public void Every_key_is_described()
    {
        using var schema = JsonDocument.Parse(Schema);

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        var records = schema.RootElement.GetProperty("$defs").EnumerateObject().Select(definition => definition.Value).Append(schema.RootElement)
            .Where(record => !record.TryGetProperty("anyOf", out _));
        foreach (var key in records.SelectMany(record => record.GetProperty("properties").EnumerateObject()))
        {
            Assert.EndsWith(".", key.Value.GetProperty("description").GetString());
        }
    }
}
