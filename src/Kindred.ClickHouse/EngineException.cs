using System.Globalization;
using System.Text.RegularExpressions;

namespace Kindred.ClickHouse;

/// <summary>The engine refused or failed.</summary>
public sealed partial class EngineException : Exception
{
    internal EngineException(int code, string codeName, string message)
        : base(message) => (Code, CodeName) = (code, codeName);

    /// <summary>ClickHouse's number for the error; 0 when it came from this side.</summary>
    public int Code { get; }

    /// <summary>ClickHouse's name for the error, such as UNKNOWN_TABLE; empty when the engine does not say.</summary>
    public string CodeName { get; }

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
        var advice = Advice(code);
        return new(code, match.Groups["name"].Value, advice.Length == 0 ? message : $"{message} {advice}");
    }

    // The engine quotes the query, which may hold personal data, after these words.
    static string Shorten(string message)
    {
        message = Quotation().Replace(message.Split('\n')[0], "").Trim().TrimEnd('.', ':', ',', ' ');
        return (message.Length > 300 ? message[..300] + "…" : message) + ".";
    }

    static string Advice(int code) => code switch
    {
        16 or 47 => "Check the column's name; DESCRIBE TABLE lists them.",
        60 => "Check the table's name; SHOW TABLES lists them.",
        81 => "Check the database's name; SHOW DATABASES lists them.",
        62 => "Check the query's spelling near that place.",
        46 or 63 => "The engine in use may be too old or too new for this function; docs/sql-portability.md lists what all have.",
        53 or 43 => "Check that the values on both sides have the same type.",
        6 or 27 or 72 or 26 or 38 or 41 => "A value does not look like its column's type; check the file's format and the column's mapping.",
        159 => "Ask for less at once, or allow more time.",
        173 or 241 => "Allow the engine more memory, or ask for fewer rows at once.",
        243 or 1001 => "Check that the disk has room and the folder can be written.",
        107 or 79 => "Check that the file exists and can be read.",
        192 or 193 or 194 or 516 => "Check the user name and password.",
        _ => "",
    };

    [GeneratedRegex(
        @"Code: (?<code>\d+)(?:\. |, e\.displayText\(\) = )DB::Exception: (?<message>.*?)(?:\((?<name>[A-Z][A-Z0-9_]+)\)|, e\.what\(\)|$)",
        RegexOptions.Singleline)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"((: |, )?(In|in|while processing|While processing|while executing|While executing|While) (scope|query|function|file)?\s?.*|(?<=position \d+ ?(\([^)]*\))?)[: ].*|Stack trace.*|: SELECT .*)$")]
    private static partial Regex Quotation();
}
