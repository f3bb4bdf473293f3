using Kindred.Expressions;
using Kindred.Project;

namespace Kindred.Tests.Project;

public sealed class ProjectFileTests
{
    const string Least = """
        kindred: 1
        name: shop
        sources:
          - name: orders
            files: orders.csv
            map:
              occurred_at: at
              event: { constant: Order Completed }
              user_id: customer

        """;

    static readonly ScopeName[] Catalogue =
    [
        new("orders", $"orders", ExpressionType.Number), new("revenue", $"revenue", ExpressionType.Number),
        new("sessions", $"sessions", ExpressionType.Number), new("top_category", $"top_category", ExpressionType.Text),
    ];

    [Fact]
    public void The_shortest_project_has_sensible_defaults()
    {
        var project = ProjectFile.Parse(Least, "kindred.yaml").Definition;

        var source = Assert.Single(project.Sources);
        Assert.Equal(["orders.csv"], source.Files);
        Assert.Equal("at", source.Map["occurred_at"].Column);
        Assert.Equal("Order Completed", source.Map["event"].Constant);
        Assert.Equal((',', true, IdenticalRows.Keep), (source.Delimiter, source.Header, source.IdenticalRows));
        Assert.Equal(TimeSpan.FromMinutes(30), project.Sessions.Gap);
        Assert.Equal(300, project.Cleaning.Bots.MaxEventsPerMinute);
        Assert.Contains("null", project.Identity.Blocked);
        Assert.Equal("UTC", project.Timezone);
    }

    [Fact]
    public void Every_part_of_a_project_is_read()
    {
        var project = ProjectFile.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Project/whole.yaml")), "kindred.yaml").Definition;

        var source = project.Sources[0];
        Assert.Equal((SourceFormat.Csv, ';', "windows-1252"), (source.Format, source.Delimiter, source.Encoding));
        Assert.Equal(ValueReading.Integer, source.Map["user_id"].As);
        Assert.Equal("starts_with(InvoiceNo, 'C') or Quantity < 0", source.Map["event"].Cases[0].When.Text);
        Assert.Equal("Order Refunded", source.Map["event"].Cases[0].Then);
        Assert.Equal("date(year, month, day)", source.Map["occurred_at"].Expression!.Text);
        Assert.Equal("colour", source.Properties["colour"].Column);
        Assert.Equal("price is not positive", source.Reject[0].Reason);
        Assert.Equal(TimeSpan.FromSeconds(2), project.Cleaning.RepeatedWithin);
        Assert.Equal(MissingAction.SessionMedian, project.Cleaning.Missing["price"].Action);
        Assert.Equal((MissingAction.Constant, "1"), (project.Cleaning.Missing["quantity"].Action, project.Cleaning.Missing["quantity"].Constant));
        Assert.Equal(new Cap { Min = 0, Max = 1000 }, project.Cleaning.Caps["quantity"]);
        Assert.True(project.Sessions.FromSource);
        Assert.Equal("orders > 0", project.Customers.Where!.Text);
        Assert.Equal(0.3, project.Features.Engagement["sessions"]);
        Assert.Equal("gift_share", project.Features.Custom[0].Name);
        var segment = project.Segments[0];
        Assert.Equal((FeatureTransform.YeoJohnson, FeatureScale.MinMax), (segment.Transform, segment.Scale));
        Assert.Equal(new ClusterRange(3, 3), segment.Clusters);
        Assert.Equal((ExportFormat.Jsonl, ExportContent.Features), (project.Exports[0].Format, project.Exports[0].What));
    }

    [Theory]
    [InlineData("    files: orders.csv", "    fils: orders.csv", "5:5", "sources[0].fils", "the key 'fils'", "files")]
    [InlineData("user_id: customer", "userid: customer", "9:7", "sources[0].map.userid", "the key 'userid'", "user_id")]
    [InlineData("kindred: 1", "kindred: 2", "1:10", "kindred", "'2'", null)]
    [InlineData("user_id: customer", "user_id: { column: customer, as: integr }", "9:40", "sources[0].map.user_id.as", "'integr'", "integer")]
    [InlineData("name: shop", "name: [a, b]", "2:7", "name", "a list", null)]
    [InlineData("name: shop", "name: shop\ntimezone: Europe/Londonn", "3:11", "timezone", "'Europe/Londonn'", "Europe/London")]
    [InlineData("name: shop", "name: shop\ncurrency: pounds", "3:11", "currency", "'pounds'", null)]
    [InlineData("name: shop", "name: shop\nsessions: { gap: 30 }", "3:18", "sessions.gap", "'30'", null)]
    [InlineData("name: shop", "name: shop\nsessions: { split_at_midnight: yes }", "3:32", "sessions.split_at_midnight", "'yes'", null)]
    [InlineData("name: shop", "name: shop\nsegments: [{ id: s, clusters: 10..2 }]", "3:31", "segments[0].clusters", "'10..2'", null)]
    [InlineData("name: shop", "name: shop\nidentity: { blocked: [null] }", "3:23", "identity.blocked[0]", "nothing", null)]
    [InlineData("name: shop", "name: shop\ncleaning: { caps: { event: { max: 3 } } }", "3:21", "cleaning.caps.event", "the key 'event'", null)]
    [InlineData("name: shop", "name: shop\ncleaning: { caps: { price: { min: 3, max: 1 } } }", "3:28", "cleaning.caps.price", "min above max", null)]
    [InlineData("name: shop", "name: shop\nsegments: [{ id: My Segment }]", "3:18", "segments[0].id", "'My Segment'", null)]
    [InlineData("occurred_at: at", "occurred_at: { column: at, format: yyyy-QQ }", "7:42", "sources[0].map.occurred_at.format", "'yyyy-QQ'", null)]
    [InlineData("occurred_at: at", "occurred_at: { expression: lower(at) }", "7:34", "sources[0].map.occurred_at.expression", "a text", null)]
    [InlineData("occurred_at: at", "occurred_at: { expression: \"date(at, 'x')\" }", "7:35", "sources[0].map.occurred_at.expression", "2 arguments", null)]
    [InlineData("name: shop", "name: shop\ncustomers: { where: orders > }", "3:29", "customers.where", "the end", null)]
    [InlineData("name: shop", "name: shop\ncustomers: { where: \"ordrs > 0\" }", "3:22", "customers.where", "the name 'ordrs'", "orders")]
    [InlineData("name: shop", "name: shop\nsegments: [{ id: s, features: [orders, revenu] }]", "3:40", "segments[0].features[1]", "'revenu'", "revenue")]
    [InlineData("name: shop", "name: shop\nfeatures: { engagement: { session: 1 } }", "3:36", "features.engagement.session", "'session'", "sessions")]
    [InlineData("name: shop", "name: shop\nfeatures: { custom: [{ name: f, expression: 'sum_if(price, event = ''A'') + sum(pric)' }] }", "3:81",
        "features.custom[0].expression", "the name 'pric'", "price")]
    [InlineData("name: shop", "name: shop\nfeatures: { custom: [{ name: orders, expression: count() }] }", "3:30", "features.custom[0].name", "'orders'", null)]
    [InlineData("files: orders.csv", "files: orders.csv\n    header: false\n    columns: [at, custmer]", "11:16", "sources[0].map.user_id.column", "the column 'customer'", "custmer")]
    [InlineData("files: orders.csv", "files: orders.csv\n    header: false", "6:13", "sources[0].header", "false without columns", null)]
    [InlineData("event: { constant: Order Completed }", "event: { constant: A, column: b }", "8:14", "sources[0].map.event", "2 of them", null)]
    public void A_mistake_is_told_with_its_place_and_the_nearest_name(
        string right, string wrong, string at, string property, string found, string? suggestion)
    {
        var error = Assert.Throws<ProjectException>(() => ProjectFile.Parse(Least.Replace(right, wrong), "kindred.yaml", Catalogue));

        var problem = error.Problems.First(problem => problem.Property == property);
        Assert.Equal($"kindred.yaml:{at}", problem.At.ToString());
        Assert.StartsWith(found, problem.Found);
        Assert.Equal(suggestion, problem.Suggestion);
        Assert.NotEmpty(problem.Expected);
        Assert.Contains($"kindred.yaml:{at}: {property}: found {found}", error.Message);
    }

    [Fact]
    public void All_mistakes_are_listed()
    {
        var text = Least.Replace("name: shop", "nmae: shop").Replace("user_id:", "usr_id:") + "sessions: { gap: soon }\n";

        var error = Assert.Throws<ProjectException>(() => ProjectFile.Parse(text, "kindred.yaml"));

        Assert.Equal(["nmae", "sources[0].map.usr_id", "sessions.gap"], error.Problems.Select(problem => problem.Property));
    }

    [Theory]
    [InlineData("user_id: customer", "title: customer", "a mapping of user_id or anonymous_id or device_id")]
    [InlineData("occurred_at: at", "url: at", "a mapping of occurred_at")]
    public void A_source_without_time_or_person_is_refused(string right, string wrong, string expected)
    {
        var error = Assert.Throws<ProjectException>(() => ProjectFile.Parse(Least.Replace(right, wrong), "kindred.yaml"));

        Assert.Equal(("sources[0].map", expected), (error.Problems[0].Property, error.Problems[0].Expected));
    }

    [Fact]
    public void Text_that_is_not_yaml_is_told_with_its_place()
    {
        var error = Assert.Throws<ProjectException>(() => ProjectFile.Parse("name: shop\n  sources: [", "kindred.yaml"));

        Assert.Equal(2, error.Problems[0].At.Line);
        Assert.Contains("not YAML", error.Message);
    }

    [Fact]
    public void A_key_given_twice_is_refused_at_the_second()
    {
        var error = Assert.Throws<ProjectException>(() => ProjectFile.Parse("name: shop\nname: other\n", "kindred.yaml"));

        Assert.Equal(2, error.Problems[0].At.Line);
    }

    [Fact]
    public void A_folder_without_project_says_how_to_get_one()
    {
        var folder = Directory.CreateTempSubdirectory("kindred-").FullName;

        var error = Assert.Throws<ProjectException>(() => ProjectFile.Open(folder));

        Assert.Contains("kindred init", error.Message);
        Directory.Delete(folder);
    }
}
