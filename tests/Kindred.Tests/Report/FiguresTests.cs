using Kindred.Features;
using Kindred.Report.Page;

namespace Kindred.Tests.Report;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0.0%")]
    [InlineData(0.0004, "<0.1%")]
    [InlineData(0.0005, "0.1%")]
    [InlineData(0.2837, "28.4%")]
    [InlineData(0.9996, ">99.9%")]
    [InlineData(1, "100.0%")]
    [InlineData(double.NaN, "–")]
    public void A_share_never_rounds_to_nothing_or_to_all(double share, string written) => Assert.Equal(written, Figures.Share(share));

    [Theory]
    [InlineData(8_911_407.9, "GBP", "£8,911,407.90")]
    [InlineData(-12.5, "EUR", "−€12.50")]
    [InlineData(1234, "JPY", "¥1,234")]
    [InlineData(7.25, "CHF", "CHF 7.25")]
    [InlineData(7.25, null, "7.25")]
    [InlineData(-0.001, "USD", "$0.00")]
    public void Money_is_written_in_full(double amount, string? currency, string written) => Assert.Equal(written, Figures.Money(amount, currency));

    [Theory]
    [InlineData(0, "£0")]
    [InlineData(3.456, "£3.46")]
    [InlineData(674.49, "£674")]
    [InlineData(3_406.9, "£3,407")]
    [InlineData(43_632, "£43.6\u00A0k")]
    [InlineData(999_999, "£1\u00A0M")]
    [InlineData(5_832_120, "£5.83\u00A0M")]
    [InlineData(-2_500_000_000, "−£2.5\u00A0bn")]
    public void Short_money_keeps_about_three_digits(double amount, string written) => Assert.Equal(written, Figures.ShortMoney(amount, "GBP"));

    [Theory]
    [InlineData(1.284, "+1.28")]
    [InlineData(-0.906, "−0.91")]
    [InlineData(-0.004, "0.00")]
    public void A_difference_always_shows_its_sign(double number, string written) => Assert.Equal(written, Figures.Difference(number));

    [Theory]
    [InlineData(15.04, FeatureUnit.Days, "15\u00A0d")]
    [InlineData(0.067, FeatureUnit.Share, "6.7%")]
    [InlineData(1234.5, FeatureUnit.Count, "1,234")]
    [InlineData(2.345, FeatureUnit.Number, "2.35")]
    [InlineData(double.NaN, FeatureUnit.Money, "–")]
    public void A_value_carries_its_unit(double value, FeatureUnit unit, string written) => Assert.Equal(written, Figures.Value(value, unit, "GBP"));

    [Fact]
    public void A_moment_names_its_zone()
    {
        var moment = new DateTimeOffset(2011, 12, 9, 12, 50, 0, TimeSpan.Zero);

        Assert.Equal("9 Dec 2011, 12:50 UTC", Figures.Moment(moment));
        Assert.Equal("9 Dec 2011, 13:50 UTC+01:00", Figures.Moment(moment.ToOffset(TimeSpan.FromHours(1))));
    }
}
