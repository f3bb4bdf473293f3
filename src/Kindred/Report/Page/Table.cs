namespace Kindred.Report.Page;

/// <summary>Tables that scroll sideways by themselves where the page is too narrow.</summary>
static class Table
{
    /// <param name="says">What the table holds, for those who jump from table to table.</param>
    /// <param name="heads">Column heads; those that start with '#' stand over numbers.</param>
    public static Html Of(string says, IReadOnlyList<string> heads, IEnumerable<Html> rows, string kind = "") => Html.Of($"""
        <div class="scroll" role="region" tabindex="0" aria-label="{says}"><table class="{kind}">
        <thead><tr>{heads.Select(Head)}</tr></thead>
        <tbody>{rows}</tbody>
        </table></div>

        """);

    public static Html Row(Html head, params IEnumerable<Html> cells) => Html.Of($"""<tr><th scope="row">{head}</th>{cells}</tr>""");

    public static Html Row(string head, params IEnumerable<Html> cells) => Row(Html.Of($"{head}"), cells);

    public static Html Text(string? text) => Html.Of($"<td class=\"t\">{text}</td>");

    public static Html Number(string text) => Html.Of($"""<td class="n">{text}</td>""");

    static Html Head(string head) => head.StartsWith('#')
        ? Html.Of($"""<th scope="col" class="n">{head[1..]}</th>""")
        : Html.Of($"""<th scope="col">{head}</th>""");
}
