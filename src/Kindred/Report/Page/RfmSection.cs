namespace Kindred.Report.Page;

/// <summary>Recency by frequency quintiles, twice: how many customers, and how much revenue.</summary>
static class RfmSection
{
    static readonly IReadOnlyList<int> Fifths = [1, 2, 3, 4, 5];

    public static Html Of(ReportContent report)
    {
        if (report.Rfm is not { Cells.Count: > 0 } rfm)
        {
            return Html.Empty;
        }

        var customers = rfm.Cells.Sum(cell => cell.Customers);
        var revenue = rfm.Cells.Sum(cell => cell.Revenue ?? 0);
        (string, string) Count(double number) => (Figures.Count((long)number), Figures.Count((long)number));
        (string, string) Money(double amount) => (Figures.ShortMoney(amount, report.Currency), Figures.Money(amount, report.Currency));
        return Html.Of($"""
            <section id="rfm">
            <h2>Recency and frequency</h2>
            <p class="sub">The {Figures.Count(customers)} customers with an order, in fifths: by how recently they last ordered and by how often they ordered.
            Shares are of these customers{(revenue > 0 ? " and of their revenue" : "")}.</p>
            <div class="grids">
            {Grid(rfm, "Customers", cell => cell.Customers, Count, customers)}
            {(revenue > 0 ? Grid(rfm, "Revenue", cell => cell.Revenue ?? 0, Money, revenue) : Html.Empty)}
            </div>
            <p class="note">R5 ordered last, R1 longest ago; F5 ordered most often, F1 least often.{(rfm.Orders.Count > 0
                ? " Small beside them: the days since the last order, and the orders, of the customers in that fifth."
                : "")}</p>
            {Groups(rfm, customers, revenue, report.Currency)}
            </section>

            """);
    }

    static Html Grid(RfmGrid rfm, string name, Func<RfmCell, double> measure, Func<double, (string Short, string Full)> write, double total)
    {
        var cells = rfm.Cells.ToDictionary(cell => (cell.Recency, cell.Frequency));
        var most = Math.Max(1e-9, rfm.Cells.Max(measure));
        Html Cell(int recency, int frequency)
        {
            if (!cells.TryGetValue((recency, frequency), out var cell))
            {
                return Html.Of($"<td>–</td>");
            }

            var (value, figure) = (measure(cell), write(measure(cell)));
            return Html.Of($"""
                <td style="--m:{Math.Max(0, value / most) * 100}%" title="{cell.Name} {figure.Full}">{figure.Short}<small>{Figures.Share(value, total)}</small></td>
                """);
        }

        return Html.Of($"""
            <figure><figcaption><b>{name}</b></figcaption>
            <table class="rfm {name.ToLowerInvariant()}">
            <thead><tr><th scope="col">R ↓ F →</th>{Fifths.Select(f => Html.Of($"<th scope=\"col\">F{f}{Limits(rfm.Orders, f)}</th>"))}</tr></thead>
            <tbody>{Fifths.Reverse().Select(r => Table.Row(Html.Of($"R{r}{Limits(rfm.DaysSinceOrder, r)}"), Fifths.Select(f => Cell(r, f))))}</tbody></table>
            </figure>

            """);
    }

    static Html Limits(IReadOnlyList<QuintileRange> ranges, int quintile)
    {
        if (ranges.FirstOrDefault(range => range.Quintile == quintile) is not { } limits)
        {
            return Html.Empty;
        }

        var (from, to) = (Figures.Decimal(limits.Smallest, 0), Figures.Decimal(limits.Largest, 0));
        return Html.Of($"<small>{(from == to ? from : $"{from}–{to}")}</small>");
    }

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
