using Kindred.Features;
using Kindred.Validation;

namespace Kindred.Report.Page;

/// <summary>What the segments mean for the business, and what else sets them apart, with how sure that is.</summary>
static class Evidence
{
    const double Level = 0.05;

    /// <summary>Differences to tell of each segment, and the least worth telling (Vargha and Delaney's "small").</summary>
    const int Told = 3;

    const double Noticeable = 0.147;

    public static Html Of(ModelResult model, string? currency) => model.Evidence is not { } evidence || model.Segments.Count == 0
        ? Html.Empty
        : Html.Of($"{Indicators(model, evidence, currency)}{Others(model, evidence, currency)}");

    static Html Indicators(ModelResult model, ModelEvidence evidence, string? currency)
    {
        var shown = Enum.GetValues<KeyIndicator>().Where(indicator => (currency is not null || indicator is not KeyIndicator.OrderValue)
            && evidence.Indicators.Any(segment => !double.IsNaN(segment[(int)indicator].Value))).ToList();
        return shown.Count == 0 ? Html.Empty : Html.Of($"""
            <div class="block">
            <h3>What they are worth</h3>
            <p class="sub">Key figures of each segment with the range that they lie in with 95 % confidence, were these customers a sample of many like them.</p>
            {Table.Of("Key figures by segment", ["Segment", .. shown.Select(indicator => Name(indicator) + (evidence.ByConstruction.Contains(indicator) ? " *" : ""))],
                model.Segments.Select((segment, i) => Table.Row(
                    Html.Of($"{Segment.Badge(segment)} {segment.Name}"),
                    shown.Select(indicator => Cell(segment, evidence.Indicators[i][(int)indicator], Reach(evidence, indicator), currency)))),
                "indicators")}
            <p class="note">{string.Join(" ", shown.Select(Meaning))}
            Ranges of shares of customers are Wilson’s; the others come from drawing the customers 1,000 times again.
            {(evidence.ByConstruction.Any(shown.Contains) ? "* The model clusters by a part of this, so segments differ in it by construction." : "")}</p>
            </div>

            """);
    }

    static Html Cell(SegmentProfile segment, Indication indication, double reach, string? currency)
    {
        if (double.IsNaN(indication.Value))
        {
            return Html.Of($"<td>–</td>");
        }

        var unit = KeyIndicators.IsShare(indication.Indicator) ? FeatureUnit.Share : FeatureUnit.Money;
        var (low, high) = double.IsNaN(indication.Interval.Low) ? (indication.Value, indication.Value) : (indication.Interval.Low, indication.Interval.High);
        return Html.Of($"""
            <td title="{Figures.Count(indication.Base, "customer", "customers")}"><b>{Figures.Value(indication.Value, unit, currency)}</b>
            <small>{Figures.Value(low, unit, currency)} to {Figures.Value(high, unit, currency)}</small>
            <span class="range {Segment.Colour(segment)}" aria-hidden="true"><i style="left:{At(low)}%;width:{Math.Max(0.5, At(high) - At(low))}%"></i><u style="left:{At(indication.Value)}%"></u></span></td>
            """);

        double At(double value) => Math.Clamp(100 * value / reach, 0, 100);
    }

    /// <summary>The end of the scale that all segments share in an indicator.</summary>
    static double Reach(ModelEvidence evidence, KeyIndicator indicator)
    {
        var most = evidence.Indicators.Select(segment => segment[(int)indicator])
            .SelectMany(each => (double[])[each.Value, each.Interval.High]).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        return most > 0 ? most * 1.02 : 1;
    }

    static string Name(KeyIndicator indicator) => indicator switch
    {
        KeyIndicator.OrderValue => "Order value",
        _ => indicator.ToString(),
    };

    static string Meaning(KeyIndicator indicator) => indicator switch
    {
        KeyIndicator.Conversion => "Conversion: sessions with an order, of all sessions.",
        KeyIndicator.OrderValue => "Order value: revenue divided by orders.",
        KeyIndicator.Retention => "Retention: of the customers active from 60 to 30 days ago, those active in the last 30 days.",
        _ => "Churn: of the customers known for over 90 days, those without an event in the last 90.",
    };

    static Html Others(ModelResult model, ModelEvidence evidence, string? currency)
    {
        var rows = model.Segments.SelectMany((segment, i) => evidence.Differences[i]
            .Where(difference => difference.PValue < Level && Math.Abs(difference.Delta) >= Noticeable).Take(Told)
            .Select((difference, rank) => Row(segment, difference, rank == 0, currency))).ToList();
        return rows.Count == 0 ? Html.Empty : Html.Of($"""
            <div class="block">
            <h3>What else sets them apart</h3>
            <p class="sub">Differences in features that the model did not look at and that do not restate one it did: whoever doubts the segments finds here whether they mean anything beyond what made them.</p>
            {Table.Of("Differences beyond the clustered features", ["Segment", "Feature", "#median here", "#elsewhere", "#δ", "#p"], rows, "others")}
            <p class="note">δ (Cliff’s): how much likelier a customer of the segment has more than one of the others rather than less, from −1 to 1; about 0.15 is small, 0.33 medium, 0.47 large.
            p: the chance of a difference this large were there none (Mann–Whitney), corrected by Holm for all features and segments. Only differences with p below 0.05 and
            at least a small δ are shown, three a segment, and no feature whose ranks go along with those of a clustered one (Spearman’s ρ of 0.8 or more). In features the model did look at, segments differ by construction, so no p is given there.</p>
            </div>

            """);
    }

    static Html Row(SegmentProfile segment, FeatureDifference difference, bool first, string? currency) => Table.Row(
        first ? Html.Of($"{Segment.Badge(segment)} {segment.Name}") : Html.Of($"""<span class="again">{segment.Name}</span>"""),
        [
            Table.Text(difference.Feature.Label),
            Table.Number(Figures.Value(difference.Median, difference.Feature.Unit, currency)),
            Table.Number(Figures.Value(difference.OtherMedian, difference.Feature.Unit, currency)),
            Table.Number(Figures.Difference(difference.Delta)),
            Table.Number(difference.PValue < 0.001 ? "<0.001" : Figures.Decimal(difference.PValue, 3)),
        ]);
}
