using Kindred.Report;
using Kindred.Testing;
using Microsoft.Playwright;

namespace Kindred.Tests.Report;

public sealed class HtmlReportInBrowserTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    /// <summary>Every piece of text in view whose contrast with what lies behind it is under the WCAG AA limit.</summary>
    const string FaintText = """
        () => {
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const known = new Map();
          const rgba = colour => known.get(colour) ?? known.set(colour, measured(colour)).get(colour);
          const measured = colour => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            return [r, g, b, a / 255];
          };
          const over = (top, below, alpha) => [0, 1, 2].map(i => top[i] * alpha + below[i] * (1 - alpha));
          const behind = element => {
            if (!element) return [255, 255, 255];
            const colour = rgba(getComputedStyle(element).backgroundColor);
            return colour[3] === 1 ? colour : over(colour, behind(element.parentElement), colour[3]);
          };
          const opacity = element => element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;
          const light = colour => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
            const part = colour[i] / 255;
            return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
          }, 0);
          const faint = [];
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const element = texts.currentNode.parentElement;
            if (!texts.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
            const ground = behind(element);
            const ink = over(rgba(getComputedStyle(element).color), ground, opacity(element));
            const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) faint.push(`${texts.currentNode.data.trim()} (${((a + 0.05) / (b + 0.05)).toFixed(2)})`);
          }
          return faint;
        }
        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(375, ColorScheme.Light)]
    public async Task It_opens_in_silence_and_asks_for_nothing(int width, ColorScheme scheme)
    {
        var report = await OpenAsync(SampleReport.Content, width, scheme);

        Assert.Empty(report.Said);
        Assert.StartsWith("file:", Assert.Single(report.Asked), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(768)]
    [InlineData(375)]
    public async Task It_never_scrolls_sideways(int width)
    {
        var report = await OpenAsync(SampleReport.Crowded, width);

        Assert.Equal(width, await report.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Its_charts_are_drawn()
    {
        var report = await OpenAsync(SampleReport.Content);

        Assert.Equal(3, await Drawn(report, ".line .curve"));
        Assert.Equal(13, await Drawn(report, ".columns rect.c0"));
        Assert.Equal(SampleReport.Content.Models[0].Map!.Points.Count, await report.Page.EvaluateAsync<int>(
            "[...document.querySelectorAll('.dots path')].reduce((sum, path) => sum + path.getAttribute('d').split('M').length - 1, 0)"));
        Assert.Equal(5, await Drawn(report, ".dots .badge"));
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(375, ColorScheme.Dark)]
    public async Task All_text_stands_out_from_its_ground(int width, ColorScheme scheme)
    {
        var report = await OpenAsync(SampleReport.Crowded, width, scheme);

        Assert.Empty(await report.Page.EvaluateAsync<string[]>(FaintText));
    }

    [Fact]
    public async Task Dark_is_dark()
    {
        var report = await OpenAsync(SampleReport.Content, scheme: ColorScheme.Dark);

        Assert.Equal("rgb(15, 17, 22)", await Ground(report));
    }

    [Fact]
    public async Task Paper_is_white_even_for_those_who_prefer_the_dark()
    {
        var report = await OpenAsync(SampleReport.Content, width: 700, ColorScheme.Dark);

        await report.Page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });

        Assert.Equal("rgb(255, 255, 255)", await Ground(report));
        Assert.Empty(await report.Page.EvaluateAsync<string[]>(FaintText));
        Assert.Equal(700, await report.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Names_that_look_like_markup_stay_text()
    {
        var report = await OpenAsync(SampleReport.Hostile);

        Assert.Empty(report.Said);
        Assert.Single(report.Asked);
        Assert.Equal(0, await report.Page.Locator("script, img, iframe, object, form, input").CountAsync());
        Assert.Equal(1, await report.Page.Locator("style").CountAsync());
        Assert.Equal(SampleReport.HostileText, await report.Page.Locator("h1").InnerTextAsync());
        Assert.Equal(0, await report.Page.EvaluateAsync<int>("[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"));
    }

    [Fact]
    public async Task A_script_that_got_in_would_not_run()
    {
        var report = await OpenAsync(SampleReport.Content);

        await report.Page.EvaluateAsync("() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.body.append(script); }");

        Assert.False(await report.Page.EvaluateAsync<bool>("'ran' in window"));
        Assert.Contains("Content Security Policy", Assert.Single(report.Said), StringComparison.Ordinal);
    }

    /// <summary>Opens a report in a window of its own.</summary>
    async Task<OpenReport> OpenAsync(ReportContent content, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var file = _folder.File("report.html");
        await HtmlReport.WriteAsync(content, file, TestContext.Current.CancellationToken);
        var visitor = await chromium.NewVisitorAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        var report = new OpenReport(await visitor.NewPageAsync());
        await report.Page.GotoAsync(new Uri(file).AbsoluteUri);
        return report;
    }

    static Task<string> Ground(OpenReport report) => report.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    static Task<int> Drawn(OpenReport report, string selector) => report.Page.EvaluateAsync<int>(
        "selector => [...document.querySelectorAll(selector)].filter(e => { const box = e.getBoundingClientRect(); return box.width > 1 && box.height >= 0; }).length",
        selector);
}
