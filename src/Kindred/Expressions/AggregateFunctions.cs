using Kindred.ClickHouse;

namespace Kindred.Expressions;

/// <summary>Functions that make one value of all events of a customer; most have a form for only the events that meet a condition.</summary>
/// <remarks>
/// Missing values never count. Nothing is handed to an aggregate of the engine as NULL, and "there is none" is decided by counting: the
/// engines disagree about both.
/// </remarks>
static class AggregateFunctions
{
    const double Day = 86_400_000;

    public static IReadOnlyList<Function> All { get; } =
    [
        Of("count()", "How many events there are.", [], call => Count(null)),
        Of("count_if(condition)", "How many events meet the condition.", [Parameter.Truth], call => Count(call[0].Sql)),
        .. Pair("sum", "The sum of the numbers (0 of none).", [Parameter.Number], Sum),
        .. Pair("avg", "The mean of the numbers.", [Parameter.Number], (call, value, condition) => Average(value, condition)),
        .. Pair("min", "The least number or earliest time.", [Parameter.Any],
            (call, value, condition) => Extreme(call, value, condition, $"minIf")),
        .. Pair("max", "The greatest number or latest time.", [Parameter.Any],
            (call, value, condition) => Extreme(call, value, condition, $"maxIf")),
        .. Pair("distinct", "How many different values there are.", [Parameter.Any],
            (_, value, condition) => Value.Number($"toFloat64({Aggregate($"uniqExact", value, condition)})", false)),
        .. Pair("first", "The value of the earliest event that has one.", [Parameter.Any],
            (call, value, condition) => AtEnd(call, value, condition, $"minIf")),
        .. Pair("last", "The value of the latest event that has one.", [Parameter.Any],
            (call, value, condition) => AtEnd(call, value, condition, $"maxIf")),
        Of("days_since_first(condition?)", "Days since the earliest event, with fractions.", [Parameter.Truth],
            call => DaysSince(call, $"minIf")) with { Least = 0 },
        Of("days_since_last(condition?)", "Days since the latest event, with fractions.", [Parameter.Truth],
            call => DaysSince(call, $"maxIf")) with { Least = 0 },
    ];

    static Function Of(string signature, string meaning, Parameter[] parameters, Func<Call, Value> emit) =>
        new(signature, meaning, parameters, emit) { Kinds = ExpressionKind.Events, Aggregates = true };

    static Function[] Pair(string name, string meaning, Parameter[] parameters, Func<Call, Value, Sql?, Value> emit) =>
    [
        Of($"{name}(value)", meaning, parameters, call => emit(call, call[0], null)),
        Of($"{name}_if(value, condition)", $"{meaning.TrimEnd('.')}, over the events that meet the condition.",
            [.. parameters, Parameter.Truth],
            call => emit(call, call[0], call[1].Sql)),
    ];

    static Value Count(Sql? condition) =>
        condition is null ? Value.Number($"toFloat64(count())", false) : Value.Number($"toFloat64(countIf({condition}))", false);

    static Value Sum(Call call, Value value, Sql? condition) => Value.Number($"toFloat64({Aggregate($"sum", value, condition)})", false);

    static Value Average(Value value, Sql? condition) =>
        Value.Number(IfAny(value, condition, $"{Aggregate($"avg", value, condition)}"), true);

    static Value Extreme(Call call, Value value, Sql? condition, Sql function) => value.Type switch
    {
        ExpressionType.Number or ExpressionType.Time =>
            new(value.Type, IfAny(value, condition, $"{function}({value.Plain}, {Taken(value, condition)})"), true),
        ExpressionType.Raw => Extreme(call, Conversions.Number(value), condition, function),
        _ => throw call.Wrong(0, "a number or a time"),
    };

    // Equal times are told apart by the place in the session and then by the value: the answer is the same on any number of machines.
    static Value AtEnd(Call call, Value value, Sql? condition, Sql function)
    {
        if (value.Type is ExpressionType.Raw)
        {
            value = Value.Text(value.Sql);
        }

        var (time, place) = (call.Field("occurred_at"), call.Field("sequence"));
        Sql end = $"tupleElement({function}(tuple({time}, ifNull({place}, 0), {value.Plain}), {Taken(value, condition)}), 3)";
        return value.Type is ExpressionType.Text or ExpressionType.Truth
            ? value with { Sql = end }
            : new(value.Type, IfAny(value, condition, end), true);
    }

    static Value DaysSince(Call call, Sql function)
    {
        var happened = new Value(ExpressionType.Time, call.Field("occurred_at"), false);
        var condition = call.Count == 0 ? null : call[0].Sql;
        return Value.Number(
            IfAny(happened, condition, $"({call.Scope.AsOf!} - {function}({happened.Sql}, {Taken(happened, condition)})) / {Day}"), true);
    }

    static Sql Aggregate(Sql function, Value value, Sql? condition) => (value.Present, condition) switch
    {
        (null, null) => $"{function}({value.Sql})",
        _ => $"{function}If({value.Plain}, {Taken(value, condition)})",
    };

    static Sql IfAny(Value value, Sql? condition, Sql result) => $"if(countIf({Taken(value, condition)}) = 0, NULL, {result})";

    /// <summary>The events that count: those with a value that meet the condition.</summary>
    static Sql Taken(Value value, Sql? condition) => (value.Present, condition) switch
    {
        (null, null) => $"1",
        (null, { } only) => only,
        ({ } present, null) => present,
        ({ } present, { } both) => $"({present} AND {both})",
    };
}
