namespace Kindred.Report.Page;

/// <summary>Features by segments as a table: the deviation from the mean as colour and number, the median in the feature's unit below.</summary>
static class HeatMap
{
    /// <summary>The deviation at which the colour is full.</summary>
    const double FullColour = 2;

    public static Html Of(ModelResult model, string? currency) => model.Segments.Count == 0 || model.Heat.Count == 0 ? Html.Empty : Html.Of($"""
        <div class="block">
        <h3>What sets them apart</h3>
        <p class="sub">Each cell: how far the segment’s mean lies from the mean of all {Figures.Count(model.Customers)} segmented customers,
        in standard deviations of the clustered values; below it the segment’s median in plain units.</p>
        <div class="scroll" role="region" tabindex="0" aria-label="Features by segment"><table class="heat" style="--k:{model.Segments.Count}">
        <thead><tr><th scope="col">Feature</th>{model.Segments.Select(segment => Html.Of($"<th scope=\"col\">{Segment.Badge(segment)}<span>{segment.Name}</span></th>"))}</tr></thead>
        <tbody>{model.Heat.Select(row => Table.Row(row.Label, row.ZScores.Select((z, i) => Cell(z, Figures.Value(row.Medians[i], row.Unit, currency)))))}</tbody>
        </table></div>
        <p class="scale"><span>2 or more below</span><i aria-hidden="true"></i><span>2 or more above</span></p>
        </div>

        """);

    static Html Cell(double z, string median) => double.IsNaN(z)
        ? Html.Of($"<td>–<small>{median}</small></td>")
        : Html.Of($"""<td class="{(z < 0 ? "below" : "above")}" style="--m:{Math.Min(1, Math.Abs(z) / FullColour) * 100}%">{Figures.Difference(z)}<small>{median}</small></td>""");
}
