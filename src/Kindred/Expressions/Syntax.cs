namespace Kindred.Expressions;

/// <summary>A part of a parsed expression, with the offset it begins at.</summary>
abstract record Syntax(int Offset);

sealed record NumberSyntax(int Offset, double Value) : Syntax(Offset);

sealed record TextSyntax(int Offset, string Value) : Syntax(Offset);

sealed record TruthSyntax(int Offset, bool Value) : Syntax(Offset);

sealed record NameSyntax(int Offset, string Name) : Syntax(Offset);

/// <summary><c>not x</c> or <c>-x</c>.</summary>
sealed record UnarySyntax(int Offset, string Operator, Syntax Operand) : Syntax(Offset);

/// <summary>Two operands; the offset is that of the operator.</summary>
sealed record BinarySyntax(int Offset, string Operator, Syntax Left, Syntax Right) : Syntax(Offset);

/// <summary><c>x in ('a', 'b')</c>.</summary>
sealed record InSyntax(int Offset, Syntax Value, IReadOnlyList<Syntax> Choices) : Syntax(Offset);

sealed record CallSyntax(int Offset, string Function, IReadOnlyList<Syntax> Arguments) : Syntax(Offset);
