using System.Globalization;
using System.Text.RegularExpressions;
using Kindred.ClickHouse;

namespace Kindred.Queries;

/// <summary>Questions in SQL from a person who may look at everything and change nothing.</summary>
public static partial class Query
{
    const int UnknownFunction = 46;
    const int SyntaxError = 62;
    const int Forbidden = 164;

    /// <summary>Answers one SELECT; SHOW TABLES and DESCRIBE are understood as well.</summary>
    /// <param name="engine">Opened with <see cref="EngineLimits.ReadOnly"/>, which is what keeps changes and table functions out.</param>
    /// <param name="text">What the person wrote.</param>
    /// <param name="most">The most rows to answer; the query is stopped there.</param>
    /// <exception cref="DefinitionException">The text is no question, or one that reaches outside the project.</exception>
    public static async Task<QueryResult> RunAsync(Engine engine, string text, int most, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var question = Listing(text) ?? Question(await NormalAsync(engine, text, cancellation));
        List<QueryColumn> columns = [];
        List<IReadOnlyList<object?>> rows = [];
        try
        {
            await foreach (var block in engine.StreamAsync(question, cancellation))
            {
                columns = [.. block.Columns.Select(c => new QueryColumn(c.Name, c.Type))];
                rows.AddRange(Enumerable.Range(0, Math.Min(block.Rows, most - rows.Count)).Select(row => Values(block, row)));
                if (rows.Count == most)
                {
                    break;
                }
            }
        }
        catch (EngineException refused) when (refused.Code == Forbidden)
        {
            throw Outside();
        }

        return new(columns, rows);
    }

    static IReadOnlyList<object?> Values(Block block, int row) => [.. block.Columns.Select(c => c[row])];

    /// <summary>The engine's own spelling of the text: one statement, without comments, each string between single quotes.</summary>
    static async Task<string> NormalAsync(Engine engine, string text, CancellationToken cancellation)
    {
        try
        {
            return await engine.ValueAsync<string>($"SELECT formatQuerySingleLine({text})", cancellation);
        }
        catch (EngineException old) when (old.Code == UnknownFunction)
        {
            return text; // such engines let no part of a query lift the ban on writing, and have no file function
        }
        catch (EngineException misread) when (misread.Code == SyntaxError)
        {
            throw Misread(text, Position().Match(misread.Message));
        }
    }

    static DefinitionException Misread(string text, Match position)
    {
        var rest = position.Success ? text[Math.Min(text.Length, int.Parse(position.Value, CultureInfo.InvariantCulture) - 1)..] : "";
        var place = rest.Length == 0 ? "its end" : $"'{(rest.Length > 30 ? rest[..30] + "…" : rest)}'";
        return new("sql", $"The query cannot be read at {place}; one SELECT is expected.");
    }

    /// <summary>The question that SHOW TABLES or DESCRIBE stands for, or null where the text is neither.</summary>
    internal static Sql? Listing(string text)
    {
        if (ShowTables().IsMatch(text))
        {
            return $"SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name";
        }

        if (Describe().Match(text) is { Success: true } described)
        {
            return $"SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {described.Groups["name"].Value}";
        }

        return null;
    }

    /// <summary>A text in the engine's spelling as a subquery, where nothing but a SELECT is grammar.</summary>
    internal static Sql Question(string normal)
    {
        var bare = Quoted().Replace(normal, "''");
        if (!Select().IsMatch(bare))
        {
            throw new DefinitionException("sql", "Only questions are answered here, since nothing may be changed: begin with SELECT or WITH.");
        }

        return Output().IsMatch(bare) ? throw new DefinitionException("sql", "FORMAT and INTO OUTFILE are not for here: --json prints rows for programs.")
            : Reach().IsMatch(bare) ? throw Outside()
            : Sql.Trusted($"SELECT * FROM ({normal})");
    }

    static DefinitionException Outside() =>
        new("sql", "Only the project's own tables can be read here, and no settings changed. SHOW TABLES lists the tables.");

    [GeneratedRegex(@"(?<=failed at position )\d+")]
    private static partial Regex Position();

    [GeneratedRegex(@"^\s*SHOW\s+TABLES\s*;?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex ShowTables();

    [GeneratedRegex(@"^\s*(DESCRIBE|DESC)\s+(TABLE\s+)?`?(?<name>\w+)`?\s*;?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Describe();

    [GeneratedRegex(@"'(\\.|[^'\\])*'|`(\\.|[^`\\])*`", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^[\s(]*(SELECT|WITH)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Select();

    [GeneratedRegex(@"\bINTO OUTFILE\b|\bFORMAT \w+$")]
    private static partial Regex Output();

    // What the engine allows although it may only read: a setting within a subquery, and the function that reads any file.
    [GeneratedRegex(@"\bSETTINGS \w+ =|\bfile\(", RegexOptions.IgnoreCase)]
    private static partial Regex Reach();
}

/// <summary>A column of a result, with its type as the engine writes it.</summary>
public sealed record QueryColumn(string Name, string Type);

/// <summary>The answer to a question; there are no columns either where there are no rows.</summary>
public sealed record QueryResult(IReadOnlyList<QueryColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);
