using System.Runtime.CompilerServices;

namespace Kindred.Numerics;

/// <summary>Ranges of options that one comparison does not tell.</summary>
static class OptionRange
{
    /// <summary>Refuses an option that is out of range, with what was found and what is expected.</summary>
    internal static void Require(bool within, double? found, string expected, [CallerArgumentExpression(nameof(found))] string name = "")
    {
        if (!within)
        {
            throw new ArgumentOutOfRangeException(name, found, $"Expected {expected}.");
        }
    }
}
