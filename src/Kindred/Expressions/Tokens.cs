using System.Text;

namespace Kindred.Expressions;

/// <summary>Cuts an expression into tokens.</summary>
sealed class Tokens(ExpressionText expression)
{
    static readonly string[] Symbols = ["<=", ">=", "!=", "<>", "==", "(", ")", ",", "+", "-", "*", "/", "<", ">", "="];

    readonly string _text = expression.Text;
    int _at;

    public static IReadOnlyList<Token> Of(ExpressionText expression)
    {
        var tokens = new Tokens(expression);
        var list = new List<Token>();
        do
        {
            list.Add(tokens.Next());
        }
        while (list[^1].Kind is not TokenKind.End);

        return list;
    }

    Token Next()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        if (_at == _text.Length)
        {
            return new(TokenKind.End, "", _at);
        }

        var first = _text[_at];
        return first switch
        {
            '\'' or '"' => Quoted(TokenKind.Text),
            '`' => Quoted(TokenKind.QuotedName),
            _ when char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(Peek(1))) => Number(),
            _ when IsNameStart(first) => Taken(TokenKind.Name, c => IsNameStart(c) || char.IsDigit(c) || c == '.'),
            _ => Symbol(),
        };
    }

    char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    /// <summary>A text up to the same quote; the quote itself is written twice within it.</summary>
    Token Quoted(TokenKind kind)
    {
        var (start, quote) = (_at, _text[_at]);
        var value = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            if (_text[_at] == quote && Peek(1) != quote)
            {
                _at++;
                return new(kind, value.ToString(), start);
            }

            _at += _text[_at] == quote ? 1 : 0;
            value.Append(_text[_at]);
        }

        throw new ExpressionException(expression, start, $"an opening {quote}", $"a closing {quote}");
    }

    Token Number()
    {
        var start = _at;
        Skip(char.IsAsciiDigit);
        if (Peek(0) == '.')
        {
            _at++;
            Skip(char.IsAsciiDigit);
        }

        if (Peek(0) is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            _at += 2;
            Skip(char.IsAsciiDigit);
        }

        return _at < _text.Length && IsNameStart(_text[_at])
            ? throw new ExpressionException(
                expression, _at, $"'{_text[_at]}' after a number", "an operator; a name that begins with a digit stands in `backquotes`")
            : new(TokenKind.Number, _text[start.._at], start);
    }

    Token Taken(TokenKind kind, Func<char, bool> belongs)
    {
        var start = _at;
        Skip(belongs);
        return new(kind, _text[start.._at], start);
    }

    Token Symbol()
    {
        var symbol = Array.Find(Symbols, candidate => string.CompareOrdinal(_text, _at, candidate, 0, candidate.Length) == 0)
            ?? throw new ExpressionException(
                expression, _at, $"'{_text[_at]}'", "a name, a number, a 'text' or an operator; a name with other characters stands in `backquotes`");
        _at += symbol.Length;
        return new(TokenKind.Symbol, symbol, _at - symbol.Length);
    }

    void Skip(Func<char, bool> belongs)
    {
        while (_at < _text.Length && belongs(_text[_at]))
        {
            _at++;
        }
    }

    static bool IsNameStart(char c) => char.IsLetter(c) || c == '_';
}
