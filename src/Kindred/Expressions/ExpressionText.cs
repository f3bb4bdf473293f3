namespace Kindred.Expressions;

/// <summary>An expression as written, not yet compiled.</summary>
public sealed record ExpressionText(string Text)
{
    /// <summary>Where its first character stands, when it comes from a file.</summary>
    public Place? At { get; init; }

    /// <summary>Whether the file holds it between single quotes, so that each quote within it is written twice there.</summary>
    public bool QuotesDoubled { get; init; }

    public static implicit operator ExpressionText(string text) => new(text);

    public override string ToString() => Text;

    /// <summary>Where the character at an offset stands in the file; the start, for a text of several lines.</summary>
    internal Place? PlaceOf(int offset)
    {
        if (At is null || Text.Contains('\n'))
        {
            return At;
        }

        var doubled = QuotesDoubled ? Text.AsSpan(0, Math.Min(offset, Text.Length)).Count('\'') : 0;
        return At with { Column = At.Column + offset + doubled };
    }
}
