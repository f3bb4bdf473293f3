namespace Kindred.Report.Page;

/// <summary>The first screen: what was found, among how many, out of what.</summary>
static class Opening
{
    public static Html Of(ReportContent report) => Html.Of($"""
        <header class="opening">
        <p class="eyebrow">Customer segments</p>
        <h1>{report.Project}</h1>
        {report.Models.Select(model => Html.Of($"<p class=\"lede\">{Finding(model, report)}</p>\n"))}
        <p class="meta">{Figures.Day(report.Figures.From)} to {Figures.Day(report.Figures.Last)} · as of {Figures.Moment(report.AsOf)} · made {Figures.Moment(report.MadeAt)}</p>
        {KeyFigures(report)}
        {Rows(report.Sources)}
        </header>

        """);

    static string Finding(ModelResult model, ReportContent report)
    {
        var about = report.Models.Count > 1 ? $"{model.Name}: " : "";
        var customers = Figures.Count(model.Customers, "customer", "customers");
        if (!model.StructureFound)
        {
            return $"{about}{customers}, and no clear structure among them.";
        }

        var total = model.Segments.Sum(segment => segment.Revenue ?? 0);
        var top = model.Segments.MaxBy(segment => segment.Revenue ?? segment.Customers);
        var found = $"{about}{customers} of {Figures.Word(model.Segments.Count)} kinds.";
        return top switch
        {
            null => found,
            { Revenue: { } revenue } when total > 0 =>
                $"{found} “{top.Name}” is {Figures.Share(top.Customers, model.Customers)} of them and {Figures.Share(revenue, total)} of their revenue.",
            _ => $"{found} The largest, “{top.Name}”, is {Figures.Share(top.Customers, model.Customers)} of them.",
        };
    }

    static Html KeyFigures(ReportContent report)
    {
        var figures = report.Figures;
        var tiles = new List<Html>
        {
            Tile("Customers", Figures.Count(figures.Customers), ""),
            Tile("Events", Figures.Count(figures.Events), ""),
            Tile("Sessions", Figures.Count(figures.Sessions), PerCustomer(figures.Sessions, figures.Customers)),
        };
        if (figures.Orders > 0)
        {
            tiles.Add(Tile("Orders", Figures.Count(figures.Orders), PerCustomer(figures.Orders, figures.Customers)));
        }

        if (figures.Revenue is { } revenue)
        {
            var refunded = figures.Refunded is { } back and not 0 ? $"{Figures.Money(back, report.Currency)} refunded beside it" : "";
            tiles.Add(Tile("Revenue", Figures.Money(revenue, report.Currency), refunded));
            if (figures.Orders > 0)
            {
                tiles.Add(Tile("Per order", Figures.Money(revenue / figures.Orders, report.Currency), "mean revenue"));
            }
        }

        return Html.Of($"""<dl class="tiles">{tiles}</dl>""");
    }

    static string PerCustomer(long number, long customers) =>
        customers == 0 ? "" : $"{Figures.Decimal((double)number / customers, 1)} per customer";

    static Html Tile(string name, string figure, string note) =>
        Html.Of($"""<div><dt>{name}</dt><dd>{figure}<small>{note}</small></dd></div>""");

    static Html Rows(IReadOnlyList<SourceReading> sources) => Html.Of($"""
        <div class="rows">
        {RowsBar.Of(sources)}
        <p><a href="#data">What was read and what was wrong with it</a></p>
        </div>
        """);
}
