namespace Kindred.Report.Page;

/// <summary>The frame that all charts share: lines drawn in a box of 100 by 100 that stretches, words around it that do not.</summary>
/// <remarks>Text is HTML placed in percentages, so that it keeps its size from phone to paper; colours come from the style sheet, so that
/// dark, light and print need no script.</remarks>
static class Plot
{
    /// <param name="kind">The class that gives the frame its height.</param>
    /// <param name="says">What the chart shows, for those who cannot see it.</param>
    /// <param name="drawing">SVG in a box of 100 by 100.</param>
    /// <param name="words">Labels, placed by <see cref="LabelX"/>, <see cref="LabelY"/> and <see cref="Spot"/>.</param>
    /// <param name="room">The letters of the longest label beside the vertical axis.</param>
    public static Html Frame(string kind, string says, Html drawing, IEnumerable<Html> words, int room = 0) => Html.Of($"""
        <div class="frame {kind}" style="--room:{room}">
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="{says}">{drawing}</svg>
        {words}</div>

        """);

    public static Html GridY(Axis axis) => Html.Of($"""<path class="grid" d="{axis.Marks.Select(mark => Html.Of($"M0 {100 - axis.At(mark)}H100"))}"/>""");

    public static Html LabelX(double left, Html text, string kind) =>
        Html.Of($"""<span class="x {kind}" style="left:{left}%" aria-hidden="true">{text}</span>""");

    public static Html LabelY(double bottom, string text) =>
        Html.Of($"""<span class="y" style="bottom:{bottom}%" aria-hidden="true">{text}</span>""");

    /// <summary>A small area that says its value when pointed at.</summary>
    public static Html Spot(double left, double bottom, string text, Html sign = default) =>
        Html.Of($"""<span class="spot" style="left:{left}%;bottom:{bottom}%" title="{text}">{sign}</span>""");

    /// <summary>The chart's figures, folded away.</summary>
    public static Html Data(string title, Html table) => Html.Of($"""
        <details><summary>{title}</summary>
        {table}
        </details>

        """);
}
