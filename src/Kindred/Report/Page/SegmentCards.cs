namespace Kindred.Report.Page;

/// <summary>One card for each segment, below bars that weigh the segments against each other.</summary>
static class SegmentCards
{
    /// <summary>Below this share a piece of the bar is too small to carry its number.</summary>
    const double LegibleShare = 0.045;

    /// <summary>Below this share it is too small on a phone.</summary>
    const double LegibleShareOnPhone = 0.14;

    public static Html Of(ModelResult model, string? currency)
    {
        if (model.Segments.Count == 0)
        {
            return Html.Empty;
        }

        var revenue = model.Segments.Any(segment => segment.Revenue is not null) ? model.Segments.Sum(segment => segment.Revenue) : null;
        var scale = model.Segments.SelectMany(segment => segment.Distinctions).Select(distinction => Math.Abs(distinction.Effect)).Append(1).Max();
        return Html.Of($"""
            <div class="weigh">
            {Bar("Customers", model.Segments, segment => (double)segment.Customers / Math.Max(1, model.Customers))}
            {(revenue > 0 ? Bar("Revenue", model.Segments, segment => Math.Max(0, segment.Revenue ?? 0) / revenue.Value) : Html.Empty)}
            </div>
            <div class="cards {(model.Segments.Count is 2 or 4 ? "pairs" : "")}">
            {model.Segments.Select((segment, i) => Card(segment, Rule(model, i), model.Customers, revenue, scale, currency))}</div>
            <p class="note">Shares of customers are of the {Figures.Count(model.Customers)} customers segmented{(revenue is { } sum
                ? $", shares of revenue of their {Figures.ShortMoney(sum, currency)}"
                : "")}.
            <i>d</i> is the standardised difference of means (Cohen’s d) between the segment and all other segmented customers: about 0.2 is small, 0.5 medium, 0.8 large.
            What sets a segment apart is associated with it; this does not show what drives it.</p>

            """);
    }

    static Html Bar(string name, IReadOnlyList<SegmentProfile> segments, Func<SegmentProfile, double> share)
    {
        var says = string.Join(", ", segments.Select(segment => $"{segment.Name} {Figures.Share(share(segment))}"));
        return Html.Of($"""
            <div><span>{name}</span><div class="share" role="img" aria-label="{name}: {says}">{segments.Select(segment => Piece(segment, share(segment)))}</div></div>

            """);
    }

    static Html Piece(SegmentProfile segment, double share)
    {
        var number = share < LegibleShare ? Html.Empty
            : Html.Of($"<span class=\"{(share < LegibleShareOnPhone ? "minor" : "")}\">{Figures.Share(share)}</span>");
        return share <= 0 ? Html.Empty : Html.Of($"""
            <i class="{Segment.Colour(segment)}" style="flex-grow:{share * 100}" title="{segment.Name}: {Figures.Share(share)}">{number}</i>
            """);
    }

    /// <summary>The segment in one rule, with how far it can be trusted.</summary>
    static Html Rule(ModelResult model, int segment) => model.Evidence?.Surrogate?.Rules[segment] is { AnyOf.Count: > 0 } rule
        ? Html.Of($"""
            <div class="rule"><b>In short</b><span>{rule.Words}.</span> <small>{Figures.Share(rule.Precision)} of those who meet this are in the segment, and {Figures.Share(rule.Recall)} of the segment meet it.</small></div>
            """)
        : Html.Of($"<div class=\"rule\">{(model.Evidence?.Surrogate is null ? "" : "No short rule tells these customers from the others.")}</div>");

    static Html Card(SegmentProfile segment, Html rule, long customers, double? revenue, double scale, string? currency) => Html.Of($"""
        <article class="card {Segment.Colour(segment)}">
        <h3>{Segment.Badge(segment)} {segment.Name}</h3>
        <p>{segment.Sentence}</p>
        {rule}
        <dl>
        {Stat("Customers", Figures.Count(segment.Customers), Figures.Share(segment.Customers, customers))}
        {(segment.Revenue is { } own ? Stat("Revenue", Figures.ShortMoney(own, currency), Figures.Share(own, revenue ?? 0), Figures.Money(own, currency)) : Html.Empty)}
        {(segment.Stability is { } stability ? Stat("Stability", Figures.Decimal(stability), "of 1") : Html.Empty)}
        </dl>
        {Distinctions(segment, scale, currency)}
        </article>

        """);

    public static Html Stat(string name, string figure, string share, string exactly = "") =>
        Html.Of($"""<div><dt>{name}</dt><dd title="{exactly}">{figure} <small>{share}</small></dd></div>""");

    static Html Distinctions(SegmentProfile segment, double scale, string? currency) => segment.Distinctions.Count == 0 ? Html.Empty : Html.Of($"""
        <table><thead><tr><th scope="col">Set apart by</th>
        <th scope="col" class="n">median here</th><th scope="col" class="n">overall</th><th scope="col" class="n"><i>d</i></th></tr></thead>
        <tbody>{segment.Distinctions.Select(distinction => Table.Row(Html.Of($"{distinction.Label}{Bar(distinction.Effect, scale)}"), [
            Table.Number(Figures.Value(distinction.Median, distinction.Unit, currency)),
            Table.Number(Figures.Value(distinction.OverallMedian, distinction.Unit, currency)),
            Table.Number(Figures.Difference(distinction.Effect))]))}</tbody></table>
        """);

    static Html Bar(double effect, double scale)
    {
        var length = Math.Min(50, Math.Abs(effect) / scale * 50);
        return Html.Of($"""<span class="effect" aria-hidden="true"><i style="left:{(effect < 0 ? 50 - length : 50)}%;width:{length}%"></i></span>""");
    }
}
