namespace Kindred.Report.Page;

/// <summary>How it was done, so that it can be repeated, and what not to read into it.</summary>
static class MethodSection
{
    public static Html Of(ReportContent report)
    {
        var method = report.Method;
        return Html.Of($"""
            <section id="method">
            <h2>Method and caveats</h2>
            <div class="pair">
            <div><h3>To repeat this run</h3>
            <dl class="rules">
            {Rule("As of", Figures.Moment(report.AsOf))}
            {method.Rules.Select(rule => Rule(rule.Rule, rule.Value))}
            {report.Models.Select(model => Rule(model.Name, model.Description))}
            {Rule("Seed", method.Seed.ToString(null, System.Globalization.CultureInfo.InvariantCulture))}
            {Rule("Versions", string.Join(", ", method.Versions.Select(part => $"{part.Part} {part.Version}")))}
            </dl></div>
            <div><h3>To beware of</h3>
            <ul>{method.Caveats.Concat(Always).Select(caveat => Html.Of($"<li>{caveat}</li>"))}</ul></div>
            </div>
            </section>

            """);
    }

    static readonly string[] Always =
    [
        "What sets a segment apart is associated with it, not the cause of it. Only a randomised experiment shows what drives behaviour.",
        "Whatever happened before the first event is unknown: tenure and order counts of old customers are lower bounds.",
        "Recent customers have had less time to come back; a low count may mean new rather than uninterested.",
        "A segment is a summary of many different people; customers near a border could as well be in the next segment.",
    ];

    static Html Rule(string name, string value) => Html.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
}
