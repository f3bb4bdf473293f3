using Microsoft.Playwright;

namespace Kindred.Tests.Report;

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
