using Kindred.ClickHouse;

namespace Kindred.Expressions;

/// <summary>A compiled part of an expression.</summary>
/// <param name="MayBeMissing">Whether it can be NULL; only numbers and times can.</param>
readonly record struct Value(ExpressionType Type, Sql Sql, bool MayBeMissing)
{
    /// <summary>A condition that holds where the value is there, or null where it always is.</summary>
    public Sql? Present => Type switch
    {
        ExpressionType.Text or ExpressionType.Raw => $"{Sql} != ''",
        _ when MayBeMissing => $"isNotNull({Sql})",
        _ => null,
    };

    /// <summary>The SQL where the value is known to be there. Engines differ in what they let stand beside NULL, but never in this.</summary>
    public Sql Plain => MayBeMissing switch
    {
        true => $"assumeNotNull({Sql})",
        false => Sql,
    };

    public static Value Number(Sql sql, bool mayBeMissing) => new(ExpressionType.Number, sql, mayBeMissing);

    public static Value Text(Sql sql) => new(ExpressionType.Text, sql, false);

    public static Value Truth(Sql sql) => new(ExpressionType.Truth, sql, false);

    public static Value Time(Sql sql, bool mayBeMissing) => new(ExpressionType.Time, sql, mayBeMissing);
}
