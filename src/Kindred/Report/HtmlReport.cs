using System.Text;
using Kindred.Report.Page;

namespace Kindred.Report;

/// <summary>The report as one HTML file that needs nothing else: no network, no script.</summary>
public static class HtmlReport
{
    static readonly Lazy<string> Style = new(() => Read("Report/Page/report.css"));

    /// <summary>Writes the whole page; the same content gives the same bytes.</summary>
    /// <param name="path">A file that is there is replaced, and only by a whole one.</param>
    public static async Task WriteAsync(ReportContent report, string path, CancellationToken cancellation)
    {
        var unfinished = path + ".part";
        try
        {
            await File.WriteAllTextAsync(unfinished, Render(report), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellation);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>The whole page as text.</summary>
    public static string Render(ReportContent report) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>{report.Project}: customer segments</title>
        <link rel="icon" href="data:,">
        <style>
        {Html.Trusted(Style.Value)}</style>
        </head>
        <body>
        {Contents(report)}
        <main>
        {Opening.Of(report)}
        {report.Models.Select((model, i) => ModelSection.Of(model, i, report))}
        {RuleSection.Of(report)}
        {OverlapSection.Of(report.Overlap)}
        {ChangesSection.Of(report.Changes)}
        {RfmSection.Of(report)}
        {DataSection.Of(report)}
        {Catalogue.Of(report.Features)}
        {MethodSection.Of(report)}
        </main>
        <footer><p>Made with Kindred. This page is complete in itself: opening it contacts nobody.</p></footer>
        </body>
        </html>

        """).ToString();

    static Html Contents(ReportContent report) => Html.Of($"""
        <nav aria-label="Contents"><ul>
        {report.Models.Select((model, i) => Link(ModelSection.Anchor(i), report.Models.Count == 1 ? "Segments" : model.Name))}
        {(report.Rules.Count > 0 ? Link("rules", "By rule") : Html.Empty)}
        {(report.Overlap is null ? Html.Empty : Link("overlap", "Overlap"))}
        {(report.Changes is null ? Html.Empty : Link("changes", "What changed"))}
        {(report.Rfm is { Cells.Count: > 0 } ? Link("rfm", "Recency and frequency") : Html.Empty)}
        {Link("data", "Data")}
        {(report.Features.Count > 0 ? Link("features", "Features") : Html.Empty)}
        {Link("method", "Method")}
        </ul></nav>
        """);

    static Html Link(string anchor, string text) => Html.Of($"""<li><a href="#{anchor}">{text}</a></li>""");

    static string Read(string resource)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
