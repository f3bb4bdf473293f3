using System.Globalization;
using System.Text.RegularExpressions;

namespace Kindred.Project;

/// <summary>A kind of single value: how it is read, and how an editor is told of it.</summary>
/// <param name="Expected">What is expected, to be read after that word.</param>
sealed record ProjectScalar(string Expected, string JsonType, string? Pattern, Func<string, object?> Parse);

/// <summary>The single values of the project file by type; expressions and choices are read by the binder itself.</summary>
static partial class ProjectScalars
{
    const string Range = @"^[0-9]{1,4}(\.\.[0-9]{1,4})?$";

    public static IReadOnlyDictionary<Type, ProjectScalar> ByType { get; } = new Dictionary<Type, ProjectScalar>
    {
        [typeof(string)] = new("a text", "string", null, text => text),
        [typeof(bool)] = new("true or false", "boolean", null, text => text switch { "true" => true, "false" => false, _ => null }),
        [typeof(int)] = new("a whole number", "integer", null, text => int.TryParse(text, Style, Invariant, out var number) ? number : null),
        [typeof(double)] = new("a number", "number", null, text => ParseNumber(text)),
        [typeof(char)] = new("one character", "string", "^.$", text => text is [var one] ? one : null),
        [typeof(TimeSpan)] = new("a time such as 30m, 2s, 1h or 7d", "string", Duration.Pattern, text => Duration.Parse(text)),
        [typeof(Percent)] = new("a share such as 10%, above 0% and at most 100%", "string", Percent.Pattern, text => Percent.Parse(text)),
        [typeof(ClusterRange)] = new("a number or a range such as 2..10, from 2 to 1000", "string", Range, text => ParseRange(text)),
    };

    const NumberStyles Style = NumberStyles.AllowLeadingSign;

    static CultureInfo Invariant => CultureInfo.InvariantCulture;

    static double? ParseNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, Invariant, out var number) && double.IsFinite(number) ? number : null;

    static ClusterRange? ParseRange(string text)
    {
        if (!RangeShape().IsMatch(text))
        {
            return null;
        }

        var ends = text.Split("..").Select(end => int.Parse(end, Invariant)).ToArray();
        return ends[0] is >= 2 and <= 1000 && ends[^1] is <= 1000 && ends[0] <= ends[^1] ? new ClusterRange(ends[0], ends[^1]) : null;
    }

    [GeneratedRegex(Range)]
    private static partial Regex RangeShape();
}
