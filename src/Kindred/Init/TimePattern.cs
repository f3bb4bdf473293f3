using System.Globalization;

namespace Kindred.Init;

/// <summary>How the times of a column are written.</summary>
/// <param name="Format">The format for the project file; null for ISO 8601, which needs none.</param>
/// <param name="Day">Whether they tell the day only.</param>
/// <param name="Zoned">Whether they tell their time zone.</param>
/// <param name="Note">What decided between two ways to read them, where there were two.</param>
sealed record TimePattern(string? Format, bool Day, bool Zoned, string? Note = null)
{
    const int Tried = 2000;

    static readonly DateTime Earliest = new(1980, 1, 1);
    static readonly DateTime Latest = new(2100, 1, 1);

    static readonly string[] IsoDays = ["yyyy-MM-dd"];

    static readonly string[] IsoLocal =
    [
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
    ];

    /// <summary>Formats besides ISO 8601, as the engine reads them; a fraction of a second is not among them.</summary>
    static readonly string[] Others =
    [
        "yyyyMMdd", "yyyyMMddHHmmss", "yyyy/M/d", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss", "yyyy.M.d",
        "dd-MMM-yyyy", "dd-MMM-yyyy HH:mm:ss", "d MMM yyyy", "d MMM yyyy HH:mm:ss", "MMM d, yyyy", "dd/MMM/yyyy:HH:mm:ss Z",
    ];

    /// <summary>Day and month first, in the separators they come with.</summary>
    static readonly (string DayFirst, string MonthFirst)[] Ambiguous =
    [
        .. from separator in new[] { "/", ".", "-" }
           from year in new[] { "yyyy", "yy" }
           from clock in new[] { "", " H:mm", " H:mm:ss", " h:mm a", " h:mm:ss a" }
           select ($"d{separator}M{separator}{year}{clock}", $"M{separator}d{separator}{year}{clock}"),
    ];

    /// <summary>The way in which all but a few of the values are written, or null where they are no times.</summary>
    /// <param name="named">Whether the name of the column speaks of time, without which plain numbers are not taken for times.</param>
    public static TimePattern? Of(IReadOnlyList<string> values, bool named)
    {
        var some = Spread(values);
        if (some.Count == 0)
        {
            return null;
        }

        if (Most(some, value => Parses(value, IsoDays)))
        {
            return new(null, true, false);
        }

        if (Most(some, value => Parses(value, IsoDays) || Parses(value, IsoLocal)))
        {
            return new(null, false, false);
        }

        return Most(some, IsZoned) ? new(null, false, true)
            : Others.FirstOrDefault(format => Most(some, value => Parses(value, [Net(format)]))) is { } other
                ? new(other, !other.Contains('H'), other.Contains('Z'))
                : DayOrMonthFirst(some, values) ?? (named ? Epoch(some) : null);
    }

    /// <summary>Two values of a column that hold times in several ways, neither of which most of the values keep to; null of any other column.</summary>
    public static (string One, string Other)? Mixed(IReadOnlyList<string> values)
    {
        var some = Spread(values);
        string[][] ways =
        [
            [.. IsoDays, .. IsoLocal],
            .. Others.Select(format => (string[])[Net(format)]),
            .. Ambiguous.Select(pair => (string[])[Net(pair.DayFirst), Net(pair.MonthFirst)]),
        ];
        var found = some.ConvertAll(value => IsZoned(value) ? 0 : Array.FindIndex(ways, way => Parses(value, way)));
        var other = found.FindIndex(way => way >= 0 && way != found[0]);
        return some.Count == 0 || found[0] < 0 || !Most(found, way => way >= 0) ? null
            : other > 0 ? (some[0], some[other])
            : Swapped(some, ways[found[0]]);
    }

    /// <summary>Two values, the first number of one being a day and that of the other a month.</summary>
    static (string One, string Other)? Swapped(List<string> some, string[] way) =>
        way is [var day, var month]
        && some.Find(value => !Parses(value, [month])) is { } one && some.Find(value => !Parses(value, [day])) is { } other ? (one, other) : null;

    static TimePattern? DayOrMonthFirst(List<string> some, IReadOnlyList<string> values)
    {
        foreach (var (day, month) in Ambiguous)
        {
            var (days, months) = (Most(some, value => Parses(value, [Net(day)])), Most(some, value => Parses(value, [Net(month)])));
            if (days || months)
            {
                var clock = day.Contains(':');
                return days && months ? Ordered(day, month, values)
                    : days ? new(day, !clock, false, "the first number goes beyond 12, so the day comes first")
                    : new(month, !clock, false, "the second number goes beyond 12, so the month comes first");
            }
        }

        return null;
    }

    /// <summary>Both readings are possible: the one by which the rows are in order, or else the day first.</summary>
    static TimePattern Ordered(string day, string month, IReadOnlyList<string> values)
    {
        var (byDay, byMonth) = (Disorder(values, day), Disorder(values, month));
        return byMonth < byDay
            ? new(month, !month.Contains(':'), false, "no number tells day from month, but the rows are in order of time if the month comes first")
            : new(day, !day.Contains(':'), false, byDay < byMonth
                ? "no number tells day from month, but the rows are in order of time if the day comes first"
                : $"no number tells day from month; the day is taken to come first, so change it to {month} if that is wrong");
    }

    static int Disorder(IReadOnlyList<string> values, string format)
    {
        var times = values.Select(value => Parse(value, [Net(format)])).OfType<DateTime>().ToList();
        return times.Zip(times.Skip(1)).Count(pair => pair.First > pair.Second);
    }

    static TimePattern? Epoch(List<string> some)
    {
        var numbers = some
            .Select(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .ToList();
        var (least, most) = (Seconds(Earliest), Seconds(Latest));
        return Most(numbers, number => number >= least && number < most) ? new("epoch_s", false, true)
            : Most(numbers, number => number >= least * 1000 && number < most * 1000) ? new("epoch_ms", false, true)
            : null;
    }

    static double Seconds(DateTime time) => (time - DateTime.UnixEpoch).TotalSeconds;

    static bool IsZoned(string value) =>
        (value.EndsWith('Z') || value.Length > 19) && value.Length > 10 && value[4] == '-' && value[10] is 'T' or ' '
        && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    /// <summary>A format of the engine in the words of .NET.</summary>
    static string Net(string format) => format.Replace(" a", " tt").Replace(" Z", " zzz");

    static bool Parses(string value, string[] formats) => Parse(value, formats) is not null;

    static DateTime? Parse(string value, string[] formats) =>
        DateTime.TryParseExact(value, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        && time >= Earliest && time < Latest ? time : null;

    static List<string> Spread(IReadOnlyList<string> values)
    {
        var filled = values.Where(value => value.Length > 0).ToList();
        var step = Math.Max(1, filled.Count / Tried);
        return [.. filled.Where((_, i) => i % step == 0)];
    }

    /// <summary>Whether all but one in fifty do; it stops as soon as that is out of reach.</summary>
    static bool Most<T>(List<T> values, Func<T, bool> holds)
    {
        var spare = values.Count / 50;
        return values.TrueForAll(value => holds(value) || --spare >= 0);
    }
}
