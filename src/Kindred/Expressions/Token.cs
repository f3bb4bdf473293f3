namespace Kindred.Expressions;

enum TokenKind
{
    Number,
    Text,
    Name,

    /// <summary>A name in backquotes, which is never a word of the language.</summary>
    QuotedName,
    Symbol,
    End,
}

/// <summary>A piece of an expression; <paramref name="Value"/> is without quotes.</summary>
readonly record struct Token(TokenKind Kind, string Value, int Offset)
{
    public bool Is(string word) =>
        (Kind is TokenKind.Symbol && Value == word)
        || (Kind is TokenKind.Name && string.Equals(Value, word, StringComparison.OrdinalIgnoreCase));

    public string Describe() => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => $"the text '{Value}'",
        _ => $"'{Value}'",
    };
}
