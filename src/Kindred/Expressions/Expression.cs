namespace Kindred.Expressions;

/// <summary>The one small language in which conditions and computed values are written everywhere.</summary>
public static class Expression
{
    /// <summary>Checks that an expression can be read, whatever its names mean.</summary>
    /// <exception cref="ExpressionException">It cannot.</exception>
    public static void Check(ExpressionText expression) => ExpressionParser.Parse(expression);

    /// <summary>An expression as SQL.</summary>
    /// <exception cref="ExpressionException">It cannot be read, a name or function is unknown, or types do not fit.</exception>
    public static CompiledExpression Compile(ExpressionText expression, ExpressionScope scope)
    {
        var compiler = new ExpressionCompiler(expression, scope);
        return Compiled(compiler, compiler.Compile(ExpressionParser.Parse(expression)));
    }

    /// <summary>A condition as SQL that is 1 or 0, never missing.</summary>
    /// <exception cref="ExpressionException">As <see cref="Compile"/>, or it is not true or false.</exception>
    public static CompiledExpression CompileCondition(ExpressionText expression, ExpressionScope scope)
    {
        var compiler = new ExpressionCompiler(expression, scope);
        return Compiled(compiler, compiler.Condition(ExpressionParser.Parse(expression)));
    }

    static CompiledExpression Compiled(ExpressionCompiler compiler, Value value) => new(
        value.Type is ExpressionType.Number ? $"toFloat64({value.Sql})" : value.Sql,
        value.Type is ExpressionType.Raw ? ExpressionType.Text : value.Type,
        value.MayBeMissing,
        compiler.Texts,
        compiler.Names);
}
