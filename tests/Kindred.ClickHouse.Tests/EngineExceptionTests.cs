namespace Kindred.ClickHouse.Tests;

/// <summary>Errors that a test cannot bring about, as engines word them.</summary>
public sealed class EngineExceptionTests
{
    [Theory]
    [InlineData(
        "Code: 75. DB::ErrnoException: Cannot write to file /data/tmp/x, errno: 28, strerror: No space left on device. (CANNOT_WRITE_TO_FILE_DESCRIPTOR)",
        75, "The disk is full")]
    [InlineData("Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space. (NOT_ENOUGH_SPACE)", 243, "The disk is full")]
    [InlineData("Code: 516. DB::Exception: default: Authentication failed. (AUTHENTICATION_FAILED)", 516, "password")]
    [InlineData("Code: 193, e.displayText() = DB::Exception: Wrong password for user default, e.what() = DB::Exception", 193, "password")]
    [InlineData("Something nobody has seen", 0, "Something nobody has seen")]
    public void Each_has_its_code_and_its_advice(string text, int code, string advice)
    {
        var error = EngineException.Parse(text);

        Assert.Equal(code, error.Code);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nearby_name_is_suggested()
    {
        var error = EngineException.Parse(
            "Code: 47. DB::Exception: Unknown expression identifier `nam` in scope SELECT nam FROM t WHERE x = 'private'. Maybe you meant: ['name']. (UNKNOWN_IDENTIFIER)");

        Assert.StartsWith("Unknown expression identifier `nam`. Is it 'name'?", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("private", error.Message, StringComparison.Ordinal);
    }
}
