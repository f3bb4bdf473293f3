using Kindred.Numerics;

namespace Kindred.Demo;

/// <summary>Where a visit came from.</summary>
readonly record struct Origin(string Referrer, string Source, string Medium, string Campaign)
{
    public const byte Direct = 0, Newsletter = 4;

    static readonly double[] Sums = Chance.Sums([45, 30, 12, 8]);

    public static IReadOnlyList<Origin> All { get; } =
    [
        new("", "", "", ""),
        new("https://www.google.com/", "", "", ""),
        new("https://www.google.com/", "google", "cpc", "brand"),
        new("https://www.instagram.com/", "instagram", "paid_social", "trail_stories"),
        new("", "newsletter", "email", "newsletter"),
    ];

    /// <summary>Some origin of a visit that no e-mail led to.</summary>
    public static byte Any(Rng rng) => (byte)rng.Place(Sums);
}
