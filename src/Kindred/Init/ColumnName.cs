using System.Text;
using System.Text.RegularExpressions;
using Kindred.Project;

namespace Kindred.Init;

/// <summary>How columns and texts are written in expressions and keys.</summary>
static partial class ColumnName
{
    static readonly string[] Words = ["and", "or", "not", "in", "true", "false"];

    /// <summary>The name as it stands in an expression, in backquotes where it is more than a word.</summary>
    public static string InExpression(string name) =>
        Plain().IsMatch(name) && !Words.Contains(name.ToLowerInvariant()) ? name : $"`{name.Replace("`", "``")}`";

    /// <summary>A text as it stands in an expression.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''")}'";

    /// <summary>The column as a number in an expression.</summary>
    public static string AsNumber(ColumnProfile column)
    {
        var text = InExpression(column.Name);
        if (column.Style is NumberStyle.Plain && column.Currency is null)
        {
            return text;
        }

        text = column.Currency is { } sign ? $"replace({text}, {Text(sign)}, '')" : text;
        return column.Style switch
        {
            NumberStyle.DecimalComma => $"number(replace(replace({text}, '.', ''), ',', '.'))",
            NumberStyle.ThousandsComma => $"number(replace({text}, ',', ''))",
            _ => $"number(trim({text}))",
        };
    }

    /// <summary>The mapping of a field that is a number.</summary>
    public static FieldMapping Number(ColumnProfile column) => column.Style is NumberStyle.Plain && column.Currency is null
        ? new() { Column = column.Name }
        : new() { Expression = AsNumber(column) };

    /// <summary>A name of small letters, digits and underscores that begins with a letter.</summary>
    public static string Identifier(string name)
    {
        var text = new StringBuilder();
        foreach (var c in string.Join('_', NameWords.Of(name)))
        {
            text.Append(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_' ? c : 'x');
        }

        var identifier = text.ToString();
        identifier = identifier.Length > 0 && char.IsAsciiLetterLower(identifier[0]) ? identifier : $"x_{identifier}";
        return identifier[..Math.Min(identifier.Length, 60)].TrimEnd('_');
    }

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_.]*$")]
    private static partial Regex Plain();
}
