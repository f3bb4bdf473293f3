using Kindred.Numerics;

namespace Kindred.Demo;

/// <summary>The year of the sample shop: which days are busy, which hours, and on which days something is out of the ordinary.</summary>
/// <remarks>Days are counted from 0, the first of July 2024, and are local ones; moments are milliseconds since 1970 in UTC.</remarks>
static class ShopYear
{
    public const string TimeZone = "Europe/London";

    public const int Days = 365;

    /// <summary>The first day of the week in which most page views went unrecorded.</summary>
    public static readonly int BadWeek = DayOf(new(2025, 2, 10));

    /// <summary>The share of hits that were still recorded in that week.</summary>
    public const double KeptInBadWeek = 0.35;

    /// <summary>The first day of the last month, in which prices, devices and the application change.</summary>
    public static readonly int Drift = DayOf(new(2025, 6, 1));

    /// <summary>The day on which the e-mail whose effect is known went out.</summary>
    public static readonly int Experiment = DayOf(new(2025, 3, 18));

    static readonly DateOnly First = new(2024, 7, 1);

    static readonly double[] Weekdays = [1.06, 0.94, 0.90, 0.92, 0.97, 1.02, 1.19]; // from Sunday

    static readonly double[] Months = [0.86, 0.80, 0.90, 1.00, 1.08, 1.06, 1.08, 1.02, 0.92, 0.88, 1.14, 1.32]; // from January

    static readonly double[] HourSums = Chance.Sums([2, 1, 0.5, 0.3, 0.3, 0.6, 1.5, 3, 4.5, 5.5, 6, 6, 6.5, 6, 5.5, 5.5, 5.5, 6, 7, 8.5, 9.5, 9, 6.5, 4]);

    static readonly double[] DaySums = Chance.Sums(Enumerable.Range(0, Days).Select(Weight));

    static readonly long[] Midnights = [.. Enumerable.Range(0, Days + 1).Select(Midnight)];

    /// <summary>The first moment after the year.</summary>
    public static long End => Midnights[Days];

    /// <summary>How busy a day is, 1 being an ordinary one: its weekday times its time of the year.</summary>
    public static double Weight(int day) => WeekdayFactor(day) * SeasonFactor(day);

    public static double WeekdayFactor(int day) => Weekdays[(int)DateOf(day).DayOfWeek];

    /// <summary>The factor of the month in its middle, and between two middles on the straight line from one to the next.</summary>
    public static double SeasonFactor(int day)
    {
        var date = DateOf(day);
        var at = date.Month - 1 + ((date.Day - 0.5) / DateTime.DaysInMonth(date.Year, date.Month)) - 0.5;
        var before = (int)Math.Floor(at);
        return Months[(before + 12) % 12] + ((at - before) * (Months[(before + 13) % 12] - Months[(before + 12) % 12]));
    }

    public static DateOnly DateOf(int day) => First.AddDays(day);

    public static int DayOf(DateOnly date) => date.DayNumber - new DateOnly(2024, 7, 1).DayNumber;

    public static bool IsBadWeek(int day) => day >= BadWeek && day < BadWeek + 7;

    /// <summary>A day from <paramref name="from"/> up to, not including, <paramref name="until"/>, busy ones more often.</summary>
    public static int Day(Rng rng, int from, int until)
    {
        var before = from == 0 ? 0 : DaySums[from - 1];
        var at = Array.BinarySearch(DaySums, before + (rng.NextDouble() * (DaySums[until - 1] - before)));
        return Math.Min(at < 0 ? ~at : at + 1, until - 1);
    }

    /// <summary>A moment of a day when people are at home on the web.</summary>
    public static long OnlineMoment(Rng rng, int day) => Midnights[day] + (rng.Place(HourSums) * 3_600_000L) + rng.NextInt32(3_600_000);

    /// <summary>A moment of a day when the stores are open, 9:30 to 17:30, to the second.</summary>
    public static long StoreMoment(Rng rng, int day) => Midnights[day] + (34_200_000L + (rng.NextInt32(28_800) * 1000L));

    /// <summary>The beginning of a day in UTC.</summary>
    public static long StartOf(int day) => Midnights[day];

    /// <summary>The day of a moment.</summary>
    public static int DayAt(long moment) => Array.BinarySearch(Midnights, moment) is var at && at < 0 ? ~at - 1 : at;

    /// <summary>The clock in the shop's time zone at a moment, as milliseconds since 1970 on that clock.</summary>
    public static long Local(long moment)
    {
        var day = Math.Clamp(DayAt(moment), 0, Days - 1);
        return moment + (new DateTimeOffset(DateOf(day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds() - Midnights[day]);
    }

    static long Midnight(int day)
    {
        var midnight = DateOf(day).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, TimeZoneInfo.FindSystemTimeZoneById(TimeZone).GetUtcOffset(midnight)).ToUnixTimeMilliseconds();
    }
}
