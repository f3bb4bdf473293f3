using Kindred.ClickHouse;

namespace Kindred.Expressions;

/// <summary>Functions that make or take times.</summary>
static class TimeFunctions
{
    const long Day = 86_400_000;

    public static IReadOnlyList<Function> All { get; } =
    [
        new("date(year, month, day)", "The beginning of a day; missing where there is no such day.",
            [Parameter.Any, Parameter.Any, Parameter.Any], Date),
        new("time(text, 'format'?)", "A time written in a format such as yyyyMMdd or d/M/yyyy HH:mm, epoch_s or epoch_ms; ISO 8601 by default.",
            [Parameter.Any, Parameter.WrittenText], Time) { Least = 1 },
        new("year(time)", "The year.", [Parameter.Time], call => Part(call, $"toYear")),
        new("month(time)", "The month, 1 to 12.", [Parameter.Time], call => Part(call, $"toMonth")),
        new("day(time)", "The day of the month.", [Parameter.Time], call => Part(call, $"toDayOfMonth")),
        new("weekday(time)", "The day of the week, Monday being 1.", [Parameter.Time], call => Part(call, $"toDayOfWeek")),
        new("hour(time)", "The hour, 0 to 23.", [Parameter.Time], call => Part(call, $"toHour")),
        new("days_between(time, time)", "How many days from the first to the second, with fractions.", [Parameter.Time, Parameter.Time],
            call => Value.Number($"(({call[1].Sql} - {call[0].Sql}) / {Day})", call.AnyMissing)),
        new("last_days(number)", "Whether the event happened in the last so many days.", [Parameter.WrittenNumber], LastDays)
        {
            Kinds = ExpressionKind.Events | ExpressionKind.Event,
            OfOneEvent = true,
        },
    ];

    static Value Date(Call call)
    {
        if (Enumerable.Range(0, 3).All(i => call.WrittenNumber(i) is not null))
        {
            var (year, month, day) = (call.WrittenNumber(0)!.Value, call.WrittenNumber(1)!.Value, call.WrittenNumber(2)!.Value);
            return Conversions.WrittenDate(year, month, day, call.Scope.Timezone) is { } at ? Value.Time($"{at}", false) : throw call.Wrong(2, "a day of that month");
        }

        var parts = Sql.Join(", '-', ", call.Arguments.Select((argument, i) => DatePart(call, argument, i)));
        return Conversions.Time(OnRows(call, Value.Text($"concat({parts})")), "yyyy-M-d", call.Scope.Timezone);
    }

    static Sql DatePart(Call call, Value part, int index) => part.Type switch
    {
        ExpressionType.Raw => part.Sql,
        ExpressionType.Number => $"ifNull(toString(toInt64({part.Sql})), '')",
        _ => throw call.Wrong(index, "a number"),
    };

    static Value Time(Call call)
    {
        var format = call.WrittenText(1);
        if (format is not null && !Conversions.IsFormat(format))
        {
            throw call.Wrong(1, "a format of y M d H h m s S a Z such as yyyy-MM-dd HH:mm:ss, or epoch_s or epoch_ms");
        }

        return call[0].Type switch
        {
            ExpressionType.Time => call[0],
            _ when format is null && call.WrittenText(0) is { } text => Conversions.WrittenTime(text, call.Scope.Timezone) is { } at
                ? Value.Time($"{at}", false)
                : throw call.Wrong(0, "a time such as '2026-01-31' or '2026-01-31 18:30'"),
            ExpressionType.Raw or ExpressionType.Text => Conversions.Time(OnRows(call, call[0]), format, call.Scope.Timezone),
            ExpressionType.Number when format is "epoch_s" => Value.Time($"toInt64({call[0].Sql} * 1000)", call[0].MayBeMissing),
            ExpressionType.Number when format is "epoch_ms" => Value.Time($"toInt64({call[0].Sql})", call[0].MayBeMissing),
            ExpressionType.Number when format is not null =>
                Conversions.Time(OnRows(call, Value.Text($"ifNull(toString(toInt64({call[0].Sql})), '')")), format, call.Scope.Timezone),
            _ => throw call.Wrong(0, "a text, or a number with a format such as yyyyMMdd or epoch_s"),
        };
    }

    // Only the embedded engine, which reads the files, can parse times in any format.
    static Value OnRows(Call call, Value text) =>
        call.Scope.Kind is ExpressionKind.Row
            ? text
            : throw call.Wrong(0, "values written out; other texts become times where a source is mapped");

    static Value Part(Call call, Sql function) => Value.Number(
        $"{function}(toDateTime(intDiv({call[0].Sql}, 1000), {call.Scope.Timezone}))", call[0].MayBeMissing);

    static Value LastDays(Call call) => call.WrittenNumber(0) is > 0 and <= 36_525 and var days
        ? Value.Truth($"({call.Field("occurred_at")} >= {call.Scope.AsOf!} - {(long)(days * Day)})")
        : throw call.Wrong(0, "a number of days above 0");
}
