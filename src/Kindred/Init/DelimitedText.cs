using System.Text;

namespace Kindred.Init;

/// <summary>Cuts lines into values, by a delimiter with quotes as in RFC 4180, or by runs of blanks.</summary>
static class DelimitedText
{
    /// <summary>Stands for any number of blanks and tabs.</summary>
    public const char Blanks = '\0';

    /// <summary>The records of lines that follow one another; a quoted value may go on in the next line.</summary>
    public static IEnumerable<string[]> Records(IReadOnlyList<string> lines, char delimiter)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var (values, open) = Split(lines[i], delimiter);
            var text = lines[i];
            for (var more = 0; open && more < 100 && i + 1 < lines.Count; more++)
            {
                text += "\n" + lines[++i];
                (values, open) = Split(text, delimiter);
            }

            yield return values;
        }
    }

    /// <summary>The values of a record, and whether its last quote is still open.</summary>
    public static (string[] Values, bool Open) Split(string record, char delimiter)
    {
        if (delimiter == Blanks)
        {
            return (record.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries), false);
        }

        if (!record.Contains('"'))
        {
            return (Array.ConvertAll(record.Split(delimiter), value => value.Trim()), false);
        }

        var (values, value, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < record.Length; i++)
        {
            var c = record[i];
            if (quoted && c == '"' && i + 1 < record.Length && record[i + 1] == '"')
            {
                value.Append('"');
                i++;
            }
            else if (c == '"' && (quoted || string.IsNullOrWhiteSpace(value.ToString())))
            {
                quoted = !quoted;
            }
            else if (c == delimiter && !quoted)
            {
                values.Add(value.ToString().Trim());
                value.Clear();
            }
            else
            {
                value.Append(c);
            }
        }

        values.Add(value.ToString().Trim());
        return ([.. values], quoted);
    }
}
