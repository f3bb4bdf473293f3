using Kindred.Expressions;

namespace Kindred.Project;

/// <summary>Holds an expression in a project file against what its names mean there.</summary>
static class ExpressionCheck
{
    /// <summary>Notes what is wrong with an expression, if anything.</summary>
    /// <param name="placeOf">Where the value at a path stands.</param>
    /// <param name="types">What its value may be; a column of unknown type counts as a text.</param>
    public static void Run(
        Func<string, Place> placeOf,
        string path,
        ExpressionText expression,
        ExpressionScope scope,
        List<ProjectProblem> problems,
        params ReadOnlySpan<ExpressionType> types)
    {
        try
        {
            var compiled = Expression.Compile(expression, scope);
            if (!types.Contains(compiled.Type))
            {
                var expected = string.Join(" or ", types.ToArray().Select(ExpressionCompiler.Describe));
                var found = ExpressionCompiler.Describe(compiled.Type);
                problems.Add(new(placeOf(path), path, found, $"an expression whose value is {expected}"));
            }
        }
        catch (ExpressionException error)
        {
            problems.Add(new(error.At ?? placeOf(path), path, error.Found, error.Expected, error.Suggestion));
        }
    }
}
