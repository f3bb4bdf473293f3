namespace Kindred.Report.Page;

/// <summary>Rows read as one bar: kept, duplicate, rejected.</summary>
static class RowsBar
{
    public static Html Of(params IReadOnlyList<SourceReading> sources)
    {
        var read = sources.Sum(source => source.Read);
        var kept = sources.Sum(source => source.Kept);
        var duplicate = sources.Sum(source => source.Duplicate);
        var rejected = sources.Sum(Rejected);
        return Html.Of($"""
            <div class="share thin" aria-hidden="true">{Piece("kept", kept, read)}{Piece("duplicate", duplicate, read)}{Piece("rejected", rejected, read)}</div>
            <p class="key"><span>{Figures.Count(read)} rows read</span> <span class="kept">{Figures.Count(kept)} kept ({Figures.Share(kept, read)})</span>
            <span class="duplicate">{Figures.Count(duplicate)} duplicate ({Figures.Share(duplicate, read)})</span>
            <span class="rejected">{Figures.Count(rejected)} rejected ({Figures.Share(rejected, read)})</span></p>
            """);
    }

    public static long Rejected(SourceReading source) => source.Rejected.Sum(reject => reject.Rows);

    static Html Piece(string kind, long rows, long read) => rows == 0
        ? Html.Empty
        : Html.Of($"""<i class="{kind}" style="flex-grow:{100.0 * rows / Math.Max(1, read)}"></i>""");
}
