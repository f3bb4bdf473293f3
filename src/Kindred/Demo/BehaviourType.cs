namespace Kindred.Demo;

/// <summary>A kind of customer, as the sample shop makes them: means over the time that they are there, around which persons differ.</summary>
sealed record BehaviourType(string Key, double Share)
{
    /// <summary>Visits to the web shop and to the application.</summary>
    public double WebVisits { get; init; }

    public double AppVisits { get; init; }

    public double Orders { get; init; }

    /// <summary>The share of orders at a till.</summary>
    public double StoreShare { get; init; }

    /// <summary>Pages looked at in a visit that ends without an order, and seconds spent on one.</summary>
    public double Pages { get; init; } = 4;

    public double SecondsAPage { get; init; } = 35;

    /// <summary>Lines of an order, and the prices in pence that it is chosen from.</summary>
    public double Lines { get; init; } = 1.8;

    public (int Least, int Most) Prices { get; init; } = (1000, 12000);

    /// <summary>The share of orders with a voucher, and what it takes off.</summary>
    public double VoucherShare { get; init; } = 0.08;

    public double VoucherRate { get; init; } = 0.1;

    /// <summary>Visits without an order in which something is put in the cart all the same.</summary>
    public double CartShare { get; init; } = 0.15;

    /// <summary>Orders of which something comes back.</summary>
    public double ReturnShare { get; init; } = 0.06;

    public double SupportContacts { get; init; } = 0.2;

    /// <summary>The chance of having an account, of reading the newsletter, and of clicking in one that was opened.</summary>
    public double AccountShare { get; init; } = 1;

    public double SubscribedShare { get; init; } = 0.6;

    public double OpenShare { get; init; } = 0.35;

    public double ClickShare { get; init; } = 0.1;

    /// <summary>How many categories somebody takes an interest in.</summary>
    public (int Least, int Most) Interests { get; init; } = (2, 4);

    /// <summary>A category that is always among them; none where negative.</summary>
    public int Interest { get; init; } = -1;

    /// <summary>The days, drawn evenly, on which such a customer comes for the first time and for the last.</summary>
    public (int Least, int Most) Comes { get; init; } = (0, 25);

    public (int Least, int Most) Leaves { get; init; } = (ShopYear.Days, ShopYear.Days);

    /// <summary>Orders that the e-mail of the experiment adds, a person.</summary>
    public double Uplift { get; init; }

    /// <summary>The kinds of customers, and the share of each.</summary>
    public static IReadOnlyList<BehaviourType> All { get; } =
    [
        new("loyal_regular", 0.17)
        {
            WebVisits = 12, AppVisits = 1, Orders = 11, StoreShare = 0.45, Lines = 1.9, Prices = (800, 4500), Interests = (5, 8),
            OpenShare = 0.45, SubscribedShare = 0.8, SupportContacts = 0.5, Uplift = 0.06,
        },
        new("bargain_hunter", 0.15)
        {
            WebVisits = 10, Orders = 5, StoreShare = 0.05, Pages = 5, Lines = 1.7, Prices = (500, 3000), VoucherShare = 0.9, VoucherRate = 0.25,
            CartShare = 0.3, Interest = Assortment.Clearance, Interests = (3, 5), SubscribedShare = 0.85, OpenShare = 0.6, ClickShare = 0.25, Uplift = 0.14,
        },
        new("window_shopper", 0.18)
        {
            WebVisits = 8, Orders = 0.02, Pages = 5, SecondsAPage = 60, CartShare = 0.25, Interests = (3, 6), AccountShare = 0.3,
            SubscribedShare = 0.5, OpenShare = 0.2, Comes = (0, 60), Uplift = 0.02,
        },
        new("gift_buyer", 0.14)
        {
            WebVisits = 2.2, Orders = 1, StoreShare = 0.1, Pages = 4.5, Lines = 1.4, Prices = (1000, 4500), Interest = Assortment.Gifts, Interests = (1, 2),
            SubscribedShare = 0.15, OpenShare = 0.1, ClickShare = 0.02, Comes = (138, 160), Leaves = (165, 174),
        },
        new("high_value_occasional", 0.09)
        {
            WebVisits = 7, Orders = 2.4, StoreShare = 0.25, Pages = 5.5, SecondsAPage = 70, Lines = 2.2, Prices = (15000, 60000), VoucherShare = 0.03,
            Interests = (2, 4), SupportContacts = 0.6, ReturnShare = 0.1, Uplift = 0.02,
        },
        new("app_first", 0.12)
        {
            WebVisits = 2, AppVisits = 18, Orders = 4.5, StoreShare = 0.1, SecondsAPage = 18, Prices = (1200, 9000), Interests = (3, 5), Uplift = 0.08,
        },
        new("lapsing", 0.09)
        {
            WebVisits = 10, Orders = 4, StoreShare = 0.35, Lines = 2.0, Prices = (800, 4500), Interests = (3, 6), OpenShare = 0.08, ClickShare = 0,
            SupportContacts = 0.8, ReturnShare = 0.14, Leaves = (120, 215),
        },
        new("newcomer", 0.06)
        {
            WebVisits = 4.5, AppVisits = 0.5, Orders = 1.4, StoreShare = 0.2, Prices = (1200, 9000), Interests = (2, 4), Comes = (310, 345),
        },
    ];

    public override string ToString() => Key;
}
