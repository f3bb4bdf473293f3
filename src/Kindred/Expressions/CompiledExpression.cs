using Kindred.ClickHouse;

namespace Kindred.Expressions;

/// <summary>An expression as SQL that gives equal results on every engine.</summary>
/// <param name="MayBeMissing">Whether a number or time can be NULL; a text is missing when it is empty, a truth never.</param>
/// <param name="Texts">The texts written in it, which tell for example the events it counts.</param>
/// <param name="Names">The names used in it.</param>
public sealed record CompiledExpression(
    Sql Sql, ExpressionType Type, bool MayBeMissing, IReadOnlyCollection<string> Texts, IReadOnlyCollection<string> Names);
