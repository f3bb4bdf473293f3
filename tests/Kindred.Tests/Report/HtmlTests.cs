using Kindred.Report.Page;

namespace Kindred.Tests.Report;

public sealed class HtmlTests
{
    [Fact]
    public void What_fills_a_hole_is_text()
    {
        var name = "<b title='x'>Fish & \"Chips\"</b>";

        Assert.Equal("<i>&lt;b title=&#x27;x&#x27;&gt;Fish &amp; &quot;Chips&quot;&lt;/b&gt;</i>", Html.Of($"<i>{name}</i>").ToString());
    }

    [Fact]
    public void Pieces_of_html_are_taken_as_they_are()
    {
        string[] names = ["a", "<"];

        Assert.Equal("<ul><li>a</li><li>&lt;</li></ul>", Html.Of($"<ul>{names.Select(name => Html.Of($"<li>{name}</li>"))}</ul>").ToString());
    }

    [Fact]
    public void Letters_of_all_scripts_stay_readable() => Assert.Equal("£ Ł é 顧客", Html.Of($"{"£ Ł é 顧客"}").ToString());

    [Fact]
    public void Coordinates_have_a_point_and_two_decimals() => Assert.Equal("12.35", Html.Of($"{12.3456}").ToString());
}
