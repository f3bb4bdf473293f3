using System.Globalization;

namespace Kindred.Demo;

/// <summary>The exports of the tills: a file a store, with semicolons and days first; what comes back is a negative quantity.</summary>
static class TillFiles
{
    const string Clock = "dd/MM/yyyy HH:mm:ss";

    /// <summary>The day that the till in Leeds exported twice.</summary>
    static readonly int ExportedTwice = ShopYear.DayOf(new(2025, 4, 30));

    public static IReadOnlyList<string> Stores { get; } = ["York", "Keswick", "Leeds"];

    /// <summary>Writes the file of a store and notes, in the first records, what it has twice.</summary>
    public static void Write(string folder, int store, IReadOnlyList<Records> all)
    {
        var sold = all.SelectMany(records => records.Orders).Where(line => line.Store == store);
        var back = all.SelectMany(records => records.Returns).Where(back => back.Line.Store == store)
            .Select(back => back.Line with { At = back.At, Quantity = -back.Line.Quantity });
        using var rows = new TextRows(Path.Combine(folder, "tills", $"{Stores[store].ToLowerInvariant()}.csv"));
        rows.Put("receipt;time;card;sku;article;department;price;pieces\n"u8);
        foreach (var line in sold.Concat(back).OrderBy(line => line.At))
        {
            Write(rows, line);
            if (TwiceIn(store, line))
            {
                Write(rows, line);
            }
        }
    }

    /// <summary>What the files of the tills have twice.</summary>
    public static IEnumerable<Twice> Twice(IReadOnlyList<Records> all) =>
        from records in all
        from line in records.Orders
        where line.Store >= 0 && TwiceIn(line.Store, line)
        select new Twice("tills", "exported twice", Id(line), Id(line));

    static bool TwiceIn(int store, OrderLine line) =>
        store == Stores.Count - 1 && line.Customer.Length > 0 && line.Quantity > 0 && ShopYear.DayAt(line.At) == ExportedTwice;

    static string Id(OrderLine line) => string.Create(CultureInfo.InvariantCulture, $"{line.Order}/{Assortment.Products[line.Product].Sku}");

    static void Write(TextRows rows, OrderLine line)
    {
        var product = Assortment.Products[line.Product];
        rows.Put(line.Order).Put(";"u8).Time(ShopYear.Local(line.At), Clock).Put(";"u8).Put(line.Customer).Put(";"u8).Put(product.Sku).Put(";"u8)
            .Put(product.Name).Put(";"u8).Put(Assortment.Categories[product.Category]).Put(";"u8).Hundredths(line.Price).Put(";"u8)
            .Put(line.Quantity).Put("\n"u8);
    }
}
