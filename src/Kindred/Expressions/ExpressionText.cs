namespace Kindred.Expressions;

/// <summary>An expression as written, not yet compiled.</summary>
public sealed record ExpressionText(string Text)
{
    /// <summary>Where its first character stands, when it comes from a file.</summary>
    public Place? At { get; init; }

    public static implicit operator ExpressionText(string text) => new(text);

    public override string ToString() => Text;
}
