using System.Globalization;
using System.Text.RegularExpressions;

namespace Kindred.Init;

/// <summary>How the numbers of a column are written.</summary>
enum NumberStyle
{
    /// <summary>1234.5</summary>
    Plain,

    /// <summary>1.234,5</summary>
    DecimalComma,

    /// <summary>1,234.5</summary>
    ThousandsComma,
}

/// <summary>What the values of a column look like.</summary>
sealed partial class ColumnProfile
{
    static readonly List<string> CurrencySigns = ["$", "€", "£", "¥"];

    /// <summary>What programs write for a number that is none.</summary>
    static readonly HashSet<string> NoNumbers = new(["nan", "inf", "-inf", "+inf", "infinity", "-infinity"], StringComparer.OrdinalIgnoreCase);

    readonly double[] _numbers;
    readonly int _noNumbers;

    public ColumnProfile(int index, string name, IReadOnlyList<string[]> rows)
    {
        (Index, Name) = (index, name);
        Values = [.. rows.Select(row => row[index])];
        Filled = [.. Values.Where(value => value.Length > 0)];
        Distinct = Filled.Distinct().Count();
        Words = NameWords.Of(name);
        Time = TimePattern.Of(Filled, NameWords.SpeakOfTime(Words));
        (Style, Currency) = StyleOf(Filled);
        _numbers = [.. Filled.Select(Number).Where(double.IsFinite)];
        _noNumbers = Filled.Count(value => NoNumbers.Contains(value));
    }

    public int Index { get; }

    public string Name { get; }

    /// <summary>The words of the name in small letters: CustomerID is customer, id.</summary>
    public IReadOnlyList<string> Words { get; }

    public IReadOnlyList<string> Values { get; }

    public IReadOnlyList<string> Filled { get; }

    public int Distinct { get; }

    public TimePattern? Time { get; }

    public NumberStyle Style { get; }

    /// <summary>A currency sign that stands by the numbers, to be taken off.</summary>
    public string? Currency { get; }

    public bool IsEmpty => Filled.Count == 0;

    public bool IsNumber => Filled.Count > 0 && _numbers.Length > 0 && _numbers.Length >= 0.99 * (Filled.Count - _noNumbers);

    public bool IsInteger => IsNumber && _numbers.All(double.IsInteger);

    /// <summary>Whole numbers written with a decimal, as 17850.0.</summary>
    public bool IsIntegerWithDecimals => IsInteger && Filled.All(value => DecimalZero().IsMatch(value));

    public bool HasDecimals => IsNumber && _numbers.Any(number => !double.IsInteger(number));

    public int Negative => _numbers.Count(number => number < 0);

    public int NotPositive => _numbers.Count(number => number <= 0);

    public double Least => _numbers.DefaultIfEmpty().Min();

    public double Greatest => _numbers.DefaultIfEmpty().Max();

    public double Median => _numbers.Length == 0 ? 0 : _numbers.Order().ElementAt(_numbers.Length / 2);

    /// <summary>Whether no value comes twice.</summary>
    public bool IsUnique => Filled.Count > 1 && Distinct == Filled.Count;

    public double Letters => Filled.Count == 0 ? 0 : Filled.Count(value => value.Any(char.IsLetter)) / (double)Filled.Count;

    public double All(Func<string, bool> holds) => Filled.Count == 0 ? 0 : Filled.Count(holds) / (double)Filled.Count;

    /// <summary>The number a value stands for, in the style of the column; not a number where it stands for none.</summary>
    public double Number(string value)
    {
        var plain = Currency is null ? value : value.Replace(Currency, "").Trim();
        plain = Style switch
        {
            NumberStyle.DecimalComma => plain.Replace(".", "").Replace(',', '.'),
            NumberStyle.ThousandsComma => plain.Replace(",", ""),
            _ => plain,
        };
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }

    static bool Bears(string value, string sign) =>
        value.StartsWith(sign, StringComparison.Ordinal) || value.EndsWith(sign, StringComparison.Ordinal);

    static (NumberStyle Style, string? Currency) StyleOf(IReadOnlyList<string> filled)
    {
        var some = filled.Take(2000).ToList();
        var currency = CurrencySigns.Find(sign => some.Count > 0 && some.TrueForAll(value => Bears(value, sign)));
        var plain = some.ConvertAll(value => currency is null ? value : value.Replace(currency, "").Trim());
        var style = !plain.Exists(value => value.Contains(',')) ? NumberStyle.Plain
            : plain.TrueForAll(value => WithThousands().IsMatch(value)) ? NumberStyle.ThousandsComma
            : plain.TrueForAll(value => WithDecimalComma().IsMatch(value)) ? NumberStyle.DecimalComma
            : NumberStyle.Plain;
        return (style, currency);
    }

    [GeneratedRegex(@"^-?\d+\.0+$")]
    private static partial Regex DecimalZero();

    [GeneratedRegex(@"^-?\d{1,3}(,\d{3})*(\.\d+)?$")]
    private static partial Regex WithThousands();

    [GeneratedRegex(@"^-?(\d{1,3}(\.\d{3})*|\d+)(,\d+)?$")]
    private static partial Regex WithDecimalComma();
}
