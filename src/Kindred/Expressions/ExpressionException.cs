namespace Kindred.Expressions;

/// <summary>An expression is wrong; the offset counts characters from its start.</summary>
public sealed class ExpressionException(ExpressionText expression, int offset, string found, string expected, string? suggestion = null)
    : DefinitionException("", Tell(expression, offset, found, expected, suggestion))
{
    public ExpressionText Expression { get; } = expression;

    public int Offset { get; } = offset;

    public string Found { get; } = found;

    public string Expected { get; } = expected;

    /// <summary>The valid name that was probably meant.</summary>
    public string? Suggestion { get; } = suggestion;

    /// <summary>Where the mistake stands in the file the expression comes from.</summary>
    public Place? At => Expression.PlaceOf(Offset);

    static string Tell(ExpressionText expression, int offset, string found, string expected, string? suggestion) =>
        $"{expression.PlaceOf(offset)?.ToString() ?? $"character {offset + 1}"} of \"{expression.Text}\": found {found}; expected {expected}"
        + (suggestion is null ? "." : $". Did you mean '{suggestion}'?");
}
