using Kindred.Report;
using Microsoft.Playwright;

namespace Kindred.Tests.Report;

/// <summary>The system's Chromium, started once for a test class; tests that need it are skipped where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Long enough for a machine that has other things to do.</summary>
    const float PatienceMs = 180_000;

    readonly string _folder = Directory.CreateTempSubdirectory("kindred-report-").FullName;
    IPlaywright? _playwright;
    IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Places.FirstOrDefault(File.Exists) is not { } place)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = place,
            Timeout = PatienceMs,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    /// <summary>Opens a report in a window of its own.</summary>
    internal async Task<OpenReport> OpenAsync(ReportContent content, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var file = Path.Combine(_folder, $"{Path.GetRandomFileName()}.html");
        await HtmlReport.WriteAsync(content, file, TestContext.Current.CancellationToken);
        var visitor = await NewVisitorAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        var page = await visitor.NewPageAsync();
        var report = new OpenReport(page);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        return report;
    }

    /// <summary>A browser of its own: windows that share what sites keep, and nothing with others.</summary>
    internal async Task<IBrowserContext> NewVisitorAsync(BrowserNewContextOptions? options = null)
    {
        if (_browser is null)
        {
            Assert.Skip("There is no Chromium on this machine: install the package chromium to test in a browser.");
        }

        var visitor = await _browser.NewContextAsync(options);
        visitor.SetDefaultTimeout(PatienceMs);
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A page with all that it said and asked for since it was opened.</summary>
sealed class OpenReport
{
    public OpenReport(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Said.Add(message.Text);
        page.PageError += (_, error) => Said.Add(error);
        page.Dialog += (_, dialog) => Said.Add(dialog.Message);
        page.Request += (_, request) => Asked.Add(request.Url);
    }

    public IPage Page { get; }

    public List<string> Said { get; } = [];

    public List<string> Asked { get; } = [];
}
