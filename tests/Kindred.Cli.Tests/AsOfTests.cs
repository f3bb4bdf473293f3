namespace Kindred.Cli.Tests;

public sealed class AsOfTests
{
    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-01-15", "2026-01-14T23:00:00Z")]
    [InlineData("2026-07-15", "2026-07-14T22:00:00Z")]
    [InlineData("2026-07-15 12:30", "2026-07-15T10:30:00Z")]
    [InlineData("2026-07-15T12:30:15", "2026-07-15T10:30:15Z")]
    [InlineData("2026-07-15T12:30Z", "2026-07-15T12:30:00Z")]
    [InlineData("2026-07-15T12:30:00-05:00", "2026-07-15T17:30:00Z")]
    public void A_moment_without_a_zone_is_that_of_the_project(string text, string moment) =>
        Assert.Equal(DateTimeOffset.Parse(moment), AsOf.Parse(text, Berlin));

    [Fact]
    public void A_moment_that_the_clocks_left_out_is_refused() =>
        Assert.Contains("clocks were put forward", Assert.Throws<DefinitionException>(() => AsOf.Parse("2026-03-29 02:30", Berlin)).Message, StringComparison.Ordinal);
}
