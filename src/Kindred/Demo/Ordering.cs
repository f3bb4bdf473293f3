using System.Globalization;

namespace Kindred.Demo;

/// <summary>Orders in the web shop, in the application and at the tills, and what comes back of them.</summary>
static class Ordering
{
    static readonly string[] Reasons = ["too small", "too large", "not as described", "changed my mind", "faulty"];

    /// <summary>Different products, of the kinds and prices that the person likes.</summary>
    public static IReadOnlyList<short> Choose(Life life, int day)
    {
        var (rng, type) = (life.Rng, life.Person.Type);
        var wanted = 1 + rng.Poisson(type.Lines - 1);
        var cart = new List<short>();
        for (var tries = 0; cart.Count < wanted && tries < 3 * wanted; tries++)
        {
            var category = life.Person.Interests[rng.NextInt32(life.Person.Interests.Length)];
            var product = (short)Assortment.Priced(rng, category, type.Prices);
            if (!cart.Contains(product))
            {
                cart.Add(product);
            }
        }

        return cart;
    }

    /// <summary>Orders what is in the cart.</summary>
    /// <param name="voucher">"" for one as the person likes, or none.</param>
    public static void Online(Life life, long at, IReadOnlyList<short> cart, bool app, string voucher)
    {
        var (rng, person, records) = (life.Rng, life.Person, life.Records);
        var type = person.Type;
        var code = voucher.Length > 0 ? voucher : rng.Happens(type.VoucherShare) ? Code(type) : "";
        var rate = code.Length == 0 ? 0 : voucher.Length > 0 ? 0.15 : type.VoucherRate * (0.8 + (0.4 * rng.NextDouble()));
        Write(life, at / 1000 * 1000, $"W{Number(records, person)}", cart, code, rate, app, -1);
    }

    /// <summary>Buys something at a till, with the loyalty card.</summary>
    public static void AtTill(Life life, int day)
    {
        var (rng, person) = (life.Rng, life.Person);
        var store = (sbyte)(person.Number % TillFiles.Stores.Count);
        Write(life, ShopYear.StoreMoment(rng, day), $"{TillFiles.Stores[store][0]}{Number(life.Records, person)}", Choose(life, day), "", 0, false, store);
        life.Customer();
    }

    static void Write(Life life, long at, string order, IReadOnlyList<short> cart, string voucher, double rate, bool app, sbyte store)
    {
        var (rng, records) = (life.Rng, life.Records);
        if (at >= ShopYear.End)
        {
            return;
        }

        var day = ShopYear.DayAt(at);
        var back = rng.Happens(life.Person.Type.ReturnShare) ? rng.NextInt32(cart.Count) : -1;
        for (var i = 0; i < cart.Count; i++)
        {
            var (price, quantity) = (Assortment.PriceOn(cart[i], day), rng.Happens(0.1) ? 2 : 1);
            var line = new OrderLine(
                at, order, life.Person.Customer, cart[i], price, quantity, (int)Math.Round(price * quantity * rate), voucher, app, store);
            records.Orders.Add(line);
            if (i == back && day + 20 < ShopYear.Days)
            {
                records.Returns.Add(new(at + (rng.Between(3 * 24, 18 * 24) * 3_600_000L), line, Reasons[rng.NextInt32(Reasons.Length)]));
            }
        }
    }

    /// <summary>A number that no other order has: the person's, and how many lines these people ordered before.</summary>
    static string Number(Records records, Person person) =>
        string.Create(CultureInfo.InvariantCulture, $"{person.Number:00000}-{records.Orders.Count % 100_000:00000}");

    static string Code(BehaviourType type) => type.VoucherRate > 0.2 ? "OUTLET25" : "HELLO10";
}
