using Kindred.ClickHouse;

namespace Kindred.Expressions;

/// <summary>Checks an expression against a scope and writes it as SQL.</summary>
sealed class ExpressionCompiler(ExpressionText expression, ExpressionScope scope)
{
    readonly HashSet<string> _names = [];
    readonly HashSet<string> _texts = [];
    string? _aggregate;

    public IReadOnlyCollection<string> Names => _names;

    public IReadOnlyCollection<string> Texts => _texts;

    public Value Compile(Syntax syntax) => syntax switch
    {
        NumberSyntax number => Value.Number(Written(number.Value), false),
        TextSyntax text => WrittenText(text),
        TruthSyntax truth => Value.Truth($"{truth.Value}"),
        NameSyntax name => Name(name),
        UnarySyntax { Operator: "not" } not => Value.Truth($"(NOT {Condition(not.Operand).Sql})"),
        UnarySyntax minus => Negated(minus),
        BinarySyntax { Operator: "and" or "or" } both => Logic(both),
        BinarySyntax { Operator: "+" or "-" or "*" or "/" } sum => Arithmetic(sum),
        BinarySyntax comparison => Comparison(comparison),
        InSyntax membership => Membership(membership),
        CallSyntax call => Called(call),
        _ => throw new ArgumentOutOfRangeException(nameof(syntax)),
    };

    /// <summary>A part that must be true or false.</summary>
    public Value Condition(Syntax syntax) => Converted(syntax, Parameter.Truth);

    Value WrittenText(TextSyntax text)
    {
        _texts.Add(text.Value);
        Sql sql = $"{Safe(text.Value, text.Offset)}";
        return Value.Text(sql);
    }

    Value Name(NameSyntax name)
    {
        var known = scope.Find(name.Name) ?? throw UnknownName(name);
        _names.Add(name.Name);
        return scope.Kind is ExpressionKind.Events && _aggregate is null
            ? throw Wrong(name, $"the field '{name.Name}' by itself", $"a function over all events, such as first({name.Name}) or count_if(…)")
            : new(known.Type, known.Sql, known.MayBeMissing && known.Type is ExpressionType.Number or ExpressionType.Time);
    }

    Value Negated(UnarySyntax minus)
    {
        var operand = Converted(minus.Operand, Parameter.Number);
        return Value.Number($"negate({operand.Sql})", operand.MayBeMissing);
    }

    Value Logic(BinarySyntax both)
    {
        var (left, right) = (Condition(both.Left).Sql, Condition(both.Right).Sql);
        return both.Operator == "and" ? Value.Truth($"({left} AND {right})") : Value.Truth($"({left} OR {right})");
    }

    Value Arithmetic(BinarySyntax sum)
    {
        var (left, right) = (Converted(sum.Left, Parameter.Number), Converted(sum.Right, Parameter.Number));
        var missing = left.MayBeMissing || right.MayBeMissing;
        return sum.Operator switch
        {
            "+" => Value.Number($"({left.Sql} + {right.Sql})", missing),
            "-" => Value.Number($"({left.Sql} - {right.Sql})", missing),
            "*" => Value.Number($"({left.Sql} * {right.Sql})", missing),
            _ => sum.Right is NumberSyntax { Value: not 0 }
                ? Value.Number($"({left.Sql} / {right.Sql})", missing)
                : Value.Number($"({left.Sql} / nullIf({right.Sql}, 0))", true),
        };
    }

    Value Comparison(BinarySyntax comparison)
    {
        var (left, right) = Alike(comparison);
        Sql compared = comparison.Operator switch
        {
            "=" => $"({left.Sql} = {right.Sql})",
            "!=" => $"({left.Sql} != {right.Sql})",
            "<" => $"({left.Sql} < {right.Sql})",
            "<=" => $"({left.Sql} <= {right.Sql})",
            ">" => $"({left.Sql} > {right.Sql})",
            _ => $"({left.Sql} >= {right.Sql})",
        };

        // A missing value equals nothing and is neither more nor less than anything.
        var missing = comparison.Operator == "!=";
        return left.MayBeMissing || right.MayBeMissing ? Value.Truth($"ifNull({compared}, {missing})") : Value.Truth(compared);
    }

    (Value Left, Value Right) Alike(BinarySyntax comparison)
    {
        var (left, right) = (Compile(comparison.Left), Compile(comparison.Right));
        var equality = comparison.Operator is "=" or "!=";
        if (!equality && left.Type is ExpressionType.Raw && right.Type is ExpressionType.Raw)
        {
            throw Wrong(comparison, "two columns whose type is not known", "number(…), time(…) or text(…) around one of them");
        }

        var common = Common(left.Type, right.Type, comparison.Left is TextSyntax || comparison.Right is TextSyntax);
        if (common is null || (common is Parameter.Truth && !equality))
        {
            throw Wrong(comparison, $"{Describe(left.Type)} {comparison.Operator} {Describe(right.Type)}", "two numbers, two texts or two times");
        }

        return (Converted(comparison.Left, left, common.Value), Converted(comparison.Right, right, common.Value));
    }

    /// <summary>What two values are compared as; a time may be compared with one written out, <c>occurred_at &gt; '2026-01-01'</c>.</summary>
    static Parameter? Common(ExpressionType left, ExpressionType right, bool written) => (left, right) switch
    {
        (ExpressionType.Text or ExpressionType.Raw, ExpressionType.Text or ExpressionType.Raw) => Parameter.Text,
        (ExpressionType.Number or ExpressionType.Raw, ExpressionType.Number or ExpressionType.Raw) => Parameter.Number,
        (ExpressionType.Time, ExpressionType.Time or ExpressionType.Raw) or (ExpressionType.Raw, ExpressionType.Time) => Parameter.Time,
        (ExpressionType.Time, ExpressionType.Text) or (ExpressionType.Text, ExpressionType.Time) when written => Parameter.Time,
        (ExpressionType.Truth, ExpressionType.Truth) => Parameter.Truth,
        _ => null,
    };

    Value Membership(InSyntax membership)
    {
        if (membership.Choices.Count == 0)
        {
            throw Wrong(membership, "an empty list", "at least one value");
        }

        var value = Compile(membership.Value);
        var numbers = membership.Choices[0] is NumberSyntax or UnarySyntax;
        foreach (var choice in membership.Choices)
        {
            if (numbers ? choice is not (NumberSyntax or UnarySyntax { Operator: "-", Operand: NumberSyntax }) : choice is not TextSyntax)
            {
                throw Wrong(choice, "another value", "only 'texts' or only numbers in the list");
            }
        }

        value = Converted(membership.Value, value, numbers ? Parameter.Number : Parameter.Text);
        var choices = Sql.Join(", ", membership.Choices.Select(choice => Compile(choice).Sql));
        return value.MayBeMissing ? Value.Truth($"ifNull({value.Sql} IN ({choices}), 0)") : Value.Truth($"({value.Sql} IN ({choices}))");
    }

    Value Called(CallSyntax call)
    {
        var function = Chosen(call);
        var outer = _aggregate;
        if (function.Aggregates)
        {
            _aggregate = outer is null
                ? function.Name
                : throw Wrong(call, $"{function.Name}() within {outer}()", "one aggregate at a time");
        }

        if (function.OfOneEvent && outer is null && scope.Kind is ExpressionKind.Events)
        {
            throw Wrong(call, "a condition on events by itself", $"a function over all events, such as count_if({function.Signature})");
        }

        var arguments = call.Arguments.Select((argument, i) => Converted(argument, function.At(i))).ToArray();
        _aggregate = outer;
        return function.Emit(new(expression, scope, call, arguments, _names));
    }

    Function Chosen(CallSyntax call)
    {
        var here = Functions.All.Where(function => (function.Kinds & scope.Kind) != 0).ToList();
        var named = here.Where(function => function.Name == call.Function).ToList();
        if (named.Count == 0)
        {
            var elsewhere = Functions.All.FirstOrDefault(function => function.Name == call.Function);
            var valid = here.Select(function => function.Name).Distinct();
            throw new ExpressionException(
                expression,
                call.Offset,
                $"the function '{call.Function}'{(elsewhere is null ? "" : $", which does not work {Where(scope.Kind)}")}",
                $"one of {string.Join(", ", valid)}",
                Spelling.Nearest(call.Function, valid));
        }

        return named.Find(function => function.Takes(call.Arguments.Count))
            ?? throw Wrong(call, $"{call.Arguments.Count} arguments", string.Join(" or ", named.Select(function => function.Signature)));
    }

    Value Converted(Syntax syntax, Parameter wanted) => Converted(syntax, Compile(syntax), wanted);

    Value Converted(Syntax syntax, Value value, Parameter wanted) => (wanted, value.Type) switch
    {
        (Parameter.Any, _) or (Parameter.Number, ExpressionType.Number) or (Parameter.Text, ExpressionType.Text) => value,
        (Parameter.Truth, ExpressionType.Truth) or (Parameter.Time, ExpressionType.Time) => value,
        (Parameter.WrittenText, _) when syntax is TextSyntax => value,
        (Parameter.WrittenNumber, _) when syntax is NumberSyntax => value,
        (Parameter.Number, ExpressionType.Raw) => Conversions.Number(value),
        (Parameter.Text, ExpressionType.Raw) => Value.Text(value.Sql),
        (Parameter.Time, ExpressionType.Text) when syntax is TextSyntax text =>
            Conversions.WrittenTime(text.Value, scope.Timezone) is { } at
                ? Value.Time($"{at}", false)
                : throw Wrong(text, $"'{text.Value}'", "a time such as '2026-01-31' or '2026-01-31 18:30'"),
        (Parameter.Time, ExpressionType.Raw) => Conversions.Time(value, null, scope.Timezone),
        _ => throw Wrong(syntax, Describe(value.Type), Describe(wanted)),
    };

    string Safe(string text, int offset)
    {
        // Half of a surrogate pair is no text in UTF-8.
        var whole = !text.EnumerateRunes().Any(rune => rune.Value == 0xfffd) || text.Contains('\ufffd');
        return whole ? text : throw new ExpressionException(expression, offset, "half of a character", "whole characters");
    }

    ExpressionException UnknownName(NameSyntax name)
    {
        var nearest = Spelling.Nearest(name.Name, scope.Names);
        var some = string.Join(", ", scope.Names.Take(30)) + (scope.Names.Count() > 30 ? ", …" : "");
        return new(expression, name.Offset, $"the name '{name.Name}'", $"one of {some}", nearest);
    }

    ExpressionException Wrong(Syntax syntax, string found, string expected) => new(expression, syntax.Offset, found, expected);

    static Sql Written(double value)
    {
        var literal = double.IsInteger(value) && Math.Abs(value) < 1L << 53 ? (Literal)(long)value : value;
        return $"{literal}";
    }

    static string Where(ExpressionKind kind) => kind switch
    {
        ExpressionKind.Row => "on the rows of a source",
        ExpressionKind.Events or ExpressionKind.Event => "on events",
        _ => "on the features of a customer",
    };

    internal static string Describe(ExpressionType type) => type switch
    {
        ExpressionType.Number => "a number",
        ExpressionType.Truth => "true or false",
        ExpressionType.Time => "a time",
        _ => "a text",
    };

    static string Describe(Parameter parameter) => parameter switch
    {
        Parameter.Number => "a number",
        Parameter.Text => "a text",
        Parameter.Truth => "a condition, such as price > 0",
        Parameter.Time => "a time",
        Parameter.WrittenText => "a 'text' written out",
        _ => "a number written out",
    };
}
