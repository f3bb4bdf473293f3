using Kindred.ClickHouse;

namespace Kindred.Demo;

/// <summary>The file of the application, Parquet as a warehouse exports it; the engine itself writes it.</summary>
static class AppFile
{
    public static async Task WriteAsync(Engine engine, string folder, IReadOnlyList<Records> all, CancellationToken cancellation)
    {
        AppUse[] uses = [.. all.SelectMany(records => records.App).OrderBy(use => use.At)];
        var path = Path.Combine(folder, "app", "app_events.parquet");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        await engine.ExecuteAsync($"DROP TABLE IF EXISTS app_uses", cancellation);
        await engine.ExecuteAsync(
            $"CREATE TABLE app_uses (at Int64, device_id String, customer_no String, event_name String, feature String, sku String, product String, category String, price Float64, platform String) ENGINE = Memory",
            cancellation);
        await engine.InsertAsync("app_uses", Block(uses), cancellation);
        await engine.ExecuteAsync(
            $"INSERT INTO FUNCTION file({path}, 'Parquet') SELECT fromUnixTimestamp64Milli(at, 'UTC') AS event_time, * EXCEPT (at) FROM app_uses ORDER BY at",
            cancellation);
        await engine.ExecuteAsync($"DROP TABLE app_uses", cancellation);
    }

    static Block Block(AppUse[] uses) => new(
        Column.Of("at", Array.ConvertAll(uses, use => use.At)),
        Column.Of("device_id", Array.ConvertAll(uses, use => use.Device)),
        Column.Of("customer_no", Array.ConvertAll(uses, use => use.Customer)),
        Column.Of("event_name", Array.ConvertAll(uses, use => use.Event)),
        Column.Of("feature", Array.ConvertAll(uses, use => use.Feature)),
        Column.Of("sku", Array.ConvertAll(uses, use => use.Product < 0 ? "" : Assortment.Products[use.Product].Sku)),
        Column.Of("product", Array.ConvertAll(uses, use => use.Product < 0 ? "" : Assortment.Products[use.Product].Name)),
        Column.Of("category", Array.ConvertAll(uses, use => use.Product < 0 ? "" : Assortment.Categories[Assortment.Products[use.Product].Category])),
        Column.Of("price", Array.ConvertAll(uses, use => use.Product < 0 ? 0 : Assortment.PriceOn(use.Product, ShopYear.DayAt(use.At)) / 100.0)),
        Column.Of("platform", Array.ConvertAll(uses, use => use.Apple ? "ios" : "android")));
}
