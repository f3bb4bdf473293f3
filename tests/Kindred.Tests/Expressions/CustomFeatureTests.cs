using Kindred.Features;
using Kindred.Identity;
using Kindred.Import;
using Kindred.Project;
using Kindred.Testing;

namespace Kindred.Tests.Expressions;

/// <summary>Features of the user's own, from the project file to their values in the store.</summary>
public sealed class CustomFeatureTests(EmbeddedFixture embedded) : IClassFixture<EmbeddedFixture>
{
    const string Events = """
        who,when,what,kind,money,step,colour
        1,2026-01-01 10:00:00,Product Viewed,Toys,,1,red
        1,2026-01-01 10:00:00,Product Viewed,Gifts,,2,blue
        1,2026-01-21 10:00:00,Order Completed,Gifts,20,3,
        1,2026-01-30 10:00:00,Order Completed,Toys,30,4,red
        2,2026-01-30 12:00:00,Product Viewed,Toys,,1,blue
        """;

    static readonly (string Expression, string Expected)[] Features =
    [
        ("count_if(event = 'Order Completed' and category = 'Gifts') / count_if(event = 'Order Completed')", "0.5 missing"),
        ("number(first(category) = 'Toys')", "1 1"),
        ("number(last_if(category, event = 'Product Viewed') = 'Gifts')", "1 0"),
        ("sum_if(revenue, last_days(10))", "30 0"),
        ("round(days_since_first(event = 'Order Completed'), 1)", "10.6 missing"),
        ("count_if(properties.colour = 'red')", "2 0"),
        ("distinct(properties.colour)", "2 1"),
        ("avg_if(revenue, month(occurred_at) = 1)", "25 missing"),
        ("count_if(matches(user_id, '^[0-9]+$'))", "4 1"),
    ];

    [Fact]
    public async Task Features_of_all_kinds_are_measured()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("events.csv"), Events, cancellation);
        var custom = Features.Select((feature, i) => $"    - {{ name: own_{i}, expression: \"{feature.Expression}\" }}");
        await File.WriteAllTextAsync(
            folder.File("kindred.yaml"),
            $$"""
            name: own
            sources:
              - name: events
                files: events.csv
                map: { occurred_at: when, event: what, user_id: who, category: kind, revenue: money, sequence: step }
                properties: { colour: colour }
            features:
              custom:
            {{string.Join('\n', custom)}}
            """,
            cancellation);
        var project = ProjectFile.Open(folder.Path);
        await Importing.RunAsync(embedded.Engine, project, TimeProvider.System, new Progress<StageProgress>(), cancellation);
        await Resolution.RunAsync(embedded.Engine, project.Definition.Identity, long.MaxValue, cancellation);

        var asOf = DateTimeOffset.Parse("2026-02-01T00:00:00Z", null).ToUnixTimeMilliseconds();
        var measured = await embedded.Engine.QueryAsync($"SELECT * FROM ({Measuring.Query(project.Definition, asOf)}) ORDER BY events DESC", cancellation);

        for (var i = 0; i < Features.Length; i++)
        {
            var values = measured.Column<double>($"own_{i}").Select(value => double.IsNaN(value) ? "missing" : value.ToString(null, null));
            Assert.Equal((Features[i].Expression, Features[i].Expected), (Features[i].Expression, string.Join(' ', values)));
        }
    }
}
