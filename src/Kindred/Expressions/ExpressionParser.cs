using System.Globalization;

namespace Kindred.Expressions;

/// <summary>Reads an expression by recursive descent.</summary>
/// <remarks>
/// Loosest first: <c>or</c>; <c>and</c>; <c>not</c>; one comparison or <c>in</c>; <c>+ -</c>; <c>* /</c>; <c>-x</c>; a number, 'text', name,
/// call or parentheses.
/// </remarks>
sealed class ExpressionParser(ExpressionText expression)
{
    const int MaxLength = 10_000;
    const int MaxDepth = 100;

    static readonly string[] Comparisons = ["=", "==", "!=", "<>", "<", "<=", ">", ">="];

    readonly IReadOnlyList<Token> _tokens = Tokens.Of(expression);
    int _at;
    int _depth;

    Token Current => _tokens[_at];

    public static Syntax Parse(ExpressionText expression)
    {
        if (expression.Text.Length > MaxLength)
        {
            throw new ExpressionException(expression, 0, $"{expression.Text.Length} characters", $"at most {MaxLength}");
        }

        var parser = new ExpressionParser(expression);
        var syntax = parser.Either();
        return parser.Current.Kind is TokenKind.End ? syntax : throw parser.Unexpected("an operator or the end");
    }

    Syntax Either() => Chain(Both, "or");

    Syntax Both() => Chain(Negation, "and");

    Syntax Sum() => Chain(Product, "+", "-");

    Syntax Product() => Chain(Signed, "*", "/");

    Syntax Chain(Func<Syntax> operand, params string[] operators)
    {
        var left = operand();
        var links = 0;
        while (Array.Find(operators, Current.Is) is { } found)
        {
            // A chain nests as deeply as it is long, so its length is bounded too.
            if (++links > MaxDepth)
            {
                throw Unexpected($"at most {MaxDepth} operands in a row");
            }

            var offset = Take().Offset;
            left = new BinarySyntax(offset, found, left, operand());
        }

        return left;
    }

    Syntax Negation() =>
        Current.Is("not") ? new UnarySyntax(Take().Offset, "not", Deeper(Negation)) : Comparison();

    Syntax Comparison()
    {
        var left = Sum();
        if (Current.Is("in") || (Current.Is("not") && _tokens[_at + 1].Is("in")))
        {
            var negated = Current.Is("not") ? Take() : default(Token?);
            Syntax membership = new InSyntax(Take().Offset, left, List("a list such as ('a', 'b')"));
            return negated is { } not ? new UnarySyntax(not.Offset, "not", membership) : membership;
        }

        if (Array.Find(Comparisons, Current.Is) is not { } comparison)
        {
            return left;
        }

        var compared = new BinarySyntax(Take().Offset, comparison switch { "==" => "=", "<>" => "!=", _ => comparison }, left, Sum());
        return Array.Exists(Comparisons, Current.Is) ? throw Unexpected("'and' between two comparisons") : compared;
    }

    Syntax Signed() => Current.Is("-") ? new UnarySyntax(Take().Offset, "-", Deeper(Signed)) : Primary();

    Syntax Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Take();
                var value = double.Parse(token.Value, CultureInfo.InvariantCulture);
                return double.IsFinite(value) ? new NumberSyntax(token.Offset, value) : throw Wrong(token, "a smaller number");
            case TokenKind.Text:
                Take();
                return new TextSyntax(token.Offset, token.Value);
            case TokenKind.QuotedName:
                Take();
                return new NameSyntax(token.Offset, token.Value);
            case TokenKind.Name when token.Is("true") || token.Is("false"):
                Take();
                return new TruthSyntax(token.Offset, token.Is("true"));
            case TokenKind.Name when !(token.Is("and") || token.Is("or") || token.Is("not") || token.Is("in")):
                Take();
                return Current.Is("(") ? new CallSyntax(token.Offset, token.Value, List("arguments")) : new NameSyntax(token.Offset, token.Value);
            case TokenKind.Symbol when token.Is("("):
                Take();
                var inner = Deeper(Either);
                Expect(")");
                return inner;
            default:
                throw Unexpected("a number, a 'text', a name or a function");
        }
    }

    List<Syntax> List(string expected)
    {
        if (!Current.Is("("))
        {
            throw Unexpected(expected);
        }

        Take();
        var items = new List<Syntax>();
        while (!Current.Is(")"))
        {
            if (items.Count > 0)
            {
                Expect(",");
            }

            items.Add(Deeper(Either));
        }

        Take();
        return items;
    }

    Syntax Deeper(Func<Syntax> part)
    {
        if (++_depth > MaxDepth)
        {
            throw Unexpected($"at most {MaxDepth} levels of nesting");
        }

        var syntax = part();
        _depth--;
        return syntax;
    }

    Token Take() => _tokens[_at++];

    void Expect(string symbol)
    {
        if (!Current.Is(symbol))
        {
            throw Unexpected(symbol == ")" ? "an operator or ')'" : "',' or ')'");
        }

        Take();
    }

    ExpressionException Unexpected(string expected) => Wrong(Current, expected);

    ExpressionException Wrong(Token token, string expected) => new(expression, token.Offset, token.Describe(), expected);
}
