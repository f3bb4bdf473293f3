using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Kindred.ClickHouse;

/// <summary>Query text that is safe to run: constant text with values written by <see cref="Literal"/>.</summary>
/// <remarks>
/// Written as an interpolated string, <c>Sql sql = $"SELECT count() FROM events WHERE user_id = {id}"</c>, or loaded from a file with
/// <see cref="Load"/>. A string that was put together elsewhere does not convert to it, so values cannot slip in unescaped.
/// </remarks>
[InterpolatedStringHandler]
public sealed partial class Sql
{
    readonly StringBuilder _text;

    public Sql(int literalLength, int formattedCount) => _text = new(literalLength + (16 * formattedCount));

    Sql(string text) => _text = new(text);

    /// <summary>Text as a person or a file gave it, to be run as it is.</summary>
    public static Sql Trusted(string text) => new(text);

    /// <summary>The name of a table or column in backquotes.</summary>
    /// <exception cref="ArgumentException">It has other characters than letters, digits and underscores, or begins with a digit.</exception>
    public static Sql Identifier(string name) => Word().IsMatch(name)
        ? new($"`{name}`")
        : throw new ArgumentException($"'{name}' is not a name: it needs letters, digits and underscores and no digit first.", nameof(name));

    /// <summary>The name of a column as a file gives it, which can be any text, in backquotes.</summary>
    public static Sql Quoted(string name) =>
        new($"`{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`");

    /// <summary>Fragments one after another with text between them.</summary>
    public static Sql Join(string separator, IEnumerable<Sql> fragments) => new(string.Join(separator, fragments));

    /// <summary>A query from a <c>.sql</c> file embedded in the calling assembly, such as <c>Features/Features.sql</c>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SqlTemplate Load(string name)
    {
        var assembly = Assembly.GetCallingAssembly();
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"{assembly.GetName().Name} has no query {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return new(name, reader.ReadToEnd());
    }

    /// <summary>For the compiler: constant text.</summary>
    public void AppendLiteral(string value) => _text.Append(value);

    /// <summary>For the compiler: a value or a fragment.</summary>
    public void AppendFormatted(Literal value) => _text.Append(value.ToString());

    /// <summary>The text as the engine gets it.</summary>
    public override string ToString() => _text.ToString();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Word();
}
