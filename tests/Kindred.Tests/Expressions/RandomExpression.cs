using FsCheck;
using FsCheck.Fluent;
using Kindred.Expressions;

namespace Kindred.Tests.Expressions;

/// <summary>Well-typed expressions by chance, over the customer of <see cref="ExpressionValueTests"/>.</summary>
static class RandomExpression
{
    public static Gen<string> Of(ExpressionType type, int depth) => type switch
    {
        ExpressionType.Number => depth == 0 ? Gen.Elements("orders", "revenue", "none", "0", "2", "-1.5", "raw") : Gen.OneOf(
            Of(type, 0),
            Both(depth, "({0} + {1})", type, type),
            Both(depth, "({0} - {1})", type, type),
            Both(depth, "({0} * {1})", type, type),
            Both(depth, "({0} / {1})", type, type),
            Both(depth, "min({0}, {1})", type, type),
            Both(depth, "max({0}, {1})", type, type),
            Both(depth, "coalesce({0}, number({1}))", type, ExpressionType.Text),
            Both(depth, "if({1}, number({0}), 7)", type, ExpressionType.Truth),
            Both(depth, "if({1}, number({0}), none)", type, ExpressionType.Truth),
            One(depth, "abs({0})", type),
            One(depth, "floor({0})", type),
            One(depth, "log({0})", type),
            One(depth, "sqrt({0})", type),
            One(depth, "-({0})", type),
            One(depth, "length({0})", ExpressionType.Text),
            One(depth, "number({0})", ExpressionType.Truth)),
        ExpressionType.Text => depth == 0 ? Gen.Elements("top", "empty", "'Gifts'", "'é'", "text(raw)") : Gen.OneOf(
            Of(type, 0),
            One(depth, "upper({0})", type),
            One(depth, "trim({0})", type),
            One(depth, "substring({0}, 2, 3)", type),
            Both(depth, "concat({0}, {1})", type, type),
            Both(depth, "coalesce({0}, {1})", type, type),
            Both(depth, "if({1}, text({0}), 'x')", type, ExpressionType.Truth)),
        _ => depth == 0 ? Gen.Elements("true", "orders > 2", "none = 1", "raw = 42", "is_missing(none)", "at > '2011-01-01'", "top in ('Gifts', 'Toys')") : Gen.OneOf(
            Of(type, 0),
            Both(depth, "({0} and {1})", type, type),
            Both(depth, "({0} or {1})", type, type),
            One(depth, "(not {0})", type),
            Both(depth, "(number({0}) < {1})", ExpressionType.Number, ExpressionType.Number),
            Both(depth, "(number({0}) != {1})", ExpressionType.Number, ExpressionType.Number),
            Both(depth, "({0} = {1})", ExpressionType.Text, ExpressionType.Text),
            Both(depth, "starts_with({0}, {1})", ExpressionType.Text, ExpressionType.Text),
            One(depth, "(number({0}) not in (0, 2, 12.5))", ExpressionType.Number),
            One(depth, "is_missing({0})", ExpressionType.Number)),
    };

    static Gen<string> One(int depth, string form, ExpressionType part) => Of(part, depth - 1).Select(inner => string.Format(null, form, inner));

    static Gen<string> Both(int depth, string form, ExpressionType first, ExpressionType second) =>
        from a in Of(first, depth - 1) from b in Of(second, depth - 1) select string.Format(null, form, a, b);
}
