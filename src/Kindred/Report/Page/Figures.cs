using System.Globalization;
using Kindred.Features;

namespace Kindred.Report.Page;

/// <summary>How numbers, amounts and times are written: thousands separators, true minus signs, no break before a unit.</summary>
static class Figures
{
    static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    static readonly string[] Words =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    public static string Count(long number) => Minus(number.ToString("N0", Culture));

    /// <summary>A count with its noun, such as "1 customer" or "4,338 customers".</summary>
    public static string Count(long number, string one, string many) => $"{Count(number)} {(number == 1 ? one : many)}";

    /// <summary>A small count as a word, as in running text.</summary>
    public static string Word(int number) => number >= 0 && number < Words.Length ? Words[number] : Count(number);

    /// <summary>A share as a percentage with one decimal; small shares are never shown as nothing, nor near-wholes as all.</summary>
    public static string Share(double share) => share switch
    {
        double.NaN => "–",
        > 0 and < 0.0005 => "<0.1%",
        > 0.9995 and < 1 => ">99.9%",
        _ => Minus((share * 100).ToString("0.0", Culture)) + "%",
    };

    public static string Share(double part, double whole) => Share(whole == 0 ? double.NaN : part / whole);

    public static string Money(double amount, string? currency)
    {
        var decimals = currency is "JPY" or "KRW" or "VND" or "CLP" or "ISK" ? "N0" : "N2";
        return Signed(amount, decimals, currency);
    }

    /// <summary>An amount to about three digits, for medians and small cells.</summary>
    public static string ShortMoney(double amount, string? currency) => Scaled(amount, Math.Abs(amount), currency);

    /// <summary>A mark of an axis, written like its neighbours.</summary>
    public static string Mark(double mark, Axis axis, string? currency = null) => axis.Until >= 10_000
        ? Scaled(mark, axis.Until, currency)
        : Signed(mark, "N" + axis.Decimals.ToString(Culture), currency);

    public static string Decimal(double number, int decimals = 2) => double.IsNaN(number) ? "–" : Minus(number.ToString("N" + decimals, Culture));

    /// <summary>A number that always shows its sign.</summary>
    public static string Difference(double number) => double.IsNaN(number) ? "–" : Minus(number.ToString("+0.00;-0.00;0.00", Culture));

    /// <summary>A feature's value in its unit.</summary>
    public static string Value(double value, FeatureUnit unit, string? currency) => double.IsNaN(value) ? "–" : unit switch
    {
        FeatureUnit.Money => ShortMoney(value, currency),
        FeatureUnit.Share => Minus((value * 100).ToString("0.#", Culture)) + "%",
        FeatureUnit.Days => Plain(value) + "\u00A0d",
        FeatureUnit.Hours => Plain(value) + "\u00A0h",
        FeatureUnit.Minutes => Plain(value) + "\u00A0min",
        FeatureUnit.Seconds => Plain(value) + "\u00A0s",
        _ => Plain(value),
    };

    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", Culture);

    public static string Day(DateTimeOffset moment) => moment.ToString("d MMM yyyy", Culture);

    public static string Month(DateOnly month) => month.ToString("MMM yyyy", Culture);

    public static string Moment(DateTimeOffset moment) =>
        moment.ToString("d MMM yyyy, HH:mm", Culture) + (moment.Offset == TimeSpan.Zero ? " UTC" : moment.ToString(" 'UTC'zzz", Culture));

    public static string Duration(TimeSpan time) => time.Duration() switch
    {
        { TotalDays: >= 2 } span => Plain(span.TotalDays) + " days",
        { TotalHours: >= 2 } span => Plain(span.TotalHours) + " hours",
        { TotalMinutes: >= 2 } span => Plain(span.TotalMinutes) + " minutes",
        { TotalSeconds: >= 1 } span => Plain(span.TotalSeconds) + " seconds",
        var span => Plain(span.TotalMilliseconds) + " ms",
    };

    static string Plain(double value) => Minus(value.ToString(Math.Abs(value) switch
    {
        >= 100 => "N0",
        >= 10 => "0.#",
        _ => "0.##",
    }, Culture));

    static string Scaled(double amount, double largest, string? currency)
    {
        var (unit, suffix) = largest switch
        {
            >= 999_500_000 => (1e9, "\u00A0bn"),
            >= 999_500 => (1e6, "\u00A0M"),
            >= 9_999.5 => (1e3, "\u00A0k"),
            _ => (1.0, ""),
        };
        var scaled = amount / unit;
        var digits = Math.Abs(scaled) switch
        {
            >= 99.95 => "N0",
            >= 9.995 => "0.#",
            _ => "0.##",
        };
        return Signed(scaled, digits, currency) + (amount == 0 ? "" : suffix);
    }

    static string Signed(double amount, string format, string? currency)
    {
        var number = Math.Abs(amount).ToString(format, Culture);
        var sign = amount < 0 && number.AsSpan().ContainsAnyInRange('1', '9') ? "−" : "";
        return currency switch
        {
            null => sign + number,
            "GBP" => $"{sign}£{number}",
            "EUR" => $"{sign}€{number}",
            "USD" => $"{sign}${number}",
            "JPY" => $"{sign}¥{number}",
            _ => $"{sign}{currency} {number}",
        };
    }

    /// <summary>With a true minus sign, which nothing has.</summary>
    static string Minus(string number) => number.Replace("-", number.AsSpan().ContainsAnyInRange('1', '9') ? "−" : "", StringComparison.Ordinal);
}
