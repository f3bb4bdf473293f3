using System.Globalization;
using Kindred.Numerics;

namespace Kindred.Demo;

/// <summary>A visit under way: every page takes its time, and the tracker notes it, or does so badly.</summary>
sealed class WebVisit(Records records, Rng rng)
{
    /// <summary>The share of messages that the tracker sends twice, and of clicks that fire twice.</summary>
    const double Retried = 0.012, Doubled = 0.008;

    public required long At { get; set; }

    public required int Day { get; init; }

    public required string Visitor { get; init; }

    public required string Customer { get; init; }

    public required bool Signed { get; init; }

    public required byte Agent { get; init; }

    public required byte Origin { get; init; }

    public required double SecondsAPage { get; init; }

    /// <summary>Goes to a page, or does something on it, and stays for a while.</summary>
    public void Page(WebEvent what, int product, short place)
    {
        var isPage = what is not (WebEvent.AddToCart or WebEvent.BeginCheckout);
        var stay = Math.Clamp((int)(SecondsAPage * rng.Factor(0.7)), 4, 900);
        var seconds = rng.Happens(0.004) ? rng.Between(1_800, 30_000) : stay; // a tab that was left open
        var told = isPage && !ShopYear.IsBadWeek(Day) && !rng.Happens(0.03);
        var scroll = (sbyte)Math.Clamp(30 + (int)(20 * rng.NextNormal()) + Math.Min(stay, 50), 5, 100);
        var hit = new WebHit(
            rng.NextUInt64(), At, Visitor, Customer, what, (short)product, place, told ? seconds : -1, told ? scroll : (sbyte)-1, Agent, Origin);
        At += (isPage ? stay * 1000L : 4_000L) + rng.Between(1_000, 3_000);
        if (!ShopYear.IsBadWeek(Day) || rng.Happens(ShopYear.KeptInBadWeek))
        {
            Note(hit);
        }
    }

    void Note(WebHit hit)
    {
        records.Add(hit);
        if (rng.Happens(Retried))
        {
            records.Add(hit);
            records.Twice.Add(new("web", "message sent again", Text(hit.Id), Text(hit.Id)));
        }
        else if (hit.Event is WebEvent.ViewItem or WebEvent.AddToCart && rng.Happens(Doubled))
        {
            var again = hit with { Id = rng.NextUInt64(), At = hit.At + rng.Between(50, 900) };
            records.Add(again);
            records.Twice.Add(new("web", "event fired twice", Text(again.Id), Text(hit.Id)));
        }
    }

    static string Text(ulong id) => id.ToString("x16", CultureInfo.InvariantCulture);
}
