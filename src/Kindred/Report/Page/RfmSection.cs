namespace Kindred.Report.Page;

/// <summary>Recency by frequency quintiles, twice: how many customers, and how much revenue.</summary>
static class RfmSection
{
    public static Html Of(ReportContent report)
    {
        if (report.Rfm is not { Cells.Count: > 0 } rfm)
        {
            return Html.Empty;
        }

        var customers = rfm.Cells.Sum(cell => cell.Customers);
        var revenue = rfm.Cells.Sum(cell => cell.Revenue ?? 0);
        return Html.Of($"""
            <section id="rfm">
            <h2>Recency and frequency</h2>
            <p class="sub">The {Figures.Count(customers)} customers with an order, in fifths: by how recently they last ordered and by how often they ordered. Shares are of these customers{(revenue > 0 ? " and of their revenue" : "")}.</p>
            <div class="grids">
            {Grid(rfm, "Customers", cell => cell.Customers, cell => Figures.Count(cell.Customers), cell => Figures.Count(cell.Customers), customers)}
            {(revenue > 0 ? Grid(rfm, "Revenue", cell => cell.Revenue ?? 0, cell => Figures.ShortMoney(cell.Revenue ?? 0, report.Currency), cell => Figures.Money(cell.Revenue ?? 0, report.Currency), revenue) : Html.Empty)}
            </div>
            <p class="note">R5 ordered last, R1 longest ago; F5 ordered most often, F1 least often.{(rfm.Orders.Count > 0 ? " Small beside them: the days since the last order, and the orders, of the customers in that fifth." : "")}</p>
            {Groups(rfm, customers, revenue, report.Currency)}
            </section>

            """);
    }

    static Html Grid(RfmGrid rfm, string name, Func<RfmCell, double> measure, Func<RfmCell, string> write, Func<RfmCell, string> exactly, double total)
    {
        var cells = rfm.Cells.ToDictionary(cell => (cell.Recency, cell.Frequency));
        var most = Math.Max(1e-9, rfm.Cells.Max(measure));
        Html Cell(int recency, int frequency) => cells.TryGetValue((recency, frequency), out var cell)
            ? Html.Of($"""<td style="--m:{Math.Max(0, measure(cell)) / most * 100}%" title="{cell.Name ?? ""} {exactly(cell)}">{write(cell)}<small>{Figures.Share(measure(cell), total)}</small></td>""")
            : Html.Of($"<td>–</td>");
        return Html.Of($"""
            <figure><figcaption><b>{name}</b></figcaption>
            <table class="rfm {name.ToLowerInvariant()}"><thead><tr><th scope="col">R ↓ F →</th>{Enumerable.Range(1, 5).Select(f => Html.Of($"<th scope=\"col\">F{f}{Limits(rfm.Orders, f)}</th>"))}</tr></thead>
            <tbody>{Enumerable.Range(1, 5).Reverse().Select(r => Table.Row(Html.Of($"R{r}{Limits(rfm.DaysSinceOrder, r)}"), Enumerable.Range(1, 5).Select(f => Cell(r, f))))}</tbody></table>
            </figure>

            """);
    }

    static Html Limits(IReadOnlyList<QuintileRange> ranges, int quintile) => ranges.FirstOrDefault(range => range.Quintile == quintile) is { } range
        ? Html.Of($"<small>{(range.Smallest == range.Largest ? Figures.Decimal(range.Smallest, 0) : $"{Figures.Decimal(range.Smallest, 0)}–{Figures.Decimal(range.Largest, 0)}")}</small>")
        : Html.Empty;

    static Html Groups(RfmGrid rfm, long customers, double revenue, string? currency)
    {
        var groups = rfm.Cells.Where(cell => cell.Name is not null).GroupBy(cell => cell.Name!)
            .OrderByDescending(group => group.Sum(cell => cell.Revenue ?? 0)).ThenByDescending(group => group.Sum(cell => cell.Customers)).ToList();
        return groups.Count == 0 ? Html.Empty : Table.Of(
            "Named groups of cells",
            ["Group", "#Customers", "#of customers", .. revenue > 0 ? ["#Revenue", "#of revenue"] : Array.Empty<string>()],
            groups.Select(group => Table.Row(group.Key, [
                Table.Number(Figures.Count(group.Sum(cell => cell.Customers))),
                Table.Number(Figures.Share(group.Sum(cell => cell.Customers), customers)),
                .. revenue > 0
                    ? [Table.Number(Figures.Money(group.Sum(cell => cell.Revenue ?? 0), currency)), Table.Number(Figures.Share(group.Sum(cell => cell.Revenue ?? 0), revenue))]
                    : Array.Empty<Html>()])));
    }
}
