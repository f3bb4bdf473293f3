using System.Collections;
using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Kindred.ClickHouse;
using Kindred.Collect;
using Kindred.Queries;
using Spectre.Console;

namespace Kindred.Cli;

/// <summary>kindred sql</summary>
static partial class SqlCommand
{
    static readonly Argument<string> Text = new("QUERY")
    {
        Description = "A SELECT in ClickHouse's SQL; SHOW TABLES and DESCRIBE TABLE tell what there is.",
    };

    static readonly Option<int> Most = new("--limit")
    {
        Description = "The most rows to print, 1,000 where left out.",
        HelpName = "N",
        DefaultValueFactory = _ => 1000,
        Validators = { Shared.Within(1, int.MaxValue, "a number above 0") },
    };

    public static Verb Make() => new(
        "sql",
        "Ask the project's data a question in SQL. Nothing can be changed this way.",
        [
            new("kindred sql \"SHOW TABLES\"", "The tables there are."),
            new("kindred sql \"SELECT event, count() AS times FROM events GROUP BY event ORDER BY times DESC\"", "What happened how often."),
            new("kindred sql \"SELECT * FROM events\" --limit 100000 --json > events.json", "Rows for another program."),
        ],
        RunAsync)
    {
        Text,
        Most,
    };

    static async Task<int> RunAsync(ParseResult line, Output output, CancellationToken cancellation)
    {
        var (project, limits) = (Shared.OpenProject(line), new EngineLimits { ReadOnly = true });
        await using var engine = project.Definition.Cluster is null
            ? await Shared.OpenStoreAsync(project, limits, cancellation)
            : EventCluster.Connect(project, limits).First;
        var result = await output.WatchAsync(
            progress =>
            {
                progress.Report(new("Query"));
                return Query.RunAsync(engine, line.GetRequiredValue(Text), line.GetValue(Most), cancellation);
            });
        output.Print(Plain(result), console => Show(console, result));
        if (result.Rows.Count == line.GetValue(Most))
        {
            output.Say($"Stopped at {result.Rows.Count} rows; --limit allows for more.");
        }

        return ExitCode.Done;
    }

    static object Plain(QueryResult result) => new
    {
        result.Columns,
        Rows = result.Rows.Select(row => result.Columns.Zip(row).DistinctBy(cell => cell.First.Name)
            .ToDictionary(cell => cell.First.Name, cell => cell.Second)),
    };

    static void Show(IAnsiConsole console, QueryResult result)
    {
        if (result.Rows.Count == 0)
        {
            console.WriteLine("No rows.");
            return;
        }

        var table = PlainTable.Of(result.Columns.Select(Heading));
        foreach (var row in result.Rows)
        {
            table.AddRow([.. row.Select(value => new Text(Cell(value)))]);
        }

        console.Write(table);
    }

    static TableColumn Heading(QueryColumn column)
    {
        var heading = new TableColumn(new Text(column.Name, new(decoration: Decoration.Bold)));
        return Number().IsMatch(column.Type) ? heading.RightAligned() : heading;
    }

    [GeneratedRegex(@"^(Nullable\()?(U?Int|Float|Decimal)")]
    private static partial Regex Number();

    static string Cell(object? value) => value switch
    {
        null => "",
        string text => text,
        DateTimeOffset time => time.ToString(time.Millisecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Cell))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
