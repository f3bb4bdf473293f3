using Kindred.Numerics;

namespace Kindred.Demo;

/// <summary>An article of the sample shop.</summary>
/// <param name="Price">In pence, before the last month.</param>
/// <param name="Path">The end of the address of its page.</param>
readonly record struct Product(string Sku, string Name, int Category, int Price, string Path);

/// <summary>What the sample shop, Larkfell Outdoor, sells.</summary>
static class Assortment
{
    public static IReadOnlyList<string> Categories { get; } =
        ["Tents", "Sleeping bags", "Rucksacks", "Jackets", "Footwear", "Base layers", "Cooking", "Lighting", "Climbing", "Cycling", "Gifts", "Clearance"];

    public const int Gifts = 10, Clearance = 11;

    /// <summary>How much prices rise in the last month.</summary>
    public const double PriceRise = 1.08;

    /// <summary>Things by category: what they are called and the price of the plain one in pounds.</summary>
    static readonly (string Thing, int Pounds)[][] Things =
    [
        [("1-Person Tent", 130), ("2-Person Tent", 190), ("3-Person Tent", 260), ("Family Tent", 420), ("Tarp", 55), ("Bivvy Bag", 80)],
        [("Summer Sleeping Bag", 70), ("3-Season Sleeping Bag", 130), ("Down Sleeping Bag", 290), ("Sleeping Mat", 60), ("Liner", 28), ("Camp Pillow", 16)],
        [("Day Pack 22", 55), ("Hiking Pack 38", 95), ("Trekking Pack 65", 165), ("Running Vest", 75), ("Dry Bag", 14), ("Rain Cover", 18)],
        [("Waterproof Jacket", 160), ("Down Jacket", 210), ("Fleece", 60), ("Softshell", 95), ("Windshirt", 65), ("Parka", 240)],
        [("Walking Boots", 140), ("Approach Shoes", 110), ("Trail Shoes", 95), ("Sandals", 55), ("Walking Socks", 15), ("Gaiters", 32)],
        [("Merino Top", 55), ("Merino Leggings", 50), ("Wicking T-Shirt", 24), ("Liner Gloves", 16), ("Beanie", 19), ("Neck Tube", 14)],
        [("Gas Stove", 42), ("Cook Set", 48), ("Titanium Mug", 26), ("Water Filter", 38), ("Flask", 24), ("Cutlery Set", 7)],
        [("Head Torch", 34), ("Lantern", 29), ("Bike Light", 36), ("Power Bank", 44), ("Solar Panel", 79), ("Batteries", 8)],
        [("Rope 60 m", 135), ("Harness", 62), ("Helmet", 58), ("Quickdraws", 78), ("Chalk Bag", 17), ("Carabiner", 11)],
        [("Pannier", 64), ("Cycling Jersey", 52), ("Bib Shorts", 78), ("Multi-Tool", 22), ("Frame Bag", 46), ("Mudguards", 26)],
        [("Enamel Mug", 12), ("Trail Journal", 14), ("Gift Box", 29), ("Camp Candle", 16), ("Puzzle Map", 22), ("Gift Card", 25)],
        [("Last-Season Fleece", 26), ("Odd Tent Pegs", 6), ("Ex-Display Stove", 24), ("Sample Socks", 6), ("Old-Logo T-Shirt", 11), ("Returned Head Torch", 17)],
    ];

    static readonly (string Line, double Factor)[] Lines = [("Beck", 0.85), ("Tarn", 1.0), ("Fell", 1.3)];

    /// <summary>Every product, those of a category together.</summary>
    public static IReadOnlyList<Product> Products { get; } =
    [
        .. Things.SelectMany((things, category) => things.SelectMany((thing, i) => Lines.Select((line, l) => Made(category, thing, line, (100 * (category + 10)) + (10 * i) + l)))),
    ];

    const int OfCategory = 18;

    /// <summary>Some product of a category.</summary>
    public static int Any(Rng rng, int category) => (category * OfCategory) + rng.NextInt32(OfCategory);

    /// <summary>A product of a category whose price lies in a range; there must be one, see <see cref="Has"/>.</summary>
    public static int Priced(Rng rng, int category, (int Least, int Most) prices)
    {
        int product;
        do
        {
            product = Any(rng, category);
        }
        while (!Within(product, prices));
        return product;
    }

    /// <summary>Whether a category has enough to choose from in a range of prices.</summary>
    public static bool Has(int category, (int Least, int Most) prices) =>
        Enumerable.Range(category * OfCategory, OfCategory).Count(product => Within(product, prices)) > 2;

    /// <summary>What a product costs on a day, in pence.</summary>
    public static int PriceOn(int product, int day) =>
        day < ShopYear.Drift ? Products[product].Price : (int)Math.Round(Products[product].Price * PriceRise);

    static bool Within(int product, (int Least, int Most) prices) => Products[product].Price >= prices.Least && Products[product].Price <= prices.Most;

    static Product Made(int category, (string Thing, int Pounds) thing, (string Line, double Factor) line, int number)
    {
        var price = ((int)Math.Round(thing.Pounds * line.Factor) * 100) - 1;
        var name = $"{line.Line} {thing.Thing}";
        return new($"LF-{number}", name, category, price, $"{Slug(Categories[category])}/{Slug(name)}");
    }

    /// <summary>A name as it stands in an address.</summary>
    public static string Slug(string name) => name.ToLowerInvariant().Replace(' ', '-');
}
