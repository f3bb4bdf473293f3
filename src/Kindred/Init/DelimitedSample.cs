using System.Globalization;
using Kindred.Project;

namespace Kindred.Init;

/// <summary>Finds the delimiter and the header of a text file.</summary>
static class DelimitedSample
{
    const int Tried = 500;

    static readonly char[] Delimiters = [',', ';', '\t', '|', DelimitedText.Blanks];

    /// <exception cref="DefinitionException">The lines have no columns in common.</exception>
    public static TableSample Read(FileSample sample)
    {
        var delimiter = Delimiter(sample);
        var records = DelimitedText.Records(sample.Head, delimiter).ToList();
        var width = Width(records);
        var head = records.Where(record => record.Length == width).ToList();
        var header = HasHeader(head);
        var columns = header ? head[0] : Enumerable.Range(1, width).Select(i => $"column_{i}").ToArray();
        var spread = sample.Spread
            .Select(line => DelimitedText.Split(line, delimiter))
            .Where(record => !record.Open && record.Values.Length == width)
            .Select(record => record.Values);
        head = header ? head[1..] : head;
        var format = delimiter switch { '\t' => SourceFormat.Tsv, DelimitedText.Blanks => SourceFormat.Whitespace, _ => SourceFormat.Csv };
        var written = format is SourceFormat.Csv ? delimiter : ',';
        return new(sample.Path, format, written, header, columns, [.. head, .. spread], head.Count, sample.Whole)
        {
            Encoding = sample.Encoding,
            Broken = sample.Broken,
        };
    }

    /// <summary>The delimiter by which most lines have the same number of values; among equals the one with the most values.</summary>
    static char Delimiter(FileSample sample)
    {
        var best = Delimiters
            .Select((delimiter, rank) =>
            {
                var records = DelimitedText.Records([.. sample.Head.Take(Tried)], delimiter).ToList();
                var width = records.Count == 0 ? 0 : Width(records);
                var share = width < 2 ? 0 : (double)records.Count(record => record.Length == width) / records.Count;

                // Blanks stand in many texts: they delimit only where nothing else does.
                return (delimiter, Share: delimiter == DelimitedText.Blanks && share < 0.98 ? 0 : share, Width: width, rank);
            })
            .OrderByDescending(found => found.Share > 0.8 && found.delimiter != DelimitedText.Blanks)
            .ThenByDescending(found => Math.Round(found.Share, 1))
            .ThenByDescending(found => found.Width)
            .ThenBy(found => found.rank)
            .First();
        return best.Share > 0.5
            ? best.delimiter
            : throw new DefinitionException(
                "files", $"{sample.Path} is not a table: no delimiter (comma, semicolon, tab, bar, blanks) gives its lines the same number of values.");
    }

    static int Width(List<string[]> records) =>
        records.GroupBy(record => record.Length).OrderByDescending(group => group.Count()).ThenByDescending(group => group.Key).First().Key;

    /// <summary>Whether the first line names the columns: it is all words, and below it stands something else.</summary>
    static bool HasHeader(List<string[]> records)
    {
        var first = records[0];
        if (first.Count(string.IsNullOrEmpty) > 1 || first.Any(IsValue))
        {
            return false;
        }

        var body = records.Skip(1).Take(Tried).ToList();
        var typed = body.Count > 0 && Enumerable.Range(0, first.Length).Any(i => body.All(record => record[i].Length == 0 || IsValue(record[i])));
        var different = first.Distinct(StringComparer.OrdinalIgnoreCase).Count() == first.Length;
        return typed || (different && !Enumerable.Range(0, first.Length).Any(i => body.Any(record => record[i] == first[i])));
    }

    /// <summary>A number or something with digits that could be a time; names of columns are neither.</summary>
    static bool IsValue(string text) =>
        double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _)
        || (text.Length >= 6 && char.IsAsciiDigit(text[0]) && text.Count(char.IsAsciiDigit) >= 5);
}
