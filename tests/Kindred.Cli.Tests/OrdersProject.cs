using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>A project of files of orders, in a folder of its own, that the program itself works on.</summary>
public sealed class OrdersProject : IDisposable
{
    public const string Header = "time,customer,order,worth\n";

    public const string Definition = """
        name: Shop
        sources:
          - name: orders
            files: ["orders*.csv"]
            map:
              event: { constant: Order Completed }
              occurred_at: time
              user_id: customer
              order_id: order
              revenue: worth
        segments:
          - id: behaviour
            features: [orders, revenue, inactive_days]
            clusters: 2..4
        """;

    readonly TemporaryFolder _folder = new();

    public OrdersProject() => Write("kindred.yaml", Definition);

    public string Path => _folder.Path;

    public string Store => _folder.File(".kindred/store");

    /// <summary>Half of the customers order often, half once.</summary>
    public static string Rows(int customers, string prefix = "c") => string.Concat(
        from customer in Enumerable.Range(0, customers)
        from order in Enumerable.Range(0, customer % 2 == 0 ? 8 : 1)
        let day = new DateOnly(2026, 1 + (customer % 3), 1 + ((customer + order) % 28))
        select string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd} 12:00:00,{prefix}{customer},{prefix}{customer}-{order},{(customer % 2 == 0 ? 100 : 5) + (customer % 5)}\n"));

    public string File(string name) => _folder.File(name);

    public void Write(string name, string text) => System.IO.File.WriteAllText(File(name), text);

    public Task<Run> RunAsync(params string[] more) => Run.KindredAsync(["run", "--quiet", "--dir", Path, .. more]);

    /// <summary>The program at work on the project.</summary>
    public Process Start(params string[] options) => Run.Start(["run", "--dir", Path, .. options]);

    /// <summary>Waits until a run has begun to change the store.</summary>
    public async Task BegunAsync(Process run)
    {
        while (!Directory.Exists(System.IO.Path.Combine(Store, "saved")) && !run.HasExited)
        {
            await Task.Delay(5);
        }
    }

    /// <summary>How many rows each table of the store has.</summary>
    public async Task<string> CountsAsync()
    {
        var tables = await SqlAsync("SELECT name, total_rows FROM system.tables WHERE database = currentDatabase() ORDER BY name");
        return string.Join(", ", tables.Select(table => table.GetRawText()));
    }

    public async Task<IReadOnlyList<JsonElement>> SqlAsync(string question)
    {
        var run = await Run.KindredAsync("sql", "--json", "--quiet", "--dir", Path, question);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("rows").EnumerateArray()];
    }

    public void Dispose() => _folder.Dispose();
}
