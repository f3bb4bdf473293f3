using System.Globalization;
using System.Text.RegularExpressions;

namespace Kindred.ClickHouse;

/// <summary>The engine refused or failed.</summary>
public sealed partial class EngineException : Exception
{
    const string NoRoom = "The disk is full: make room, or give the engine another spill folder.";

    /// <summary>Errors about a value, which the engine quotes.</summary>
    static readonly int[] ParsingCodes = [6, 26, 27, 38, 41, 72, 117, 321];

    static readonly string[] QuotesFollow =
    [
        " in scope ", "in query", ": while ", "(while ", " while executing", "while processing", "required columns", "there are columns",
        ". note: ", " maybe you meant", ": in file", "stack trace", "select ",
    ];

    internal EngineException(int code, string codeName, string message)
        : base(message) => (Code, CodeName) = (code, codeName);

    /// <summary>ClickHouse's number for the error; 0 when it came from this side.</summary>
    public int Code { get; }

    /// <summary>ClickHouse's name for the error, such as UNKNOWN_TABLE; empty when the engine does not say.</summary>
    public string CodeName { get; }

    /// <summary>There is no room on the disk.</summary>
    internal static EngineException Full() => new(243, "NOT_ENOUGH_SPACE", NoRoom);

    /// <summary>An error as an engine of any age words it.</summary>
    internal static EngineException Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return new(0, "", $"The engine failed: {Shorten(text)}");
        }

        var code = int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture);
        var message = Shorten(match.Groups["message"].Value);
        if (ParsingCodes.Contains(code))
        {
            message = Quoted().Replace(message, "'…'");
        }

        var advice = text.Contains("No space left", StringComparison.Ordinal) ? NoRoom : Advice(code);
        return new(code, match.Groups["name"].Value, string.Join(' ', new[] { message, Suggestion(text), advice }.Where(s => s.Length > 0)));
    }

    /// <summary>The first line up to where the engine begins to quote the query, which may hold personal data.</summary>
    static string Shorten(string message)
    {
        var line = message.Split('\n')[0];
        line = Position().Match(line) is { Success: true } position ? line[..(position.Index + position.Length)] : line;
        var end = QuotesFollow.Select(q => line.IndexOf(q, StringComparison.OrdinalIgnoreCase)).Where(i => i > 0).DefaultIfEmpty(line.Length).Min();
        line = line[..Math.Min(end, 300)].TrimEnd('.', ':', ',', ' ', '(');
        return line + (line.Length == 300 ? "…" : ".");
    }

    static string Suggestion(string text) => Meant().Match(text) is { Success: true } meant ? $"Is it {meant.Groups[1].Value}?" : "";

    static string Advice(int code) => code switch
    {
        16 or 47 => "Check the column's name; DESCRIBE TABLE lists them.",
        60 => "Check the table's name; SHOW TABLES lists them.",
        81 => "Check the database's name; SHOW DATABASES lists them.",
        62 => "Check the query's spelling near that place.",
        46 or 63 => "This engine may be too old or too new for the function; docs/sql-portability.md lists what all have.",
        53 or 43 => "Check the types of the values there.",
        _ when ParsingCodes.Contains(code) => "A value does not look like its column's type; check the file's format and the column's mapping.",
        159 => "Ask for less at once, or allow more time.",
        173 or 241 => "Allow the engine more memory, or ask for fewer rows at once.",
        243 => NoRoom,
        354 or 561 => "The file is cut off or damaged: fetch or make it again.",
        107 or 79 or 400 => "Check that the file exists and can be read.",
        192 or 193 or 194 or 516 => "Check the user name and password.",
        _ => "",
    };

    [GeneratedRegex(
        @"Code: (?<code>\d+)(?:\. |, e\.displayText\(\) = )DB::\w*Exception: (?<message>.*?)(?:\((?<name>[A-Z][A-Z0-9_]+)\)|, e\.what\(\)|$)",
        RegexOptions.Singleline)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"failed at position \d+( \(\w{1,40}\))?")]
    private static partial Regex Position();

    [GeneratedRegex(@"Maybe you meant: \[([^\]]{1,100})\]")]
    private static partial Regex Meant();

    [GeneratedRegex("'[^']*'|\"[^\"]*\"")]
    private static partial Regex Quoted();
}
