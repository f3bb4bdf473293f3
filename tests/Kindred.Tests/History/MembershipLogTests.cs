using System.Globalization;
using System.Text;
using Kindred.History;
using Kindred.Runs;
using Kindred.Tests.Runs;

namespace Kindred.Tests.History;

/// <summary>Runs one after another, on twenty customers who order often and thirty who ordered once.</summary>
public sealed class MembershipLogTests(MembershipLogTests.Started started) : IClassFixture<MembershipLogTests.Started>
{
    /// <summary>Run on day 60.</summary>
    public sealed class Started() : StartedProject(Yaml, Rows, Day(60));

    const string Yaml = """
        kindred: 1
        name: small
        sources:
          - name: orders
            files: "*.csv"
            map:
              event: { constant: Order Completed }
              occurred_at: at
              user_id: customer
              anonymous_id: visitor
              order_id: order
              revenue: worth
        segments:
          - id: m
            features: [orders, revenue]
            clusters: 2
        """;

    const string Header = "at,customer,visitor,order,worth\n";

    [Fact]
    public void The_first_run_lets_everyone_in_by_definition()
    {
        var changes = started.Report.Changes!;

        Assert.Null(changes.Before);
        Assert.Equal([("m", 1u)], changes.Definitions.Select(change => (change.Model, change.Version)));
        Assert.Equal(50, changes.Moves.Sum(move => move.Entered[ChangeReason.Definition]));
    }

    [Fact]
    public async Task A_run_on_the_same_data_keeps_ids_names_and_colours_and_moves_nobody()
    {
        await using var project = await started.GoOnAsync();
        var first = started.Report;

        var second = await project.RunAsync(Day(60));

        Assert.Equal(first.Segments.Select(Identity), second.Segments.Select(Identity));
        Assert.Empty(second.Changes!.Moves);
        Assert.Equal([TurnKind.Continued, TurnKind.Continued], second.Changes.Turns.Single().Turns.Select(turn => turn.Kind));
    }

    [Fact]
    public async Task Segments_keep_their_identity_when_their_order_of_size_turns_round()
    {
        await using var project = await started.GoOnAsync();
        var first = started.Report;
        project.Write("more.csv", Header + Orders("often", 40, 9, from: 100));

        var second = await project.RunAsync(Day(60));

        Assert.Equal("m_1", first.Segments[0].Id);
        Assert.Equal((30, 20), (first.Segments[0].Size, first.Segments[1].Size));
        Assert.Equal("m_2", second.Segments[0].Id);
        Assert.Equal((60, 30), (second.Segments[0].Size, second.Segments[1].Size));
        Assert.Equal(first.Segments.Select(segment => (segment.Id, segment.Name)).Order(), second.Segments.Select(segment => (segment.Id, segment.Name)).Order());
        var move = Assert.Single(second.Changes!.Moves);
        Assert.Equal(("m_2", 40, 0), (move.Segment, move.Entered[ChangeReason.Data], move.Left.Count));
    }

    [Fact]
    public async Task What_a_customer_did_moves_them_by_data_and_both_moments_are_remembered()
    {
        await using var project = await started.GoOnAsync();
        project.Write("more.csv", Header + Orders("once3,", 9, 70));

        var second = await project.RunAsync(Day(90));

        Assert.Equal([("m_1", "", "Data"), ("m_2", "Data", "")], second.Changes!.Moves.Select(move => (move.Segment, Reasons(move.Entered), Reasons(move.Left))));
        Assert.Equal([("m_1", 30), ("m_2", 20)], await SizesAsync(project, Day(60)));
        Assert.Equal([("m_1", 30), ("m_2", 20)], await SizesAsync(project, Day(89)));
        Assert.Equal([("m_1", 29), ("m_2", 21)], await SizesAsync(project, Day(90)));
        Assert.Empty(await SizesAsync(project, Day(59)));
    }

    [Fact]
    public async Task A_look_back_is_not_in_the_log()
    {
        await using var project = await started.GoOnAsync();
        project.Write("more.csv", Header + Orders("once3,", 9, 70));

        await project.RunAsync(Day(90));
        var back = await project.RunAsync(Day(60));
        var again = await project.RunAsync(Day(90));

        Assert.True(back.Changes!.LooksBack);
        Assert.Empty(back.Changes.Moves);
        Assert.Equal(2u, again.Changes!.Before);
        Assert.Empty(again.Changes.Moves);
    }

    [Fact]
    public async Task A_customer_whose_file_is_gone_leaves_by_deletion()
    {
        await using var project = Project();
        project.Write("more.csv", Header + Orders("gone,", 1, 5));
        await project.RunAsync(Day(60));
        project.Write("more.csv", Header + Orders("once1,", 1, 6));

        var second = await project.RunAsync(Day(60));

        var left = Assert.Single(second.Changes!.Moves, move => move.Left.Count > 0);
        Assert.Equal(("m_1", 1), (left.Segment, left.Left[ChangeReason.Deletion]));
    }

    [Fact]
    public async Task Ids_that_are_joined_leave_and_move_by_merge()
    {
        await using var project = Project();
        project.Write("visit.csv", Header + Orders(",cookie", 9, 5));
        await project.RunAsync(Day(60));
        project.Write("visit2.csv", Header + Orders("once1,cookie", 1, 61));

        var second = await project.RunAsync(Day(90));

        // The cookie bought often and is now once1, who therefore goes over from the one segment to the other.
        Assert.Equal(49 + 1, second.Customers);
        Assert.All(second.Changes!.Moves, move => Assert.Equal("Merge", Reasons(move.Entered) + (move.Entered.Count == 0 ? Reasons(move.Left) : "")));
        Assert.Equal(2, second.Changes.Moves.Sum(move => move.Left.GetValueOrDefault(ChangeReason.Merge)));
    }

    [Fact]
    public async Task Unchanged_customers_move_by_the_clock_where_time_is_a_feature()
    {
        await using var project = Project(Yaml.Replace("[orders, revenue]", "[recency_days]", StringComparison.Ordinal));
        project.Write("late.csv", Header + string.Concat(Enumerable.Range(0, 20).Select(i => Orders($"late{i},", 1, 59))));
        var first = await project.RunAsync(Day(60));

        project.Write("later.csv", Header + string.Concat(Enumerable.Range(0, 60).Select(i => Orders($"later{i},", 1, 89))));
        var second = await project.RunAsync(Day(90));

        Assert.Equal(2, first.Segments.Count);
        Assert.Equal(20, second.Changes!.Moves.Sum(move => move.Left.GetValueOrDefault(ChangeReason.Clock)));
        Assert.Equal(60, second.Changes.Moves.Sum(move => move.Entered.GetValueOrDefault(ChangeReason.Data)));
    }

    [Fact]
    public async Task A_changed_definition_has_a_diff_and_is_the_reason_of_every_move()
    {
        await using var project = await started.GoOnAsync();
        project.Write("kindred.yaml", Yaml.Replace("clusters: 2", "clusters: 3", StringComparison.Ordinal));

        var second = await project.RunAsync(Day(61));

        var change = Assert.Single(second.Changes!.Definitions);
        Assert.Equal((2u, "- clusters: 2, + clusters: 3"), (change.Version, string.Join(", ", change.Diff.Where(line => line.Sign != ' '))));
        Assert.All(second.Changes.Moves.SelectMany(move => move.Entered.Keys.Concat(move.Left.Keys)), reason => Assert.Equal(ChangeReason.Definition, reason));
        Assert.Contains(second.Changes.Turns.Single().Turns, turn => turn.Kind is TurnKind.Born && turn.Segment.Id == "m_3");
    }

    [Fact]
    public async Task A_preview_tells_what_the_run_then_does()
    {
        await using var project = await started.GoOnAsync();
        var first = started.Report;
        project.Write("kindred.yaml", Yaml.Replace("clusters: 2", "clusters: 3", StringComparison.Ordinal));

        var preview = Assert.Single(await PreviewAsync(project, first));
        var second = await project.RunAsync(Day(60));

        Assert.Equal(
            second.Changes!.Moves.Select(move => (move.Segment, move.Name, move.Entered.Values.Sum(), move.Left.Values.Sum())),
            preview.Moves.Where(move => move.Entering + move.Leaving > 0).Select(move => (move.Segment, move.Name, move.Entering, move.Leaving)).OrderBy(move => move.Segment, StringComparer.Ordinal));
        Assert.Empty(await PreviewAsync(project, second));
    }

    [Fact]
    public async Task A_segmentation_that_is_no_longer_declared_lets_everyone_go_by_definition()
    {
        await using var project = await started.GoOnAsync();
        project.Write("kindred.yaml", Yaml[..Yaml.IndexOf("segments:", StringComparison.Ordinal)]);

        var second = await project.RunAsync(Day(60));

        Assert.Equal(50, second.Changes!.Moves.Sum(move => move.Left[ChangeReason.Definition]));
        Assert.Empty(await SizesAsync(project, Day(60)));
    }

    [Fact]
    public async Task What_a_run_that_was_cut_short_wrote_is_forgotten()
    {
        await using var project = await started.GoOnAsync();
        await project.Engine.ExecuteAsync($"INSERT INTO membership_log SELECT 2, {Day(61)}, model, segment, customer_id, 0, 'data' FROM membership_log", CancellationToken.None);
        await project.Engine.ExecuteAsync($"INSERT INTO segment_lives VALUES (2, 'm', 'm_9', 'Never', 8)", CancellationToken.None);

        Assert.Equal([("m_1", 30), ("m_2", 20)], await SizesAsync(project, Day(61)));
        await project.RunAsync(Day(61));

        Assert.Equal([("m_1", 30), ("m_2", 20)], await SizesAsync(project, Day(61)));
        Assert.Equal(0, await project.ValueAsync<long>("SELECT toInt64(count()) FROM segment_lives WHERE segment = 'm_9'"));
    }

    static Task<IReadOnlyList<PreviewedChange>> PreviewAsync(TestProject project, RunReport run) => DefinitionPreview.RunAsync(
        project.Engine, Kindred.Project.ProjectFile.Open(project.Folder).Definition, (run.Run, run.AsOf.ToUnixTimeMilliseconds()), CancellationToken.None);

    static async Task<IEnumerable<(string, long)>> SizesAsync(TestProject project, DateTimeOffset at) =>
        (await MembershipLog.SizesAsync(project.Engine, at.ToUnixTimeMilliseconds(), CancellationToken.None)).Select(size => (size.Segment, size.Customers)).Order();

    static (string, string, long) Identity(SegmentLine segment) => (segment.Id, segment.Name, segment.Size);

    static string Reasons(IReadOnlyDictionary<ChangeReason, long> counts) => string.Join(", ", counts.Keys);

    static DateTimeOffset Day(int day) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day);

    static TestProject Project(string yaml = Yaml)
    {
        var project = TestProject.With(yaml);
        project.Write("a.csv", Rows);
        return project;
    }

    static string Rows => Header + Orders("often", 20, 9, from: 0) + string.Concat(Enumerable.Range(0, 30).Select(i => Orders($"once{i},", 1, 1 + (i % 20))));

    static string Orders(string name, int customers, int orders, int from) =>
        string.Concat(Enumerable.Range(from, customers).Select(i => Orders($"{name}{i},", orders, 1)));

    /// <param name="ids">The user id and the visitor id.</param>
    static string Orders(string ids, int orders, int day)
    {
        var text = new StringBuilder();
        for (var order = 0; order < orders; order++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Day(day + order):yyyy-MM-dd} 12:00:00,{ids},{ids.Replace(',', '-')}-{day}-{order},{(orders > 1 ? 100 : 10 + ids.Length)}\n");
        }

        return text.ToString();
    }
}
