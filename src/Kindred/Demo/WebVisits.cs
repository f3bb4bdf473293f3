namespace Kindred.Demo;

/// <summary>Visits to the web shop.</summary>
static class WebVisits
{
    /// <summary>In September the tracker wrote the text "undefined" for visitors who were not signed in.</summary>
    const int BugFrom = 65, BugUntil = 86;

    static readonly double[] WhatNext = Chance.Sums([58, 20, 8, 14]);

    /// <summary>Makes one visit.</summary>
    /// <param name="voucher">The voucher of the order that the visit ends with, "" for one as the person likes; null for no order.</param>
    public static void Make(Life life, long at, string? voucher, byte origin)
    {
        var visit = Begin(life, at, voucher is not null, origin);
        var type = life.Person.Type;
        visit.Page(WebEvent.PageView, -1, (short)life.Rng.NextInt32(2));
        var looked = -1;
        for (var pages = life.Rng.Poisson(voucher is null ? type.Pages - 1 : 1); pages > 0; pages--)
        {
            looked = Look(life, visit) is var product and >= 0 ? product : looked;
        }

        if (voucher is not null)
        {
            var cart = Ordering.Choose(life, visit.Day);
            visit.Page(WebEvent.ViewItem, cart[0], 0);
            foreach (var product in cart)
            {
                visit.Page(WebEvent.AddToCart, product, 0); // the others from a list or from the page of a product they go with
            }

            visit.Page(WebEvent.PageView, -1, WebFiles.CartPage);
            visit.Page(WebEvent.BeginCheckout, -1, WebFiles.CheckoutPage);
            Ordering.Online(life, visit.At + 60_000, cart, app: false, voucher);
        }
        else if (looked >= 0 && life.Rng.Happens(type.CartShare))
        {
            visit.Page(WebEvent.ViewItem, looked, 0);
            visit.Page(WebEvent.AddToCart, looked, 0);
        }

        if (visit.Signed && life.Rng.Happens(0.01))
        {
            Support.Chat(life, visit.At + 20_000, visit.Visitor);
        }
    }

    static WebVisit Begin(Life life, long at, bool orders, byte origin)
    {
        var (person, rng, day) = (life.Person, life.Rng, ShopYear.DayAt(at));
        var phone = rng.Happens(day < ShopYear.Drift ? person.PhoneShare : Math.Min(0.95, person.PhoneShare + Drift.PhoneRise));
        var signed = person.Customer.Length > 0 && (orders || rng.Happens(0.8));
        var shared = person.Household.Length > 0 && !orders && rng.Happens(0.3);
        return new(life.Records, rng)
        {
            At = at,
            Day = day,
            Visitor = shared ? person.Household : life.Cookie(day, phone, signed && !ShopYear.IsBadWeek(day)),
            Customer = signed ? person.Customer : day is >= BugFrom and < BugUntil && rng.Happens(0.3) ? "undefined" : "",
            Signed = signed,
            Agent = WebFiles.Agent(phone, person.Apple),
            Origin = origin,
            SecondsAPage = person.Type.SecondsAPage,
        };
    }

    /// <summary>Looks at one more page; the product on it, or a negative number.</summary>
    static int Look(Life life, WebVisit visit)
    {
        var category = life.Person.Interests[life.Rng.NextInt32(life.Person.Interests.Length)];
        switch (life.Rng.Place(WhatNext))
        {
            case 0:
                var product = Assortment.Priced(life.Rng, category, life.Person.Type.Prices);
                visit.Page(WebEvent.ViewItem, product, 0);
                return product;
            case 1:
                visit.Page(WebEvent.ViewItemList, -1, (short)category);
                return -1;
            case 2:
                visit.Page(WebEvent.Search, -1, (short)category);
                return -1;
            default:
                visit.Page(WebEvent.PageView, -1, (short)life.Rng.Between(2, WebFiles.CartPage));
                return -1;
        }
    }
}
