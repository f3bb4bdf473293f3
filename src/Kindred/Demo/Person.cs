using System.Globalization;
using Kindred.Numerics;

namespace Kindred.Demo;

/// <summary>What became of a person in the experiment.</summary>
enum Letter : byte
{
    /// <summary>Took no part.</summary>
    None,

    /// <summary>Got no e-mail, for comparison.</summary>
    HeldOut,

    /// <summary>Got the e-mail.</summary>
    Sent,
}

/// <summary>Somebody who buys, or looks around, at the sample shop.</summary>
sealed class Person
{
    public required int Number { get; init; }

    public required BehaviourType Type { get; init; }

    /// <summary>The customer number; empty for somebody without an account.</summary>
    public required string Customer { get; init; }

    /// <summary>Visitor ids: of the computer and of the phone, and the ones they have after cookies were cleared.</summary>
    public required string[] Cookies { get; init; }

    public required string Device { get; init; }

    /// <summary>The first day, and the one after the last.</summary>
    public required int From { get; init; }

    public required int Until { get; init; }

    /// <summary>The day on which cookies are cleared; beyond the year where they never are.</summary>
    public required int Clears { get; init; }

    public required int[] Interests { get; init; }

    /// <summary>The share of web visits by phone, before the last month.</summary>
    public required double PhoneShare { get; init; }

    public required bool Apple { get; init; }

    public required bool Subscribed { get; init; }

    public required Letter Letter { get; init; }

    /// <summary>A visitor id that a household shares; empty for most.</summary>
    public required string Household { get; init; }

    public static Person Of(Rng rng, int number, BehaviourType type, string household)
    {
        var account = rng.Happens(type.AccountShare) || household.Length > 0;
        var from = rng.Between(type.Comes.Least, type.Comes.Most);
        var until = type.Leaves.Least == type.Leaves.Most ? type.Leaves.Most : rng.Between(type.Leaves.Least, type.Leaves.Most);
        var subscribed = account && rng.Happens(type.SubscribedShare);
        var half = rng.Happens(0.5) ? Letter.Sent : Letter.HeldOut;
        return new()
        {
            Number = number,
            Type = type,
            Customer = account ? (100_000 + number).ToString("'C'0", CultureInfo.InvariantCulture) : "",
            Cookies = [.. Enumerable.Range(0, 4).Select(_ => Visitor(rng))],
            Device = $"d-{rng.NextUInt64():x16}",
            From = from,
            Until = until,
            Clears = rng.Happens(0.12) ? rng.Between(30, ShopYear.Days) : ShopYear.Days,
            Interests = InterestsOf(rng, type),
            PhoneShare = rng.Happens(0.3) ? 0.75 : rng.Happens(0.5) ? 0.1 : 0.45,
            Apple = rng.Happens(0.55),
            Subscribed = subscribed,
            Letter = subscribed && from <= ShopYear.Experiment && ShopYear.Experiment < until + Campaigns.PatienceDays ? half : Letter.None,
            Household = household,
        };
    }

    /// <summary>A new visitor id.</summary>
    public static string Visitor(Rng rng) => $"v.{rng.NextUInt64():x16}";

    static int[] InterestsOf(Rng rng, BehaviourType type)
    {
        var all = Enumerable.Range(0, Assortment.Gifts).Where(category => Assortment.Has(category, type.Prices)).ToArray();
        rng.Shuffle<int>(all);
        var count = Math.Min(rng.Between(type.Interests.Least, type.Interests.Most + 1), all.Length);
        return type.Interest < 0 ? all[..count] : [type.Interest, .. all[..(count - 1)]];
    }
}
