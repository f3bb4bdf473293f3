using System.Net;
using System.Text;
using Kindred.Report;

namespace Kindred.Tests.Report;

public sealed class HtmlReportTests
{
    static readonly string Page = HtmlReport.Render(SampleReport.Content);

    static readonly string Decoded = WebUtility.HtmlDecode(Page);

    [Theory]
    [InlineData("541,909 rows read")]
    [InlineData("406,789 kept (75.1%)")]
    [InlineData("5,225 duplicate (1.0%)")]
    [InlineData("129,895 rejected (24.0%)")]
    [InlineData("406,789 kept + 5,225 duplicate + 129,895 rejected = 541,909 read.")]
    [InlineData("Price is zero or less</th><td class=\"n\">539</td><td class=\"n\">0.1%</td>")]
    [InlineData("Quantity is not a number</th><td class=\"n\">3</td><td class=\"n\"><0.1%</td>")]
    [InlineData("66 days without any event, in 53 gaps.")]
    [InlineData("Single days: 51 on a Saturday. Longer: 24 Dec 2010 to 3 Jan 2011 (11 days), 22 Apr 2011 to 25 Apr 2011 (4 days).")]
    [InlineData("4,338 customers of five kinds. “Frequent big spenders” is 16.4% of them and 65.4% of their revenue.")]
    [InlineData("£8,911,407.90<small>£611,342.09 refunded beside it")]
    [InlineData("£480.87<small>mean revenue")]
    [InlineData("18,532<small>4.3 per customer")]
    [InlineData("as of 10 Dec 2011, 00:00 UTC")]
    [InlineData("13.7\u00A0k at 5")]
    [InlineData("20111209")]
    [InlineData("<span>support contacts over 3 and days since last order at most 61.5 days.</span> <small>93.0% of those who meet this are in the segment, and 90.0% of the segment meet it.")]
    [InlineData("No short rule tells these customers from the others.")]
    [InlineData("<b>£390</b>\n<small>£360 to £431</small>")]
    [InlineData("<th scope=\"col\">Order value *</th>")]
    [InlineData("<td class=\"n\">+0.52</td><td class=\"n\"><0.001</td>")]
    [InlineData("“Steady regulars” split into “Steady regulars” (700) and “Rare bulk buyers” (380).")]
    [InlineData("<b>+73</b>")]
    [InlineData("<small>61 by what they did, 12 by time passing</small>")]
    [InlineData("<span class=\"minus\">- clusters: 2..10</span>")]
    [InlineData("<td class=\"shade\" style=\"--m:36.61%\" title=\"30.1% of all customers of both\">36.6%<small>402</small>")]
    public void The_page_says(string text) => Assert.Contains(text, Decoded, StringComparison.Ordinal);

    [Fact]
    public void Every_segment_has_a_card_with_its_size_share_and_effects()
    {
        foreach (var segment in SampleReport.Content.Models[0].Segments)
        {
            var card = Between(Decoded, $"<article class=\"card c{segment.Slot}\">", "</article>");

            Assert.Contains(segment.Name, card, StringComparison.Ordinal);
            Assert.Contains(segment.Sentence, card, StringComparison.Ordinal);
            Assert.Contains($"{segment.Customers:N0} <small>{segment.Customers / 4_338.0:0.0%}", card, StringComparison.Ordinal);
            Assert.Contains($"£{segment.Revenue:N2}", card, StringComparison.Ordinal);
            Assert.All(segment.Distinctions, distinction => Assert.Contains(Signed(distinction.Effect), card, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_heat_map_prints_every_deviation()
    {
        var table = Between(Decoded, "<table class=\"heat\"", "</table>");

        Assert.All(SampleReport.Content.Models[0].Heat.SelectMany(row => row.ZScores), z => Assert.Contains($">{Signed(z)}<", table, StringComparison.Ordinal));
    }

    [Fact]
    public void Figures_behind_the_charts_are_there_to_read()
    {
        var model = SampleReport.Content.Models[0];

        Assert.All(model.Trials, trial => Assert.Contains($"<td class=\"n\">{trial.Silhouette:0.0000}</td><td class=\"n\">{trial.Inertia:N1}</td>", Decoded, StringComparison.Ordinal));
        Assert.All(model.Revenue!.BySegment.SelectMany(amounts => amounts), amount => Assert.Contains($"£{amount:N2}", Decoded, StringComparison.Ordinal));
        Assert.All(SampleReport.Content.Rfm!.Cells, cell => Assert.Contains($"£{cell.Revenue:N2}\"", Decoded, StringComparison.Ordinal));
        Assert.All(model.Map!.Up.Loadings, loading => Assert.Contains($">{Signed(loading.Loading)}</td>", Decoded, StringComparison.Ordinal));
    }

    [Fact]
    public void Features_come_with_their_definitions() => Assert.All(
        SampleReport.Content.Features,
        feature => Assert.Contains($"<code>{feature.Name}</code></small></th><td class=\"t\">{feature.Definition}</td>", Decoded, StringComparison.Ordinal));

    [Fact]
    public void Customers_far_off_the_map_are_drawn_at_its_edge_and_counted()
    {
        var model = SampleReport.Content.Models[0];
        var map = model.Map! with { Points = [.. model.Map.Points, new(500, 0, 0)] };

        var page = HtmlReport.Render(SampleReport.Content with { Models = [model with { Map = map }] });

        var beyond = WebUtility.HtmlDecode(page).Split("Far-off customers (")[1].Split(')')[0];
        Assert.InRange(int.Parse(beyond, null), 1, 20);
        Assert.Matches(@"M100 \d+(\.\d)?h0", page);
    }

    [Fact]
    public void No_structure_is_said_plainly_and_with_its_reason()
    {
        var model = SampleReport.Content.Models[0] with
        {
            StructureFound = false,
            Reasons = ["The best number of segments, 10, sits at the edge of the range."],
            Segments = [],
            Map = null,
            Revenue = null,
        };

        var page = HtmlReport.Render(SampleReport.Content with { Models = [model] });

        Assert.Contains("4,338 customers, and no clear structure among them.", page, StringComparison.Ordinal);
        Assert.Contains("<b>No structure found.</b>", page, StringComparison.Ordinal);
        Assert.Contains("sits at the edge of the range.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<article", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_money_there_is_no_word_of_revenue()
    {
        var page = HtmlReport.Render(SampleReport.WithoutMoney);

        Assert.DoesNotContain("evenue", Between(page, "<body>", "</body>"), StringComparison.Ordinal);
        Assert.Contains("The largest, “Lapsed one-timers”, is 29.1% of them.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_that_do_not_add_up_are_pointed_out()
    {
        var source = SampleReport.Content.Sources[0];

        var page = HtmlReport.Render(SampleReport.Content with { Sources = [source with { Read = source.Read + 7 }] });

        Assert.Contains("The counts do not add up: 7 rows are unaccounted for.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Months_that_do_not_add_up_to_the_segments_are_pointed_out()
    {
        var model = SampleReport.Content.Models[0];
        var half = model.Revenue! with { BySegment = [.. model.Revenue.BySegment.Select(amounts => (IReadOnlyList<double>)[.. amounts.Select(amount => amount / 2)])] };

        var page = HtmlReport.Render(SampleReport.Content with { Models = [model with { Revenue = half }] });

        Assert.Contains("The months add up to", page, StringComparison.Ordinal);
        Assert.DoesNotContain("The months add up to", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Stability_measured_once_is_a_number_and_no_chart()
    {
        var model = SampleReport.Content.Models[0];
        var trials = model.Trials.Select(trial => trial with { Stability = trial.K == model.ChosenK ? 0.87 : null });

        var page = HtmlReport.Render(SampleReport.Content with { Models = [model with { Trials = [.. trials] }] });

        Assert.Contains("<span>measured at 5 only</span></figcaption>\n<p class=\"lone\">0.87</p>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_judged_on_a_sample_says_so()
    {
        const string sentence = "Each was fitted and judged on 20,000 customers drawn at random, the chosen one then fitted to all.";
        var model = SampleReport.Content.Models[0] with { JudgedOn = 20_000 };

        var page = HtmlReport.Render(SampleReport.Content with { Models = [model] });

        Assert.Contains(sentence, page, StringComparison.Ordinal);
        Assert.Contains("Summed over the 20,000 customers drawn.", page, StringComparison.Ordinal);
        Assert.DoesNotContain(sentence, Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes() => Assert.Equal(Page, HtmlReport.Render(SampleReport.Content));

    [Fact]
    public void A_segment_keeps_its_colour_and_number_wherever_it_stands()
    {
        var model = SampleReport.Content.Models[0];

        var page = HtmlReport.Render(SampleReport.Content with { Models = [model with { Segments = [.. model.Segments.Reverse()] }] });

        Assert.Contains("<b class=\"badge c4\">5</b> Lapsed one-timers</h3>", Page, StringComparison.Ordinal);
        Assert.Contains("<b class=\"badge c4\">5</b> Lapsed one-timers</h3>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_come_out_as_text()
    {
        var page = HtmlReport.Render(SampleReport.Hostile);

        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, page.Split("</style>").Length - 1);
    }

    [Fact]
    public void The_page_forbids_the_network()
    {
        Assert.Contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", Page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crowded_report_stays_small() => Assert.InRange(Encoding.UTF8.GetByteCount(HtmlReport.Render(SampleReport.Crowded)), 100_000, 600_000);

    static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal);
        Assert.True(from >= 0, $"There is no {start} on the page.");
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    static string Signed(double number) => number.ToString("+0.00;−0.00;0.00", null);
}
