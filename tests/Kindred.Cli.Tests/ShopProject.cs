using System.Globalization;
using System.Text;
using System.Text.Json;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

/// <summary>The store of a project opens in one process at a time, so tests of one project run one after another.</summary>
[CollectionDefinition("Shop")]
public sealed class ShopCollection : ICollectionFixture<ShopProject>;

/// <summary>A project that was run once: 40 customers who buy often and 40 who bought once, and one row without a customer.</summary>
public sealed class ShopProject : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    /// <summary>What <c>run --json --quiet</c> printed.</summary>
    public Run First { get; private set; } = null!;

    public JsonElement Report => JsonDocument.Parse(First.Output).RootElement;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("orders.csv"), Orders());
        await File.WriteAllTextAsync(_folder.File("kindred.yaml"), """
            name: Shop
            currency: EUR
            sources:
              - name: orders
                files: [orders.csv]
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
            """);
        First = await Run.KindredAsync("run", "--json", "--quiet", "--dir", Path);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    static string Orders()
    {
        var text = new StringBuilder("time,customer,order,worth\n2026-01-01 10:00:00,,o,1\n");
        for (var customer = 0; customer < 80; customer++)
        {
            for (var order = 0; order < (customer < 40 ? 10 : 1); order++)
            {
                var day = new DateOnly(2026, customer < 40 ? 3 : 1, 1 + ((customer + order) % 28));
                text.AppendLine(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd} 12:00:00,c{customer},o{customer}-{order},{(customer < 40 ? 100 : 5) + (customer % 5)}");
            }
        }

        return text.ToString();
    }
}
