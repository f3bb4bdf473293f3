using System.Globalization;
using Kindred.ClickHouse;

namespace Kindred.Expressions;

/// <summary>What an argument of a function must be.</summary>
enum Parameter
{
    Number,
    Text,
    Truth,
    Time,
    Any,

    /// <summary>A 'text' written out.</summary>
    WrittenText,

    /// <summary>A number written out.</summary>
    WrittenNumber,
}

/// <summary>A function of the language.</summary>
/// <param name="Signature">How it is called, for people: <c>substring(text, start, length?)</c>.</param>
/// <param name="Parameters">What each argument must be; the last one repeats where more are allowed.</param>
sealed record Function(string Signature, string Meaning, Parameter[] Parameters, Func<Call, Value> Emit)
{
    public string Name => Signature[..Signature.IndexOf('(')];

    public ExpressionKind Kinds { get; init; } = ExpressionKind.Any;

    /// <summary>Whether it makes one value of all events of a customer.</summary>
    public bool Aggregates { get; init; }

    /// <summary>Whether it is about one event, so that it stands within an aggregate only.</summary>
    public bool OfOneEvent { get; init; }

    /// <summary>How few arguments it takes; all of them, unless said.</summary>
    public int Least { get; init; } = Parameters.Length;

    /// <summary>How many arguments it takes at most.</summary>
    public int Most { get; init; } = Parameters.Length;

    public bool Takes(int arguments) => arguments >= Least && arguments <= Most;

    public Parameter At(int index) => Parameters[Math.Min(index, Parameters.Length - 1)];
}

/// <summary>A call with its arguments compiled and converted to what the function wants.</summary>
/// <param name="Names">The names that the expression uses; what the function uses by itself is noted there too.</param>
sealed record Call(ExpressionText Expression, ExpressionScope Scope, CallSyntax Syntax, IReadOnlyList<Value> Arguments, ISet<string> Names)
{
    public Value this[int index] => Arguments[index];

    public int Count => Arguments.Count;

    public bool AnyMissing => Arguments.Any(argument => argument.MayBeMissing);

    /// <summary>A field of the events that the function needs whatever its arguments are.</summary>
    public Sql Field(string name)
    {
        Names.Add(name);
        return Scope.Find(name)!.Sql;
    }

    /// <summary>The number written as an argument, or null where it is computed.</summary>
    public double? WrittenNumber(int index) => (Syntax.Arguments[index] as NumberSyntax)?.Value;

    /// <summary>The text written as an argument, or null where it is computed.</summary>
    public string? WrittenText(int index) => index < Count ? (Syntax.Arguments[index] as TextSyntax)?.Value : null;

    public ExpressionException Wrong(int index, string expected) => new(
        Expression,
        Syntax.Arguments[index].Offset,
        WrittenText(index) is { } text ? $"'{text}'"
            : WrittenNumber(index)?.ToString(CultureInfo.InvariantCulture) ?? $"this as argument {index + 1}",
        expected);
}
