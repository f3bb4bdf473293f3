using Kindred.Project;

namespace Kindred.Tests.Project;

public sealed class TableSourceTests
{
    const string Map = "map: { message_id: id, event: { constant: Seen }, occurred_at: at, user_id: who }";

    [Theory]
    [InlineData(Map, "sources[0].files", "nothing", "one of files, postgres")]
    [InlineData("files: a.csv\n    postgres: { database: d, user: u, table: t, mark: m }\n    " + Map, "sources[0].postgres", "'postgres' beside 'files'", "one of files, postgres")]
    [InlineData("delimiter: ;\n    postgres: { database: d, user: u, table: t, mark: m }\n    " + Map, "sources[0].delimiter", "a key", "none, since a table has no files")]
    [InlineData("postgres: { database: d, user: u, mark: m }\n    " + Map, "sources[0].postgres", "neither table nor query", "one of table and query")]
    [InlineData("postgres: { database: d, user: u, table: t, query: SELECT 1, mark: m }\n    " + Map, "sources[0].postgres", "both table and query", "one of table and query")]
    [InlineData("postgres: { database: d, user: u, table: t }\n    " + Map, "sources[0].postgres.mark", "nothing", "The column that grows")]
    [InlineData("postgres: { database: d, user: u, table: t, mark: m, overlap: soon }\n    " + Map, "sources[0].postgres.overlap", "'soon'", "a time such as 30m, 1h or 7d, or a whole number")]
    [InlineData("postgres: { database: d, user: u, table: t, mark: m, password: hunter2 }\n    " + Map, "sources[0].postgres.password", "'hunter2'", "the name of a secret in capitals")]
    [InlineData("postgres: { database: d, user: u, table: t, mark: m }\n    map: { event: { constant: Seen }, occurred_at: at, user_id: who }", "sources[0].map", "no mapping of message_id", "message_id mapped to what tells rows apart")]
    [InlineData("identical_rows: merge\n    postgres: { database: d, user: u, table: t, mark: m }\n    " + Map, "sources[0].identical_rows", "'merge'", "keep or drop")]
    public void A_table_that_cannot_be_pulled_as_declared_is_told(string keys, string property, string found, string expected)
    {
        var wrong = Assert.Throws<ProjectException>(() => ProjectFile.Parse($"name: Shop\nsources:\n  - name: orders\n    {keys}\n", "kindred.yaml"));

        var problem = Assert.Single(wrong.Problems);
        Assert.Equal((property, found), (problem.Property, problem.Found));
        Assert.StartsWith(expected, problem.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_declared_in_place_of_files()
    {
        const string Text = """
            name: Shop
            sources:
              - name: orders
                every: 15m
                stale_after: 6h
                identical_rows: drop
                redshift: { host: warehouse.example, database: shop, user: kindred, password: SHOP_PASSWORD, tls: require, query: "SELECT 1", mark: id, overlap: 500 }
                map: { event: { constant: Seen }, occurred_at: at, user_id: who }
            """;

        var source = ProjectFile.Parse(Text, "kindred.yaml").Definition.Sources[0];

        Assert.Equal((TimeSpan.FromMinutes(15), TimeSpan.FromHours(6), true), (source.Every, source.StaleAfter, source.IsPulled));
        Assert.Equal(("warehouse.example", null, "SHOP_PASSWORD", ConnectionSafety.Require, "SELECT 1", "id", "500"), (
            source.Redshift!.Host, source.Redshift.Port, source.Redshift.Password, source.Redshift.Tls, source.Table!.Query, source.Table.Mark, source.Table.Overlap));
        Assert.Empty(SchemaCheck.Refused(ProjectSchema.Write(), Text));
    }
}
