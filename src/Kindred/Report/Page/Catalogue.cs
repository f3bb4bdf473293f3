namespace Kindred.Report.Page;

/// <summary>The features with their definitions: those that models use in full view, the rest folded away.</summary>
static class Catalogue
{
    public static Html Of(IReadOnlyList<FeatureNote> features)
    {
        var used = features.Where(feature => feature.UsedBy.Count > 0).ToList();
        var others = features.Where(feature => feature.UsedBy.Count == 0).ToList();
        return features.Count == 0 ? Html.Empty : Html.Of($"""
            <section id="features">
            <h2>What the features mean</h2>
            <p class="sub">{Figures.Count(features.Count, "feature", "features")} were computed for each customer, as of the same moment, from nothing later.
            “Known” is the share of customers who have a value.</p>
            {(used.Count == 0 ? Html.Empty : Definitions("Features used by models", used))}
            {(others.Count == 0 ? Html.Empty : Plot.Data($"{Figures.Count(others.Count, "more feature", "more features")} that no model here uses", Definitions("Other features", others)))}
            </section>

            """);
    }

    static Html Definitions(string says, IEnumerable<FeatureNote> features) => Table.Of(
        says,
        ["Feature", "How it is counted", "#Known", "Used by"],
        features.Select(feature => Table.Row(
            Html.Of($"{feature.Label}<small><code>{feature.Name}</code></small>"),
            Table.Text(feature.Definition),
            Table.Number(Figures.Share(feature.KnownShare)),
            Table.Text(string.Join(", ", feature.UsedBy)))),
        "definitions");
}
