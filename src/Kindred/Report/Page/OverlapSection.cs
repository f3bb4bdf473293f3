using Kindred.Validation;

namespace Kindred.Report.Page;

/// <summary>Segments by segments: which customers they share.</summary>
static class OverlapSection
{
    public static Html Of(Overlap? overlap) => overlap is null ? Html.Empty : Html.Of($"""
        <section id="overlap">
        <h2>Which segments overlap</h2>
        <p class="sub">Each cell: how many of the customers of the segment on the left are also in the one above.</p>
        <div class="block"><div class="scroll" role="region" tabindex="0" aria-label="Overlap of segments"><table class="heat overlap" style="--k:{overlap.Segments.Count}">
        <thead><tr><th scope="col">Of the customers of</th>{overlap.Segments.Select(segment => Html.Of($"<th scope=\"col\"><span>{segment.Name}</span></th>"))}</tr></thead>
        <tbody>{overlap.Segments.Select((segment, a) => Table.Row(
            Html.Of($"{segment.Name}<small>{Figures.Count(overlap.Shared[a][a], "customer", "customers")}</small>"),
            overlap.Segments.Select((_, b) => Cell(overlap, a, b))))}</tbody>
        </table></div></div>
        </section>

        """);

    static Html Cell(Overlap overlap, int a, int b)
    {
        if (overlap.Segments[a].Model == overlap.Segments[b].Model)
        {
            return Html.Of($"<td class=\"never\">{(a == b ? "" : "–")}</td>");
        }

        var share = overlap.Shared[a][b] / Math.Max(1.0, overlap.Shared[a][a]);
        return Html.Of($"""
            <td class="shade" style="--m:{100 * share}%" title="{Figures.Share(overlap.Similarity(a, b))} of all customers of both">{Figures.Share(share)}<small>{Figures.Count(overlap.Shared[a][b])}</small></td>
            """);
    }
}
