using System.Globalization;

namespace Kindred.Project;

/// <summary>A share as people write it: 10%, above 0 and at most 100.</summary>
public readonly record struct Percent(double Value)
{
    public const string Pattern = @"^[0-9]{1,3}(\.[0-9]{1,6})?\s?%?$";

    /// <summary>The share written as <paramref name="text"/>, or null where it is none.</summary>
    public static Percent? Parse(string text) =>
        double.TryParse(text.EndsWith('%') ? text[..^1].TrimEnd() : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value is > 0 and <= 100
            ? new Percent(value)
            : null;

    public override string ToString() => $"{Value.ToString(CultureInfo.InvariantCulture)}%";
}
