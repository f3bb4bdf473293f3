using System.Text.RegularExpressions;
using Kindred.ClickHouse;

namespace Kindred.Expressions;

/// <summary>The functions of the language that work value by value; those over time and over events stand beside.</summary>
static class Functions
{
    const int Many = 20;

    public static IReadOnlyList<Function> All { get; } = [.. Texts, .. Numbers, .. Choices, .. TimeFunctions.All, .. AggregateFunctions.All];

    static IEnumerable<Function> Texts =>
    [
        new("starts_with(text, start)", "Whether the text begins so.", [Parameter.Text, Parameter.Text],
            call => Value.Truth($"startsWith({call[0].Sql}, {call[1].Sql})")),
        new("ends_with(text, end)", "Whether the text ends so.", [Parameter.Text, Parameter.Text],
            call => Value.Truth($"endsWith({call[0].Sql}, {call[1].Sql})")),
        new("contains(text, part)", "Whether the part is found in the text.", [Parameter.Text, Parameter.Text],
            call => Value.Truth($"(position({call[0].Sql}, {call[1].Sql}) > 0)")),
        new("matches(text, 'pattern')", "Whether a regular expression (RE2) is found in the text.",
            [Parameter.Text, Parameter.WrittenText], Matches),
        new("lower(text)", "The text in small letters.", [Parameter.Text], call => Value.Text($"lowerUTF8({call[0].Sql})")),
        new("upper(text)", "The text in capitals.", [Parameter.Text], call => Value.Text($"upperUTF8({call[0].Sql})")),
        new("trim(text)", "The text without blanks at its ends.", [Parameter.Text],
            call => Value.Text($@"replaceRegexpAll({call[0].Sql}, '^\\s+|\\s+$', '')")),
        new("replace(text, part, other)", "The text with every such part replaced.",
            [Parameter.Text, Parameter.WrittenText, Parameter.Text], Replace),
        new("substring(text, start, length?)", "The text from a character on, the first being 1.",
            [Parameter.Text, Parameter.WrittenNumber, Parameter.WrittenNumber], Substring) { Least = 2 },
        new("concat(text, text, …)", "The texts one after another.", [Parameter.Text],
            call => Value.Text($"concat({Sql.Join(", ", call.Arguments.Select(argument => argument.Sql))})")) { Least = 2, Most = Many },
        new("length(text)", "How many characters the text has.", [Parameter.Text],
            call => Value.Number($"lengthUTF8({call[0].Sql})", false)),
        new("text(value)", "The value as text.", [Parameter.Any], AsText),
    ];

    static IEnumerable<Function> Numbers =>
    [
        new("number(text)", "The text as a number; missing where it is none.", [Parameter.Any], AsNumber),
        new("round(number, digits?)", "The nearest number with so many decimals, none by default.",
            [Parameter.Number, Parameter.WrittenNumber],
            call => Value.Number($"round({call[0].Sql}, {Digits(call)})", call[0].MayBeMissing)) { Least = 1 },
        new("floor(number)", "The whole number below.", [Parameter.Number], call => Value.Number($"floor({call[0].Sql})", call.AnyMissing)),
        new("ceil(number)", "The whole number above.", [Parameter.Number], call => Value.Number($"ceil({call[0].Sql})", call.AnyMissing)),
        new("abs(number)", "The number without its sign.", [Parameter.Number],
            call => Value.Number($"abs({call[0].Sql})", call.AnyMissing)),
        new("log(number)", "The natural logarithm; missing for zero and below.", [Parameter.Number],
            call => Value.Number($"if({AtLeast(call[0], $"> 0")}, log({call[0].Plain}), NULL)", true)),
        new("sqrt(number)", "The square root; missing below zero.", [Parameter.Number],
            call => Value.Number($"if({AtLeast(call[0], $">= 0")}, sqrt({call[0].Plain}), NULL)", true)),
        new("min(number, number)", "The lesser of two numbers; missing where one is.", [Parameter.Number, Parameter.Number],
            call => Extreme(call, $"<")),
        new("max(number, number)", "The greater of two numbers; missing where one is.", [Parameter.Number, Parameter.Number],
            call => Extreme(call, $">")),
    ];

    static IEnumerable<Function> Choices =>
    [
        new("is_missing(value)", "Whether there is no value; an empty text is none.", [Parameter.Any],
            call => call[0].Present is { } present ? Value.Truth($"(NOT {present})") : Value.Truth($"0")),
        new("coalesce(value, value, …)", "The first value that is not missing.", [Parameter.Any], Coalesce) { Least = 2, Most = Many },
        new("if(condition, value, value)", "The first value where the condition holds, otherwise the second.",
            [Parameter.Truth, Parameter.Any, Parameter.Any], If),
    ];

    static Value Matches(Call call)
    {
        var pattern = call.WrittenText(1)!;
        try
        {
            // What .NET can do without backtracking is, but for rare spellings, what RE2 can do.
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw call.Wrong(1, "a regular expression without look-around and back references");
        }

        return Value.Truth($"match({call[0].Sql}, {call[1].Sql})");
    }

    static Value Replace(Call call) => call.WrittenText(1)!.Length == 0
        ? throw call.Wrong(1, "a part of at least one character")
        : Value.Text($"replaceAll({call[0].Sql}, {call[1].Sql}, {call[2].Sql})");

    static Value Substring(Call call)
    {
        for (var i = 1; i < call.Count; i++)
        {
            if (call.WrittenNumber(i) is not (>= 1 and <= 1_000_000))
            {
                throw call.Wrong(i, "a whole number from 1");
            }
        }

        return call.Count == 2
            ? Value.Text($"substringUTF8({call[0].Sql}, {call[1].Sql}, 1000000)")
            : Value.Text($"substringUTF8({call[0].Sql}, {call[1].Sql}, {call[2].Sql})");
    }

    static Value AsText(Call call) => call[0] switch
    {
        { Type: ExpressionType.Text or ExpressionType.Raw } text => Value.Text(text.Sql),
        { MayBeMissing: true } value => Value.Text($"ifNull(toString({value.Sql}), '')"),
        var value => Value.Text($"toString({value.Sql})"),
    };

    static Value AsNumber(Call call) => call[0].Type switch
    {
        ExpressionType.Number => call[0],
        ExpressionType.Truth => Value.Number(call[0].Sql, false),
        ExpressionType.Time => throw call.Wrong(0, "a text or a condition"),
        _ => Conversions.Number(call[0]),
    };

    static int Digits(Call call) => call.Count == 1 ? 0 : call.WrittenNumber(1) is >= 0 and <= 15 and var digits && double.IsInteger(digits)
        ? (int)digits
        : throw call.Wrong(1, "a whole number from 0 to 15");

    static Sql AtLeast(Value value, Sql comparison) => $"ifNull({value.Sql} {comparison}, 0)";

    // The engines' own least and greatest disagree about NULL.
    static Value Extreme(Call call, Sql comparison)
    {
        var (a, b) = ((Sql)$"toFloat64({call[0].Plain})", (Sql)$"toFloat64({call[1].Plain})");
        Sql extreme = $"if({a} {comparison} {b}, {a}, {b})";
        return call.AnyMissing
            ? Value.Number($"if(isNull({call[0].Sql}) OR isNull({call[1].Sql}), NULL, {extreme})", true)
            : Value.Number(extreme, false);
    }

    static Value Coalesce(Call call)
    {
        var values = Unified(call, 0);
        var list = Sql.Join(", ", values.Select(value => value.Sql));
        return values[0].Type is ExpressionType.Text
            ? Value.Text(values.Reverse().Aggregate((rest, value) => Value.Text($"if({value.Present!}, {value.Sql}, {rest.Sql})")).Sql)
            : new(values[0].Type, $"coalesce({list})", values.All(value => value.MayBeMissing));
    }

    static Value If(Call call)
    {
        var values = Unified(call, 1);
        Sql chosen = $"if({call[0].Sql}, {values[0].Plain}, {values[1].Plain})";
        return values.Any(value => value.MayBeMissing)
            ? new(values[0].Type, $"if(if({call[0].Sql}, isNull({values[0].Sql}), isNull({values[1].Sql})), NULL, {chosen})", true)
            : values[0] with { Sql = chosen };
    }

    /// <summary>The arguments from <paramref name="start"/> on as one type: numbers where one is a number, texts where all can be.</summary>
    /// <remarks>Numbers become Float64 here, since an engine chooses between values of different types as it likes, or not at all.</remarks>
    static Value[] Unified(Call call, int start)
    {
        var values = call.Arguments.Skip(start).ToArray();
        var types = values.Select(value => value.Type).Where(type => type is not ExpressionType.Raw).Distinct().ToArray();
        if (types.Length > 1)
        {
            var odd = Array.FindIndex(values, value => value.Type is not ExpressionType.Raw && value.Type != types[0]);
            throw call.Wrong(start + odd, $"{ExpressionCompiler.Describe(types[0])}, as before");
        }

        return [.. values.Select(value => (value.Type, Wanted: types.FirstOrDefault(ExpressionType.Text)) switch
        {
            (ExpressionType.Raw, ExpressionType.Number) => Conversions.Number(value),
            (ExpressionType.Raw, ExpressionType.Time) => Conversions.Time(value, null, call.Scope.Timezone),
            (ExpressionType.Raw, _) => Value.Text(value.Sql),
            (ExpressionType.Number, _) => value with { Sql = $"toFloat64({value.Sql})" },
            _ => value,
        })];
    }
}
