namespace Kindred.Report.Page;

/// <summary>What was read and what was wrong with it, source by source, and who was left out.</summary>
static class DataSection
{
    /// <summary>Gaps listed one by one; the rest is counted.</summary>
    const int GapsListed = 8;

    public static Html Of(ReportContent report) => Html.Of($"""
        <section id="data">
        <h2>What was read and what was wrong with it</h2>
        <p class="sub">Nothing vanishes: every row read is kept, a duplicate of a kept one, or rejected with its reason.</p>
        {report.Sources.Select(Source)}
        {Excluded(report.Excluded)}
        </section>

        """);

    static Html Source(SourceReading source) => Html.Of($"""
        <div class="block source">
        <h3>{source.Name}</h3>
        <p class="sub"><code>{source.Location}</code></p>
        {RowsBar.Of(source)}
        {Balance(source)}
        {Rejects(source)}
        {Fields(source)}
        {Gaps(source.Gaps)}
        {(source.Skew is { } skew ? Html.Of($"<p>{Clock(skew)}</p>") : Html.Empty)}
        {(source.Notes.Count == 0 ? Html.Empty : Html.Of($"<ul>{source.Notes.Select(note => Html.Of($"<li>{note}</li>"))}</ul>"))}
        </div>

        """);

    static Html Balance(SourceReading source)
    {
        var rejected = RowsBar.Rejected(source);
        var lost = source.Read - source.Kept - source.Duplicate - rejected;
        return lost == 0
            ? Html.Of($"""
                <p class="note">{Figures.Count(source.Kept)} kept + {Figures.Count(source.Duplicate)} duplicate + {Figures.Count(rejected)} rejected = {Figures.Count(source.Read)} read.</p>
                """)
            : Html.Of($"""
                <p class="alarm">The counts do not add up: {Figures.Count(Math.Abs(lost))} rows are {(lost > 0 ? "unaccounted for" : "counted twice")}.</p>
                """);
    }

    static Html Rejects(SourceReading source) => source.Rejected.Count == 0 ? Html.Empty : Table.Of(
        $"Rejected rows of {source.Name} by reason",
        ["Rejected because", "#Rows", "#of rows read"],
        source.Rejected.OrderByDescending(reject => reject.Rows).Select(reject => Table.Row(
            reject.Reason, Table.Number(Figures.Count(reject.Rows)), Table.Number(Figures.Share(reject.Rows, source.Read)))));

    static Html Fields(SourceReading source) => source.Fields.Count == 0 ? Html.Empty : Table.Of(
        $"Fields of {source.Name}",
        ["Field", "Read from", "Complete", "#of kept rows", "#Missing", "#Smallest", "#Largest", "Done about it"],
        source.Fields.Select(field => Table.Row(field.Field, [
            Html.Of($"<td><code>{field.Column}</code></td>"),
            Html.Of($"""<td><span class="fill" aria-hidden="true"><i style="width:{100.0 * field.Present / Math.Max(1, field.Present + field.Missing)}%"></i></span></td>"""),
            Table.Number(Figures.Share(field.Present, field.Present + field.Missing)),
            Table.Number(Figures.Count(field.Missing)),
            Table.Number(field.Smallest ?? ""),
            Table.Number(field.Largest ?? ""),
            Table.Text(field.Treatment)])),
        "fields");

    static Html Gaps(IReadOnlyList<DayGap> gaps)
    {
        if (gaps.Count == 0)
        {
            return Html.Of($"<p>There are events on every day between the first and the last.</p>");
        }

        var single = gaps.Where(gap => gap.Days == 1).ToList();
        var weekdays = single.GroupBy(gap => gap.From.DayOfWeek).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} on a {group.Key}");
        var longer = gaps.Where(gap => gap.Days > 1).OrderByDescending(gap => gap.Days).ThenBy(gap => gap.From).ToList();
        var listed = longer.Take(GapsListed).Select(gap => $"{Figures.Day(gap.From)} to {Figures.Day(gap.Until.AddDays(-1))} ({gap.Days} days)");
        var singles = single.Count == 0 ? "" : $" Single days: {string.Join(", ", weekdays)}.";
        var more = longer.Count > GapsListed ? $", and {longer.Count - GapsListed} more" : "";
        var longs = longer.Count == 0 ? "" : $" Longer: {string.Join(", ", listed)}{more}.";
        return Html.Of($"<p>{Figures.Count(gaps.Sum(gap => (long)gap.Days), "day", "days")} without any event, in {Figures.Count(gaps.Count, "gap", "gaps")}.{singles}{longs}</p>\n");
    }

    static string Clock(ClockSkew skew) =>
        $"Clocks: of {Figures.Count(skew.Compared, "event", "events")} with both a sender’s and an arrival time, " +
        $"{Figures.Count(skew.InFuture)} ({Figures.Share(skew.InFuture, skew.Compared)}) claim to be later than their arrival, by up to {Figures.Duration(skew.Largest)}; " +
        $"the median event arrived {Figures.Duration(skew.Median)} after its time.";

    static Html Excluded(IReadOnlyList<Exclusion> excluded) => Html.Of($"""
        <div class="block">
        <h3>Left out after reading</h3>
        {(excluded.Count == 0 ? Html.Of($"<p>Nobody: every customer and every event kept is in the figures.</p>") : Table.Of(
            "What was left out and why",
            ["Who", "Why", "#Customers", "#Events"],
            excluded.Select(group => Table.Row(
                group.Who,
                Table.Text(group.Why),
                Table.Number(group.Customers is { } customers ? Figures.Count(customers) : "–"),
                Table.Number(group.Events is { } events ? Figures.Count(events) : "–"))),
            "excluded"))}
        </div>

        """);
}
