using System.Text;
using Kindred.Events;

namespace Kindred.Project;

/// <summary>What a value must be beyond its type; the reader and the JSON Schema both go by it.</summary>
[AttributeUsage(AttributeTargets.Property)]
abstract class ValueRuleAttribute : Attribute
{
    /// <summary>What is expected, to be read after that word.</summary>
    public abstract string Expected { get; }

    /// <summary>A regular expression that valid texts match, where there is one.</summary>
    public virtual string? Pattern => null;

    /// <summary>Valid values, where they can be listed, to suggest the nearest from.</summary>
    public virtual IEnumerable<string> Valid => [];

    public abstract bool Allows(object value);
}

/// <summary>A name that can stand in an expression and in a table.</summary>
sealed class IdentifierAttribute : ValueRuleAttribute
{
    public override string Expected => "small letters, digits and underscores, a letter first, at most 60";

    public override string Pattern => "^[a-z][a-z0-9_]{0,59}$";

    public override bool Allows(object value) =>
        value is string { Length: > 0 and <= 60 } text && char.IsAsciiLetterLower(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}

/// <summary>An ISO 4217 code, by its shape.</summary>
sealed class CurrencyCodeAttribute : ValueRuleAttribute
{
    public override string Expected => "an ISO 4217 code such as EUR, GBP or USD";

    public override string Pattern => "^[A-Z]{3}$";

    public override bool Allows(object value) => value is string { Length: 3 } text && text.All(char.IsAsciiLetterUpper);
}

/// <summary>A time zone of the IANA database.</summary>
sealed class TimeZoneNameAttribute : ValueRuleAttribute
{
    public override string Expected => "an IANA time zone such as UTC, Europe/London or America/New_York";

    public override IEnumerable<string> Valid => TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id);

    public override bool Allows(object value) => value is string text && TimeZoneInfo.TryFindSystemTimeZoneById(text, out _);
}

/// <summary>A character encoding that files can be read with.</summary>
sealed class EncodingNameAttribute : ValueRuleAttribute
{
    public override string Expected => "a character encoding such as utf-8, windows-1252, iso-8859-1 or utf-16";

    public override bool Allows(object value)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return value is string text && Encoding.GetEncoding(text) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>A number within bounds, both included.</summary>
sealed class BetweenAttribute(int least, int most) : ValueRuleAttribute
{
    public int Least => least;

    public int Most => most;

    public override string Expected => least == most ? $"{least}" : $"a number from {least} to {most}";

    public override bool Allows(object value) => value is int number && number >= least && number <= most;
}

/// <summary>The name of a secret, which is never the secret itself.</summary>
sealed class SecretNameAttribute : ValueRuleAttribute
{
    public override string Expected => "the name of a secret in capitals, digits and underscores, such as SHOP_PASSWORD; the secret itself never stands in this file";

    public override string Pattern => "^[A-Z][A-Z0-9_]*$";

    public override bool Allows(object value) =>
        value is string { Length: > 0 } text && char.IsAsciiLetterUpper(text[0]) && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');
}

/// <summary>How far to read back: a time, or a number where the mark is one.</summary>
sealed class OverlapAttribute : ValueRuleAttribute
{
    public override string Expected => "a time such as 30m, 1h or 7d, or a whole number where the mark is a number";

    public override string Pattern => "^([0-9]+|([0-9]+(ms|s|m|h|d))+)$";

    public override bool Allows(object value) =>
        value is string text && (Duration.Parse(text) is not null || (text.Length is > 0 and < 19 && text.All(char.IsAsciiDigit)));
}

/// <summary>A list of addresses of servers, at least one.</summary>
sealed class ServerAddressesAttribute : ValueRuleAttribute
{
    public override string Expected => "one or more addresses such as http://clickhouse-1:8123, without user, path or password";

    public override bool Allows(object value) => value is IReadOnlyList<string> { Count: > 0 } list && list.All(IsServer);

    static bool IsServer(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" };
}

/// <summary>A list that is not empty.</summary>
sealed class FilledAttribute : ValueRuleAttribute
{
    public override string Expected => "at least one";

    public override bool Allows(object value) => value is System.Collections.ICollection { Count: > 0 };
}

/// <summary>A mapping whose keys are fields of the events table.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class EventFieldKeysAttribute : Attribute
{
    public bool NumbersOnly { get; init; }

    public IEnumerable<string> Names => EventField.All
        .Where(column => !NumbersOnly || column.Type is EventFieldType.Number or EventFieldType.Integer)
        .Select(column => column.Name);
}
