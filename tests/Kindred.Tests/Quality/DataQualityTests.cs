using System.Globalization;
using System.Text.Json;
using Kindred.Cleaning;
using Kindred.Collect;
using Kindred.Import;
using Kindred.Project;
using Kindred.Quality;
using Kindred.Tests.Runs;

namespace Kindred.Tests.Quality;

/// <summary>What is kept of parts measured before and what is measured anew give together what measuring everything gives.</summary>
public sealed class DataQualityTests
{
    const string Header = "id,at,user,event,price,order,got\n";
    const string First = Header + "a1,2026-01-01T10:00:00Z,u1,Page Viewed,,,\na2,2026-01-03T10:00:00Z,u1,Order Completed,20,o1,2026-01-03T10:00:05Z\n";
    const string Second = Header + "b1,2026-01-05T10:00:00Z,u2,Order Completed,7.5,,\nb2,2026-01-09T23:30:00Z,u3,Page Viewed,,,\n";

    static readonly JsonSerializerOptions Readable = new() { IncludeFields = true };

    [Fact]
    public async Task A_new_file_alone_is_measured()
    {
        await using var project = await ImportedAsync();
        await MeasureAsync(project);
        await project.Engine.ExecuteAsync($"ALTER TABLE part_measures UPDATE most = arrayMap(x -> 1000., most) WHERE 1 SETTINGS mutations_sync = 1", CancellationToken.None);
        project.Write("b.csv", Second);

        var clicks = Assert.Single(await MeasureAsync(project));

        var price = clicks.Fields.Single(known => known.Field.Name == "price");
        Assert.Equal((2, 2, 7.5, 1000.0), (price.Present, price.Missing, price.Least, price.Most));
        Assert.Equal([(2, 1), (2, 1)], await EventsAndPartsAsync(project));
        await MeasureAsync(project);
        Assert.Equal([(2, 1), (2, 1)], await EventsAndPartsAsync(project));
    }

    [Fact]
    public async Task Files_are_told_together()
    {
        await using var project = await ImportedAsync();
        await MeasureAsync(project);
        project.Write("b.csv", Second);

        var clicks = Assert.Single(await MeasureAsync(project));

        Assert.Equal([(new DateOnly(2026, 1, 2), new(2026, 1, 3)), (new(2026, 1, 4), new(2026, 1, 5)), (new(2026, 1, 6), new(2026, 1, 10))], clicks.Gaps);
        Assert.Equal(
            ["event 4/0", "occurred_at 4/0", "order_id 1/3", "price 2/2 from 7.5 to 20", "received_at 1/3", "revenue 2/2 from 7.5 to 20", "user_id 4/0"],
            clicks.Fields.Select(Told).Order(StringComparer.Ordinal));
        Assert.Equal(new Skew(1, 0, 5000, -5000), clicks.Skew);

        static string Told(FieldCompleteness known) => string.Create(
            CultureInfo.InvariantCulture,
            $"{known.Field.Name} {known.Present}/{known.Missing}{(known.Least is { } least and < 1e9 ? $" from {least} to {known.Most}" : "")}");
    }

    [Theory]
    [InlineData("a file is read again")]
    [InlineData("a file becomes the same as another")]
    [InlineData("the map is another")]
    [InlineData("days begin elsewhere")]
    [InlineData("another source reads the same files")]
    [InlineData("a source is gone, and comes again")]
    [InlineData("an event repeats one of another file")]
    [InlineData("a median takes the place of what is missing")]
    [InlineData("clients send events")]
    [InlineData("parts are joined")]
    [InlineData("all is as it was")]
    public async Task It_is_as_measured_at_once_where(string something)
    {
        await using var project = await ImportedAsync(("b.csv", Second), ("c.csv", Second.Replace("\nb", "\nc", StringComparison.Ordinal)));
        var before = await MeasureAsync(project);
        await ChangeAsync(project, something);

        var after = await MeasureAsync(project);

        Assert.Equal(something is "all is as it was" or "parts are joined", Text(after) == Text(before));
        await project.Engine.ExecuteAsync($"TRUNCATE TABLE part_measures", CancellationToken.None);
        Assert.Equal(Text(await MeasureAsync(project)), Text(after));
    }

    [Theory]
    [InlineData("UTC", "1970-01-01T01:00:00Z", "1970-01-03T00:00:00Z", "1970-01-02", "1970-01-03")]
    [InlineData("Asia/Kathmandu", "2026-01-01T12:00:00Z", "2026-01-03T18:14:59Z", "2026-01-02", "2026-01-03")]
    [InlineData("Asia/Kathmandu", "2026-01-01T12:00:00Z", "2026-01-03T18:15:00Z", "2026-01-02", "2026-01-04")]
    [InlineData("Africa/Monrovia", "1971-04-28T12:00:00Z", "1971-05-01T00:44:29Z", "1971-04-29", "1971-04-30")]
    [InlineData("Africa/Monrovia", "1971-04-28T12:00:00Z", "1971-05-01T00:44:30Z", "1971-04-29", "1971-05-01")]
    public async Task Days_are_those_of_the_time_zone(string timezone, string first, string second, string from, string until)
    {
        await using var project = TestProject.With(Yaml().Replace("timezone: Asia/Kathmandu", $"timezone: {timezone}", StringComparison.Ordinal));
        project.Write("a.csv", $"{Header}a1,{first},u1,Page Viewed,,,\na2,{second},u1,Page Viewed,,,\n");

        var clicks = Assert.Single(await MeasureAsync(project));

        Assert.Equal([(DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(until, CultureInfo.InvariantCulture))], clicks.Gaps);
    }

    static async Task ChangeAsync(TestProject project, string something)
    {
        switch (something)
        {
            case "a file is read again":
                Changed(project, "b.csv", Second.Replace("7.5", "3.5", StringComparison.Ordinal));
                break;
            case "a file becomes the same as another":
                Changed(project, "b.csv", First);
                break;
            case "the map is another":
                project.Write("kindred.yaml", Yaml().Replace("price: price", "quantity: price", StringComparison.Ordinal));
                break;
            case "days begin elsewhere":
                project.Write("kindred.yaml", Yaml().Replace("Asia/Kathmandu", "America/New_York", StringComparison.Ordinal));
                break;
            case "another source reads the same files":
                project.Write("kindred.yaml", Yaml() + Source("others"));
                break;
            case "a source is gone, and comes again":
                Directory.CreateDirectory(Path.Combine(project.Folder, "others"));
                project.Write("others/d.csv", Header + "d1,2026-01-02T10:00:00Z,u4,Page Viewed,3,,\n");
                project.Write("kindred.yaml", Yaml() + Source("others", "others/*.csv"));
                await MeasureAsync(project);
                project.Write("kindred.yaml", Yaml());
                Changed(project, "a.csv", First.Replace(",20,", ",25,", StringComparison.Ordinal));
                await MeasureAsync(project);
                project.Write("kindred.yaml", Yaml() + Source("others", "others/*.csv"));
                break;
            case "an event repeats one of another file":
                project.Write("kindred.yaml", Yaml() + "cleaning: { repeated_within: 1h }\n");
                project.Write("d.csv", Header + "d1,2026-01-05T09:59:00Z,u2,Order Completed,9,,\n");
                break;
            case "a median takes the place of what is missing":
                project.Write("d.csv", Header + "d1,2026-01-02T10:00:00Z,u4,Page Viewed,3,,\n");
                var definition = ProjectFile.Open(project.Folder).Definition;
                var filling = definition with { Cleaning = definition.Cleaning with { Missing = new Dictionary<string, MissingRule> { ["price"] = new() { Action = MissingAction.SessionMedian } } } };
                await SessionMedians.FillAsync(project.Engine, filling, await ImportAsync(project), CancellationToken.None);
                break;
            case "clients send events":
                await CollectAsync(project, 1);
                await MeasureAsync(project);
                await CollectAsync(project, 2);
                await project.Engine.ExecuteAsync($"OPTIMIZE TABLE events FINAL", CancellationToken.None);
                break;
            case "parts are joined":
                await project.Engine.ExecuteAsync($"OPTIMIZE TABLE events FINAL", CancellationToken.None);
                break;
        }
    }

    static void Changed(TestProject project, string name, string text) =>
        File.SetLastWriteTimeUtc(project.Write(name, text), new DateTime(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc));

    static async Task CollectAsync(TestProject project, int day)
    {
        await Arrivals.PrepareAsync(project.Engine, CancellationToken.None);
        var block = new ArrivalBlock();
        var row = new EventRow();
        row.Set("event", "Page Viewed");
        row.Set("user_id", $"user {day}");
        row.Set("occurred_at", new DateTimeOffset(2025, 12, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        block.Add(row, $"message {day}", "web", await CollectedSources.NumberAsync(project.Engine, "web", CancellationToken.None));
        await Arrivals.StoreAsync(project.Engine, block, [], $"block {day}", false, CancellationToken.None);
        await Arrivals.FinishAsync(project.Engine, CancellationToken.None);
    }

    static async Task<TestProject> ImportedAsync(params (string Name, string Rows)[] more)
    {
        var project = TestProject.With(Yaml());
        foreach (var (name, rows) in more.Prepend(("a.csv", First)))
        {
            project.Write(name, rows);
        }

        await project.OpenAsync();
        return project;
    }

    static Task<ImportReport> ImportAsync(TestProject project) => Importing.RunAsync(
        project.Engine, ProjectFile.Open(project.Folder), TimeProvider.System, new Progress<StageProgress>(), CancellationToken.None);

    /// <summary>As a run measures, after what a run does to events.</summary>
    static async Task<IReadOnlyList<SourceQuality>> MeasureAsync(TestProject project)
    {
        await project.OpenAsync();
        var (collected, _) = await CollectedSources.RefreshAsync(project.Engine, ProjectFile.Open(project.Folder), CancellationToken.None);
        var imported = await ImportAsync(project);
        await Kindred.Identity.Resolution.RunAsync(project.Engine, collected.Definition.Identity, long.MaxValue, CancellationToken.None);
        var files = await Repeats.RemoveAsync(project.Engine, collected.Definition.Cleaning.RepeatedWithin, imported, CancellationToken.None);
        return await DataQuality.RunAsync(project.Engine, collected.Definition, files, CancellationToken.None);
    }

    static async Task<IEnumerable<(long Events, int Parts)>> EventsAndPartsAsync(TestProject project) => await project.Engine.QueryAsync(
        $"SELECT events, toInt32(length(parts)) FROM part_measures", row => (row.Get<long>(0), row.Get<int>(1)), CancellationToken.None);

    static string Text(IReadOnlyList<SourceQuality> quality) => JsonSerializer.Serialize(quality.Select(source => (source.Fields, source.Gaps, source.Skew)), Readable);

    static string Yaml() => $"""
        kindred: 1
        name: measured
        currency: EUR
        timezone: Asia/Kathmandu
        sources:
        {Source("clicks")}
        """;

    static string Source(string name, string files = "*.csv") => $$"""
          - name: {{name}}
            files: "{{files}}"
            timezone: UTC
            identical_rows: drop
            map: { message_id: id, occurred_at: at, user_id: user, event: event, price: price, order_id: order, received_at: got }

        """;
}
