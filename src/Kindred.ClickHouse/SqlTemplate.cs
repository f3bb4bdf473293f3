using System.Text.RegularExpressions;

namespace Kindred.ClickHouse;

/// <summary>A query with places for values, written <c>{name}</c>.</summary>
public sealed partial class SqlTemplate(string name, string text)
{
    /// <summary>The query with its values. Each place needs one, and each value a place.</summary>
    /// <exception cref="ArgumentException">A place stays empty, or a value has no place.</exception>
    public Sql Fill(params ReadOnlySpan<(string Name, Literal Value)> values)
    {
        var (known, used) = (new Dictionary<string, Literal>(), new HashSet<string>());
        foreach (var (key, value) in values)
        {
            known.Add(key, value);
        }

        // One pass over the template only: what a value contains is never looked at again.
        var filled = Place().Replace(text, place =>
        {
            var key = place.Groups[1].Value;
            used.Add(key);
            return known.TryGetValue(key, out var value)
                ? value.ToString()
                : throw new ArgumentException($"{name} has a place {{{key}}}, but no value was given for it.");
        });
        return known.Keys.FirstOrDefault(k => !used.Contains(k)) is { } unknown
            ? throw new ArgumentException($"{name} has no place {{{unknown}}}.")
            : Sql.Trusted(filled);
    }

    [GeneratedRegex(@"\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Place();
}
