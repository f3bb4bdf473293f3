namespace Kindred.Demo;

/// <summary>Visits to the application.</summary>
static class AppVisits
{
    static readonly string[] Features = ["barcode_scan", "wish_list", "click_and_collect", "loyalty_card", "size_guide", "store_finder", "stock_alert"];

    static readonly double[] WhatNext = Chance.Sums([40, 25, 35]);

    /// <summary>Makes one visit on a day.</summary>
    public static void Make(Life life, int day, bool orders)
    {
        var (rng, person) = (life.Rng, life.Person);
        var at = ShopYear.OnlineMoment(rng, day);
        var signed = person.Customer.Length > 0 && (orders || rng.Happens(0.85));
        var device = life.Device(signed);
        Note("application_opened", "", -1);
        for (var steps = 1 + rng.Poisson(2.5); steps > 0; steps--)
        {
            switch (rng.Place(WhatNext))
            {
                case 0:
                    Note("view_item", "", Assortment.Priced(rng, person.Interests[rng.NextInt32(person.Interests.Length)], person.Type.Prices));
                    break;
                case 1:
                    Note("screen_view", "", -1);
                    break;
                default:
                    Note("feature_used", Feature(), -1);
                    break;
            }
        }

        if (orders)
        {
            var cart = Ordering.Choose(life, day);
            foreach (var product in cart)
            {
                Note("add_to_cart", "", product);
            }

            Note("begin_checkout", "", -1);
            Ordering.Online(life, at + 30_000, cart, app: true, "");
        }

        void Note(string what, string feature, int product)
        {
            life.Records.Add(new AppUse(at, device, signed ? person.Customer : "", what, feature, product, person.Apple));
            at += (long)(person.Type.SecondsAPage * 1000 * rng.Factor(0.5)) + 3_000;
        }

        string Feature() => day >= ShopYear.Drift && rng.Happens(Drift.NewFeatureShare)
            ? Drift.NewFeature
            : Features[Math.Min(rng.NextInt32(Features.Length), rng.NextInt32(Features.Length))];
    }
}
