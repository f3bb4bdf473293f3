using System.Globalization;
using System.Text.RegularExpressions;
using Kindred.ClickHouse;

namespace Kindred.Expressions;

/// <summary>How text becomes numbers and times.</summary>
static partial class Conversions
{
    static readonly string[] WrittenTimes =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFF",
        "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFF",
    ];

    /// <summary>A finite number, or missing.</summary>
    public static Value Number(Value text)
    {
        Sql number = $"toFloat64OrNull({text.Sql})";
        return Value.Number($"if(ifNull(isFinite({number}), 0), assumeNotNull({number}), NULL)", true);
    }

    /// <summary>A number that lies no further from zero than the largest, or missing.</summary>
    public static Sql Bounded(Sql number, double largest) => $"if(ifNull(abs({number}) <= {largest}, 0), assumeNotNull({number}), NULL)";

    /// <summary>A time from text, or missing where the text is not written in that way.</summary>
    /// <param name="format">A checked format; ISO 8601 where null.</param>
    public static Value Time(Value text, string? format, string timezone)
    {
        Sql lenient = $"parseDateTime64BestEffortOrNull({text.Sql}, 3, {timezone})";
        Sql seconds = $"parseDateTimeInJodaSyntaxOrNull({text.Sql}, {format ?? ""}, {timezone})";
        return Value.Time(
            format switch
            {
                // The engine's lenient parser takes "5" for the fifth of this month; the dash after the year keeps it to ISO 8601.
                null => $"if(substring({text.Sql}, 5, 1) = '-', {Milliseconds(lenient)}, NULL)",
                "epoch_s" => $"toInt64OrNull(toString(round(toFloat64OrNull({text.Sql}) * 1000)))",
                "epoch_ms" => $"toInt64OrNull({text.Sql})",
                _ when format.Contains('S') => Milliseconds($"parseDateTime64InJodaSyntaxOrNull({text.Sql}, {format}, {timezone})"),
                _ => $"toInt64({seconds}) * 1000",
            },
            true);
    }

    /// <summary>Whether a format can be read: epoch_s, epoch_ms or a pattern of y M d H h m s S a Z, with text between quotes.</summary>
    public static bool IsFormat(string format) =>
        format is "epoch_s" or "epoch_ms" || (Pattern().IsMatch(format) && format.Contains('y') && format.Contains('d'));

    /// <summary>The milliseconds of a time written out in an expression, or null.</summary>
    public static long? WrittenTime(string text, string timezone)
    {
        if (DateTime.TryParseExact(text, WrittenTimes, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return At(local, timezone);
        }

        return text.Contains('T') && DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact)
            ? exact.ToUnixTimeMilliseconds()
            : null;
    }

    /// <summary>The milliseconds of a date written out in numbers, or null where there is no such day.</summary>
    public static long? WrittenDate(double year, double month, double day, string timezone) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth((int)year, (int)month)
            ? At(new((int)year, (int)month, (int)day, 0, 0, 0, DateTimeKind.Unspecified), timezone)
            : null;

    static long At(DateTime local, string timezone)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timezone);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();
    }

    static Sql Milliseconds(Sql time) => $"toUnixTimestamp64Milli({time})";

    [GeneratedRegex(@"^([yMdHhmsSaZ]+|'[^']*'|[^A-Za-z'])+$")]
    private static partial Regex Pattern();
}
