using System.Text.RegularExpressions;

namespace Kindred.Server.Collecting;

/// <summary>Takes personal data out of the queries of addresses, also of an address that stands encoded within another.</summary>
/// <param name="replace">What stands for the value of a name, or null where that is no personal data.</param>
/// <param name="within">The same text without personal data, of a value that is decoded; told how deep it stands.</param>
sealed partial class RedactedQuery(Func<string, string, string?> replace, Func<string, int, string> within)
{
    /// <summary>How deep addresses may stand within each other.</summary>
    const int Deepest = 8;

    /// <summary>The same text without personal data.</summary>
    public string Apply(string text, int depth)
    {
        if (depth > Deepest)
        {
            return text;
        }

        if (text.Contains('=', StringComparison.Ordinal))
        {
            return Parameter().Replace(text, found => Redacted(found, depth));
        }

        return text.Contains("%3D", StringComparison.OrdinalIgnoreCase) ? Encoded(text, depth) : text;
    }

    string Redacted(Match found, int depth)
    {
        var (name, value) = (found.Groups["name"].Value, found.Groups["value"].Value);

        // A form may write a name as user[email] or user.email.
        foreach (var part in Decoded(name).Split('[', ']', '.'))
        {
            if (replace(part, Decoded(value)) is { } redacted)
            {
                return $"{name}={redacted}";
            }
        }

        return $"{name}={Encoded(value, depth)}";
    }

    string Encoded(string value, int depth)
    {
        var plain = Uri.UnescapeDataString(value);
        var redacted = within(plain, depth + 1);
        return redacted == plain ? value : plain == value ? redacted : Uri.EscapeDataString(redacted);
    }

    static string Decoded(string value) => Uri.UnescapeDataString(value.Replace('+', ' '));

    [GeneratedRegex(@"(?<=^|[?&#;])(?<name>[^=?&#;\s]+)=(?<value>[^&#;\s]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
