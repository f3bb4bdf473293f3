namespace Kindred.Numerics.Tests.Scaling;

/// <summary>Comparison of values of which some are missing.</summary>
static class Present
{
    /// <summary>Missing where expected, else within a tolerance relative to the value, or to 1 where that is greater.</summary>
    internal static void Agree(ReadOnlySpan<double> expected, ReadOnlySpan<float> found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var close = double.IsNaN(expected[i])
                ? float.IsNaN(found[i])
                : Math.Abs(expected[i] - found[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(close, $"Value {i}: expected {expected[i]:R}, found {found[i]:R}.");
        }
    }
}
