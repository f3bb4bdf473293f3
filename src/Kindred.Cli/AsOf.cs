using System.Globalization;

namespace Kindred.Cli;

/// <summary>Reads a moment as a person types it.</summary>
static class AsOf
{
    static readonly string[] WithoutZone = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss"];

    static readonly string[] WithZone = [.. WithoutZone.Skip(1).Select(form => form + "K")];

    /// <summary>A date, or a date and time; without a zone it is that of the project.</summary>
    /// <exception cref="DefinitionException">The text is no moment, or one that a clock change leaves out.</exception>
    public static DateTimeOffset Parse(string text, TimeZoneInfo zone)
    {
        if (DateTime.TryParseExact(text, WithoutZone, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return zone.IsInvalidTime(local)
                ? throw new DefinitionException("as-of", $"'{text}' does not exist in {zone.Id}: clocks were put forward then.")
                : new(local, zone.GetUtcOffset(local));
        }

        return DateTimeOffset.TryParseExact(text, WithZone, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment
            : throw new DefinitionException("as-of", $"'{text}' is no moment: write it as 2011-12-10, 2011-12-10T18:00 or 2011-12-10T18:00:00Z.");
    }
}
