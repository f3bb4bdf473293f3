namespace Kindred.Demo;

/// <summary>The files of the web shop: order lines and returns, CSV with local times.</summary>
static class ShopFiles
{
    const string Clock = "yyyy-MM-dd HH:mm:ss";

    public static void Write(string folder, IReadOnlyList<Records> all)
    {
        using (var rows = new TextRows(Path.Combine(folder, "shop", "order_lines.csv")))
        {
            rows.Put("order_no,ordered_at,customer_no,channel,sku,product,category,unit_price,quantity,discount,voucher,line_total\n"u8);
            foreach (var line in all.SelectMany(records => records.Orders).Where(line => line.Store < 0).OrderBy(line => line.At))
            {
                Write(rows, line);
            }
        }

        using var returns = new TextRows(Path.Combine(folder, "shop", "returns.csv"));
        returns.Put("order_no,returned_at,customer_no,sku,quantity,amount,reason\n"u8);
        foreach (var back in all.SelectMany(records => records.Returns).Where(back => back.Line.Store < 0).OrderBy(back => back.At))
        {
            returns.Put(back.Line.Order).Put(","u8).Time(ShopYear.Local(back.At), Clock).Put(","u8).Put(back.Line.Customer).Put(","u8)
                .Put(Assortment.Products[back.Line.Product].Sku).Put(","u8).Put(back.Line.Quantity).Put(","u8).Hundredths(back.Line.Amount)
                .Put(","u8).Put(back.Reason).Put("\n"u8);
        }
    }

    static void Write(TextRows rows, OrderLine line)
    {
        var product = Assortment.Products[line.Product];
        rows.Put(line.Order).Put(","u8).Time(ShopYear.Local(line.At), Clock).Put(","u8).Put(line.Customer).Put(line.App ? ",app,"u8 : ",web,"u8)
            .Put(product.Sku).Put(","u8).Put(product.Name).Put(","u8).Put(Assortment.Categories[product.Category]).Put(","u8)
            .Hundredths(line.Price).Put(","u8).Put(line.Quantity).Put(","u8).Hundredths(line.Discount).Put(","u8).Put(line.Voucher).Put(","u8)
            .Hundredths(line.Amount).Put("\n"u8);
    }
}
