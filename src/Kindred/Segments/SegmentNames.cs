using System.Globalization;
using Kindred.Features;

namespace Kindred.Segments;

/// <summary>Plain names and sentences for segments, from what sets each apart.</summary>
static class SegmentNames
{
    /// <summary>Differences smaller than this are not worth a word (Cohen's "small").</summary>
    const double Noticeable = 0.2;

    /// <summary>What customers high and low in a feature are called.</summary>
    static readonly Dictionary<string, (string High, string Low)> Words = new()
    {
        ["recency_days"] = ("lapsed", "recent"),
        ["inactive_days"] = ("lapsed", "active"),
        ["session_recency_days"] = ("lapsed", "active"),
        ["tenure_days"] = ("long-known", "new"),
        ["orders"] = ("frequent", "occasional"),
        ["orders_per_month"] = ("frequent", "occasional"),
        ["revenue"] = ("high-spending", "low-spending"),
        ["average_order_value"] = ("big-basket", "small-basket"),
        ["sessions"] = ("often-visiting", "seldom-visiting"),
        ["sessions_per_week"] = ("often-visiting", "seldom-visiting"),
        ["session_events"] = ("deep-browsing", "quick-visiting"),
        ["session_minutes"] = ("lingering", "quick-visiting"),
        ["product_views"] = ("much-viewing", "little-viewing"),
        ["cart_adds"] = ("cart-filling", "cart-shy"),
        ["cart_abandonment"] = ("cart-abandoning", "cart-completing"),
        ["conversion"] = ("converting", "browsing"),
        ["categories"] = ("wide-ranging", "narrow-ranging"),
        ["category_entropy"] = ("wide-ranging", "focused"),
        ["return_share"] = ("returning-goods", "goods-keeping"),
        ["refunds"] = ("returning-goods", "goods-keeping"),
        ["discount_share"] = ("bargain-hunting", "full-price"),
        ["coupon_share"] = ("coupon-using", "full-price"),
        ["support_contacts"] = ("support-seeking", "self-reliant"),
        ["feature_breadth"] = ("feature-rich", "basic-use"),
        ["app_share"] = ("app-first", "web-first"),
        ["mobile_share"] = ("mobile", "desktop"),
        ["weekend_share"] = ("weekend", "weekday"),
        ["evening_share"] = ("evening", "daytime"),
        ["activity_trend"] = ("growing", "fading"),
        ["revenue_trend"] = ("growing", "fading"),
        ["engagement"] = ("engaged", "disengaged"),
    };

    /// <summary>One name a segment, all different.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<IReadOnlyList<Contrast>> segments)
    {
        var names = new List<string>();
        foreach (var contrasts in segments)
        {
            var words = Telling(contrasts).Select(Word).Distinct().ToList();
            var name = Named(words, 2);
            for (var more = 3; names.Contains(name) && more <= words.Count; more++)
            {
                name = Named(words, more);
            }

            var number = 2;
            var unique = name;
            while (names.Contains(unique))
            {
                unique = $"{name} {number++}";
            }

            names.Add(unique);
        }

        return names;
    }

    /// <summary>What sets a segment apart, in its own units.</summary>
    public static string Sentence(IReadOnlyList<Contrast> contrasts)
    {
        var telling = Telling(contrasts).Take(3).ToList();
        return telling.Count == 0
            ? "Like the other customers in every feature."
            : string.Join("; ", telling.Select((contrast, i) => Told(contrast, first: i == 0))) + ".";
    }

    /// <summary>The contrasts worth a word, those first that medians show as well: they are easiest to believe.</summary>
    /// <remarks>A feature that nobody in the segment has, as a basket where nobody orders, says nothing about them.</remarks>
    static IEnumerable<Contrast> Telling(IReadOnlyList<Contrast> contrasts) => contrasts
        .Where(contrast => Math.Abs(contrast.Effect) >= Noticeable && !double.IsNaN(contrast.Median))
        .OrderByDescending(Shows);

    /// <summary>Whether the segment's median lies on the side of the effect, a tenth or more from that of everyone.</summary>
    static bool Shows(Contrast contrast) =>
        Math.Sign(contrast.Effect) * (contrast.Median - contrast.OverallMedian) is var off && off > 0 && off >= 0.1 * Math.Abs(contrast.OverallMedian);

    static string Told(Contrast contrast, bool first)
    {
        var label = first ? contrast.Feature.Label : char.ToLowerInvariant(contrast.Feature.Label[0]) + contrast.Feature.Label[1..];
        var (own, all) = (Written(contrast.Median, contrast.Feature.Unit), Written(contrast.OverallMedian, contrast.Feature.Unit));
        return own == all
            ? $"{label} {(contrast.Effect > 0 ? "higher" : "lower")} on average (median {own}, as of everyone)"
            : $"{label} {own}, against {all} for everyone (medians)";
    }

    static string Word(Contrast contrast) => Words.TryGetValue(contrast.Feature.Name, out var words)
        ? contrast.Effect > 0 ? words.High : words.Low
        : $"{(contrast.Effect > 0 ? "high" : "low")} {contrast.Feature.Label.ToLowerInvariant()}";

    static string Named(List<string> words, int count)
    {
        var text = words.Count == 0 ? "average customers" : string.Join(", ", words.Take(count)) + " customers";
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    static string Written(double value, FeatureUnit unit) => unit switch
    {
        FeatureUnit.Share => value.ToString("P0", CultureInfo.InvariantCulture),
        FeatureUnit.Days => $"{value.ToString(value < 10 ? "0.#" : "0", CultureInfo.InvariantCulture)} days",
        FeatureUnit.Minutes => $"{value.ToString("0.#", CultureInfo.InvariantCulture)} min",
        _ => value.ToString(value < 100 ? "0.##" : "#,0", CultureInfo.InvariantCulture),
    };
}
