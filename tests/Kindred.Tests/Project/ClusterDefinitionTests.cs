using Kindred.Project;

namespace Kindred.Tests.Project;

public sealed class ClusterDefinitionTests
{
    [Theory]
    [InlineData("cluster: { name: shop }", "cluster.servers", "nothing", "The HTTP addresses of all its servers")]
    [InlineData("cluster: { name: shop, servers: [] }", "cluster.servers", "a list", "one or more addresses such as http://")]
    [InlineData("cluster: { name: shop, servers: clickhouse-1:8123 }", "cluster.servers", "'clickhouse-1:8123'", "one or more addresses such as http://")]
    [InlineData("cluster: { name: shop, servers: 'http://kindred:hunter2@clickhouse-1:8123' }", "cluster.servers", "'http://kindred:hunter2@clickhouse-1:8123'", "one or more addresses such as http://")]
    [InlineData("cluster: { servers: 'http://clickhouse-1:8123' }", "cluster.name", "nothing", "The name of the cluster")]
    [InlineData("cluster: { name: shop, servers: 'http://clickhouse-1:8123', password: hunter2 }", "cluster.password", "'hunter2'", "the name of a secret in capitals")]
    [InlineData("cluster: { name: shop, servers: 'http://clickhouse-1:8123' }\nsources:\n  - { name: orders, files: a.csv, map: { event: e, occurred_at: at, user_id: u } }", "sources", "sources beside a cluster", "none, since a cluster")]
    public void A_cluster_that_cannot_be_as_declared_is_told(string text, string property, string found, string expected)
    {
        var wrong = Assert.Throws<ProjectException>(() => ProjectFile.Parse($"name: Shop\n{text}\n", "kindred.yaml"));

        var problem = Assert.Single(wrong.Problems);
        Assert.Equal((property, found), (problem.Property, problem.Found));
        Assert.StartsWith(expected, problem.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_is_declared_by_its_servers_and_name()
    {
        const string Text = """
            name: Shop
            cluster:
              servers: [http://clickhouse-1:8123, "https://clickhouse-2:8443/"]
              name: shop
              database: kindred
              user: kindred
              password: CLICKHOUSE_PASSWORD
            """;

        var cluster = ProjectFile.Parse(Text, "kindred.yaml").Definition.Cluster!;

        Assert.Equal(["http://clickhouse-1:8123", "https://clickhouse-2:8443/"], cluster.Servers);
        Assert.Equal(("shop", "kindred", "kindred", "CLICKHOUSE_PASSWORD"), (cluster.Name, cluster.Database, cluster.User, cluster.Password));
        Assert.Empty(SchemaCheck.Refused(ProjectSchema.Write(), Text));
    }
}
