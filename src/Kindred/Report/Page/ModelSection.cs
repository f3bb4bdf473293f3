namespace Kindred.Report.Page;

/// <summary>All about one model: its verdict, its segments, what sets them apart, and how sure that is.</summary>
static class ModelSection
{
    public static Html Of(ModelResult model, int index, ReportContent report) => Html.Of($"""
        <section id="{Anchor(index)}">
        <h2>{Title(model, report)}</h2>
        <p class="sub">{model.Description}</p>
        {Verdict(model)}
        {SegmentCards.Of(model, report.Currency)}
        {HeatMap.Of(model, report.Currency)}
        {Evidence.Of(model, report.Currency)}
        {PrincipalMap.Of(model)}
        {RevenueColumns.Of(model, report)}
        {ChoiceOfK.Of(model)}
        </section>

        """);

    public static string Anchor(int index) => $"model-{index + 1}";

    public static string Title(ModelResult model, ReportContent report) => report.Models.Count == 1 ? "The segments" : model.Name;

    const string ByDegrees =
        "These customers differ by degrees, not by kinds, as far as these features can tell. Segments shown below are a cut through a whole, not a finding.";

    static Html Verdict(ModelResult model) => Html.Of($"""
        <div class="verdict {(model.StructureFound ? "found" : "none")}">
        <p><b>{Headline(model)}</b> {(model.StructureFound ? "" : ByDegrees)}</p>
        <ul>{model.Reasons.Select(reason => Html.Of($"<li>{reason}</li>"))}</ul>
        </div>

        """);

    static string Headline(ModelResult model) => model.StructureFound
        ? $"{Figures.Count(model.Segments.Count, "segment", "segments")} among {Figures.Count(model.Customers, "customer", "customers")}."
        : "No structure found.";
}
