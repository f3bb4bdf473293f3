using System.Globalization;
using System.Text.RegularExpressions;

namespace Kindred.Project;

/// <summary>Spans of time as people write them: 30m, 2s, 1h30m, 7d.</summary>
static partial class Duration
{
    public const string Pattern = "^([0-9]+(ms|s|m|h|d))+$";

    /// <summary>Largest first, as they are written.</summary>
    static readonly (string Name, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>The span written as <paramref name="text"/>, or null where it is none or longer than a hundred years.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (!Shape().IsMatch(text))
        {
            return null;
        }

        var total = Part().Matches(text).Sum(part =>
            double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            * Units.First(unit => unit.Name == part.Groups[2].Value).Length.TotalMilliseconds);
        return total < TimeSpan.FromDays(36_525).TotalMilliseconds ? TimeSpan.FromMilliseconds(total) : null;
    }

    /// <summary>The shortest way to write <paramref name="span"/>, to the millisecond.</summary>
    public static string Format(TimeSpan span)
    {
        var text = "";
        foreach (var (name, length) in Units)
        {
            var count = span.Ticks / length.Ticks;
            text += count > 0 ? $"{count}{name}" : "";
            span -= TimeSpan.FromTicks(count * length.Ticks);
        }

        return text.Length == 0 ? "0s" : text;
    }

    [GeneratedRegex(Pattern)]
    private static partial Regex Shape();

    [GeneratedRegex("([0-9]+)(ms|s|m|h|d)")]
    private static partial Regex Part();
}
