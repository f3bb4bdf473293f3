using Microsoft.Playwright;

namespace Kindred.Testing;

/// <summary>The system's Chromium, started once for a test class; tests that need it are skipped where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Long enough for a machine that has other things to do.</summary>
    const float PatienceMs = 180_000;

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

    /// <summary>A browser of its own: windows that share what sites keep, and nothing with others.</summary>
    public async Task<IBrowserContext> NewVisitorAsync(BrowserNewContextOptions? options = null)
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
    }
}
