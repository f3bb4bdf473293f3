namespace Kindred.Report.Page;

/// <summary>A card for each segment that is declared by a rule.</summary>
static class RuleSection
{
    public static Html Of(ReportContent report) => report.Rules.Count == 0 ? Html.Empty : Html.Of($"""
        <section id="rules">
        <h2>Segments by rule</h2>
        <p class="sub">Who meets the conditions that the project declares. A customer can be in several of them, or in none.</p>
        <div class="cards {(report.Rules.Count is 2 or 4 ? "pairs" : "")}">
        {report.Rules.Select((rule, i) => Card(rule, i, report))}</div>
        </section>

        """);

    static Html Card(RuleResult rule, int index, ReportContent report) => Html.Of($"""
        <article class="card c{index % Segment.Colours}">
        <h3>{rule.Name}</h3>
        <p>{rule.Sentence}</p>
        <dl>
        {SegmentCards.Stat("Customers", Figures.Count(rule.Customers), Figures.Share(rule.Customers, report.Figures.Customers))}
        {(rule.Revenue is { } own
            ? SegmentCards.Stat("Revenue", Figures.ShortMoney(own, report.Currency), Figures.Share(own, report.Figures.Revenue ?? 0), Figures.Money(own, report.Currency))
            : Html.Empty)}
        </dl>
        </article>

        """);
}
