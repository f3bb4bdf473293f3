using System.Text.Json;
using Kindred.Project;

namespace Kindred.Init;

/// <summary>Reads JSON lines as a table of their top-level keys.</summary>
static class JsonSample
{
    public static bool Looks(FileSample sample) => sample.Head.Count > 0 && sample.Head[0].TrimStart().StartsWith('{');

    /// <summary>Whether a line begins a list of JSON objects.</summary>
    public static bool Opens(string line) => line.AsSpan(1).TrimStart() is "" or ['{', ..];

    public static TableSample Read(FileSample sample, SourceFormat format = SourceFormat.Jsonl)
    {
        var (columns, rows) = (new List<string>(), new List<Dictionary<string, string>>());
        var nested = new SortedSet<string>(StringComparer.Ordinal);
        var (broken, head) = (0, 0);
        foreach (var line in sample.Head.Concat(sample.Spread))
        {
            if (Values(line, nested) is { } values)
            {
                rows.Add(values);
                columns.AddRange(values.Keys.Where(key => !columns.Contains(key)));
            }
            else
            {
                broken++;
            }

            head = rows.Count <= sample.Head.Count ? rows.Count : head;
        }

        if (rows.Count == 0)
        {
            throw new DefinitionException("files", $"{sample.Path} begins with a brace but holds no JSON objects, one a line.");
        }

        List<string> notes = [];
        notes.AddRange(nested.Count == 0 ? [] : [$"Objects and lists within the rows are left out: {string.Join(", ", nested)}."]);
        notes.AddRange(broken == 0 ? [] : [$"{broken} of the lines looked at are not JSON objects."]);
        return new(
            sample.Path,
            format,
            ',',
            true,
            columns,
            [.. rows.Select(row => columns.Select(column => row.GetValueOrDefault(column, "")).ToArray())],
            Math.Min(head, sample.Head.Count),
            sample.Whole)
        { Notes = notes };
    }

    static Dictionary<string, string>? Values(string line, SortedSet<string> nested)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                return null;
            }

            var values = new Dictionary<string, string>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                {
                    nested.Add(property.Name);
                }
                else
                {
                    values[property.Name] = property.Value.ValueKind is JsonValueKind.Null ? "" : property.Value.ToString();
                }
            }

            return values;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
