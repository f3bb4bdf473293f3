using Kindred.Project;

namespace Kindred.Tests.Project;

public sealed class DurationTests
{
    [Theory]
    [InlineData("30m", 1_800_000)]
    [InlineData("2s", 2_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("250ms", 250)]
    [InlineData("0s", 0)]
    public void A_duration_is_read_and_written_alike(string text, double milliseconds)
    {
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Duration.Parse(text));
        Assert.Equal(text, Duration.Format(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Theory]
    [InlineData("30")]
    [InlineData("m")]
    [InlineData("-3s")]
    [InlineData("3 s")]
    [InlineData("99999999d")]
    [InlineData("")]
    public void Anything_else_is_none(string text) => Assert.Null(Duration.Parse(text));
}
