using Kindred.Project;

namespace Kindred.Pull;

/// <summary>The rows of a table that a pull has read and not yet stored.</summary>
sealed class Fetched(Landing landing, Mark? mark, DateTimeOffset startedAt) : IDisposable
{
    public Landing Landing => landing;

    /// <summary>How far they reach; never beyond now, since a row from the future must not hide those that are to come.</summary>
    public Mark? Mark => mark;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Reads what a source has from its mark on.</summary>
    /// <param name="last">The mark of the pull before; empty for all rows.</param>
    /// <exception cref="PullException">The source cannot be read.</exception>
    public static async Task<Fetched> OfAsync(
        ProjectFile project, int index, string last, TimeProvider clock, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        const int Tell = 10_000;
        var (started, source) = (clock.GetUtcNow(), project.Definition.Sources[index]);
        await using var table = await RemoteTables.OpenAsync(project, index, clock, cancellation);
        var columns = await table.DescribeAsync(cancellation);
        var before = Pull.Mark.Parse(columns.Kind, last);
        var from = before?.Before(source.Table!.Overlap, $"sources[{index}].{RemoteTables.Origin(source)}.overlap");
        var landing = new Landing(Path.GetDirectoryName(project.Store)!, columns.Names);
        try
        {
            var highest = before;
            await foreach (var row in table.ReadAsync(from, cancellation))
            {
                landing.Add(row);
                highest = Pull.Mark.Later(highest, Pull.Mark.Parse(columns.Kind, row[columns.Mark]));
                if (landing.Rows % Tell == 0)
                {
                    progress.Report(new($"Pull {source.Name}", 0, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{landing.Rows:N0} rows")));
                }
            }

            var now = Pull.Mark.Now(columns.Kind, started, source.Timezone ?? project.Definition.Timezone);
            return new(landing, highest?.Value > now?.Value ? now : highest, started);
        }
        catch
        {
            landing.Dispose();
            throw;
        }
    }

    public void Dispose() => landing.Dispose();
}
