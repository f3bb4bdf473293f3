using Spectre.Console;

namespace Kindred.Cli;

/// <summary>Rows in columns without lines around them, which reads well on a terminal and in a file.</summary>
static class PlainTable
{
    /// <summary>A table with a heading for each column.</summary>
    public static Table Of(params IEnumerable<TableColumn> headings)
    {
        var table = new Table().NoBorder();
        foreach (var heading in headings)
        {
            heading.Padding = new(0, 0, 2, 0);
            table.AddColumn(heading);
        }

        return table;
    }

    /// <summary>Writes rows without headings, a little to the right.</summary>
    public static void Write(IAnsiConsole console, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return;
        }

        var table = Of(all[0].Select(_ => new TableColumn(""))).HideHeaders();
        foreach (var row in all)
        {
            table.AddRow([.. row.Select((cell, i) => new Text(i == 0 ? "  " + cell : cell))]);
        }

        console.Write(table);
    }
}
