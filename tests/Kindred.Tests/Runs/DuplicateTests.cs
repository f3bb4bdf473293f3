using Kindred.Import;
using Kindred.Project;

namespace Kindred.Tests.Runs;

/// <summary>An event that a later, much smaller file brings again is a duplicate, however its id is made.</summary>
public sealed class DuplicateTests
{
    const string Header = "id,at,user,event\n";

    static string Yaml(string zone, string more) =>
        $"""
        name: twice
        sources:
          - name: shop
            files: "*.csv"
            timezone: {zone}
            identical_rows: drop
            map: {"{"} occurred_at: at, user_id: user, event: event{more} {"}"}

        """;

    [Fact]
    public async Task A_row_that_comes_again_is_found_among_events_of_its_moment()
    {
        await using var project = TestProject.With(Yaml("UTC", ""));
        await FirstAsync(project);
        project.Write("b.csv", Header + Row(3) + Row(70) + Row(17) + Row(71) + Row(70));

        var report = await ImportAsync(project);

        AssertTakenOut(report, "b.csv", kept: 2, duplicate: 3);
        Assert.Equal(62ul, await project.ValueAsync<ulong>("SELECT count() FROM events"));
        Assert.Equal(60ul, await project.ValueAsync<ulong>("SELECT count() FROM events WHERE file = 1"));
    }

    [Fact]
    public async Task An_id_that_comes_again_is_found_whatever_its_moment()
    {
        await using var project = TestProject.With(Yaml("UTC", ", message_id: id"));
        await FirstAsync(project);
        project.Write("b.csv", Header + Row(3, day: 20) + Row(70, day: 21) + Row(17, day: 22));

        AssertTakenOut(await ImportAsync(project), "b.csv", kept: 1, duplicate: 2);
    }

    [Fact]
    public async Task A_row_of_a_file_that_is_gone_is_found_although_its_time_is_read_otherwise_now()
    {
        await using var project = TestProject.With(Yaml("UTC", ""));
        await FirstAsync(project);
        File.Delete(Path.Combine(project.Folder, "a.csv"));
        project.Write(ProjectFile.FileName, Yaml("Asia/Tokyo", ""));
        project.Write("b.csv", Header + Row(3) + Row(70));

        AssertTakenOut(await ImportAsync(project), "b.csv", kept: 1, duplicate: 1);
    }

    static async Task FirstAsync(TestProject project)
    {
        project.Write("a.csv", Header + string.Concat(Enumerable.Range(0, 60).Select(i => Row(i))));
        AssertTakenOut(await ImportAsync(project), "a.csv", kept: 60, duplicate: 0);
    }

    static string Row(int i, int day = 1) => $"m{i},2026-01-{day:00}T10:{i % 60:00}:00,u{i % 7},Page Viewed\n";

    static async Task<ImportReport> ImportAsync(TestProject project)
    {
        await project.OpenAsync();
        return await Importing.RunAsync(
            project.Engine, ProjectFile.Open(project.Folder), TimeProvider.System, new Progress<StageProgress>(), CancellationToken.None);
    }

    static void AssertTakenOut(ImportReport report, string name, long kept, long duplicate)
    {
        var file = Assert.Single(report.Files, file => Path.GetFileName(file.Path) == name);
        Assert.Equal((kept, duplicate, kept + duplicate), (file.Kept, file.Duplicate, file.Read));
    }
}
