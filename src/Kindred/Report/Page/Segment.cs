namespace Kindred.Report.Page;

/// <summary>How a segment is marked everywhere: its colour and its number, which both follow its place in the palette.</summary>
static class Segment
{
    public const int Colours = 10;

    /// <summary>The class that sets the colour of whatever is inside.</summary>
    public static string Colour(SegmentProfile segment) => $"c{segment.Slot % Colours}";

    public static Html Badge(SegmentProfile segment) => Html.Of($"""<b class="badge {Colour(segment)}">{segment.Slot + 1}</b>""");

    public static Html Legend(IEnumerable<SegmentProfile> segments) => Html.Of($"""
        <ul class="legend">{segments.Select(segment => Html.Of($"<li class=\"{Colour(segment)}\">{Badge(segment)} {segment.Name}</li>"))}</ul>

        """);
}
