namespace Kindred.Report.Page;

/// <summary>Revenue by month, a column each, stacked by segment.</summary>
static class RevenueColumns
{
    /// <summary>About as many month labels as fit side by side.</summary>
    const int LabelsAcross = 14;

    /// <summary>What sums of rounded amounts may differ by, as a share.</summary>
    const double Rounding = 0.005;

    public static Html Of(ModelResult model, ReportContent report)
    {
        if (model.Revenue is not { Months.Count: > 0 } revenue || model.Segments.Count == 0)
        {
            return Html.Empty;
        }

        var above = Totals(revenue, amount => Math.Max(0, amount));
        var below = Totals(revenue, amount => Math.Min(0, amount));
        var axis = Axis.Around(below.Append(0).Min(), above.Append(0).Max(), 5);
        var marks = axis.Marks.Select(mark => Figures.Mark(mark, axis, report.Currency)).ToList();
        var partial = Partial(revenue.Months, report.Figures);
        var words = Labels(revenue.Months, partial).Concat(marks.Zip(axis.Marks, (text, mark) => Plot.LabelY(axis.At(mark), text)));
        var says = $"Stacked columns of revenue by month and segment, {Figures.Month(revenue.Months[0])} to {Figures.Month(revenue.Months[^1])}";
        return Html.Of($"""
            <div class="block">
            <h3>Revenue by segment over months</h3>
            <p class="sub">Customers count in the segment they are in now, in earlier months too.</p>
            <div class="months">
            {Segment.Legend(model.Segments)}
            {Plot.Frame("columns", says, Columns(model.Segments, revenue, axis, partial, report.Currency), words, marks.Max(text => text.Length))}
            </div>
            {Note(revenue.Months, partial, report.Figures)}
            {Balance(model, revenue, report.Currency)}
            {Plot.Data("Revenue by month and segment in figures", Amounts(model.Segments, revenue, report.Currency))}
            </div>

            """);
    }

    static double[] Totals(MonthlyRevenue revenue, Func<double, double> part) =>
        [.. revenue.Months.Select((_, month) => revenue.BySegment.Sum(amounts => part(amounts[month])))];

    static bool[] Partial(IReadOnlyList<DateOnly> months, KeyFigures figures)
    {
        var first = DateOnly.FromDateTime(figures.From.DateTime);
        var last = DateOnly.FromDateTime(figures.Last.DateTime);
        return [.. months.Select(month => first > month || last < month.AddMonths(1).AddDays(-1))];
    }

    static Html Columns(IReadOnlyList<SegmentProfile> segments, MonthlyRevenue revenue, Axis axis, bool[] partial, string? currency)
    {
        var width = 100.0 / revenue.Months.Count;
        var pieces = new List<Html>();
        for (var month = 0; month < revenue.Months.Count; month++)
        {
            var (up, down) = (0.0, 0.0);
            for (var i = segments.Count - 1; i >= 0; i--)
            {
                var amount = revenue.BySegment[i][month];
                var from = amount < 0 ? down += amount : up;
                up += Math.Max(0, amount);
                var (top, bottom) = (axis.At(from + Math.Abs(amount)), axis.At(from));
                pieces.Add(Html.Of($"""
                    <rect class="{Segment.Colour(segments[i])}{(partial[month] ? " part" : "")}" x="{(month + 0.16) * width}" y="{100 - top}"
                    width="{width * 0.68}" height="{top - bottom}"><title>{segments[i].Name}, {Figures.Month(revenue.Months[month])}:
                    {Figures.Money(amount, currency)}</title></rect>

                    """));
            }
        }

        return Html.Of($"""{Plot.GridY(axis)}{pieces}<path class="zero" d="M0 {100 - axis.At(0)}H100"/>""");
    }

    static IEnumerable<Html> Labels(IReadOnlyList<DateOnly> months, bool[] partial)
    {
        var step = (months.Count + LabelsAcross - 1) / LabelsAcross;
        return months.Index().Where(month => month.Index % step == 0).Select(month => Plot.LabelX(
            (month.Index + 0.5) * 100 / months.Count,
            Html.Of($"{month.Item:MMM}{(partial[month.Index] ? "*" : "")}{Year(months, month.Index, step)}"),
            month.Index / step % 2 == 1 ? "minor" : ""));
    }

    /// <summary>The year, below the first label in it; on a phone, which shows every other label, that may be the next one.</summary>
    static Html Year(IReadOnlyList<DateOnly> months, int month, int step)
    {
        bool IsFirst(int stride) => month < stride || months[month - stride].Year < months[month].Year;
        return IsFirst(step) ? Html.Of($"<small>{months[month].Year}</small>")
            : IsFirst(step * 2) ? Html.Of($"<small class=\"phone\">{months[month].Year}</small>")
            : Html.Empty;
    }

    static Html Note(IReadOnlyList<DateOnly> months, bool[] partial, KeyFigures figures) => !partial.Contains(true)
        ? Html.Empty
        : Html.Of($"""
            <p class="note">* Not a whole month ({string.Join(", ", months.Where((_, i) => partial[i]).Select(Figures.Month))}):
            the events begin on {Figures.Day(figures.From)} and end on {Figures.Day(figures.Last)}. Its columns are pale.</p>
            """);

    /// <summary>Says so when months and segments tell different stories.</summary>
    static Html Balance(ModelResult model, MonthlyRevenue revenue, string? currency)
    {
        var months = revenue.BySegment.Sum(amounts => amounts.Sum());
        var segments = model.Segments.Sum(segment => segment.Revenue ?? 0);
        return Math.Abs(months - segments) <= Rounding * Math.Abs(segments) ? Html.Empty : Html.Of($"""
            <p class="alarm">The months add up to {Figures.Money(months, currency)}, the segments to {Figures.Money(segments, currency)}.</p>
            """);
    }

    static Html Amounts(IReadOnlyList<SegmentProfile> segments, MonthlyRevenue revenue, string? currency) => Table.Of(
        "Revenue by month and segment",
        ["Month", .. segments.Select(segment => "#" + segment.Name), "#All"],
        revenue.Months.Select((month, i) => Table.Row(
            Figures.Month(month),
            revenue.BySegment.Select(amounts => amounts[i])
                .Append(revenue.BySegment.Sum(amounts => amounts[i]))
                .Select(amount => Table.Number(Figures.Money(amount, currency))))));
}
