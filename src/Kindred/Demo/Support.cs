namespace Kindred.Demo;

/// <summary>Letters to the help desk and chats.</summary>
static class Support
{
    static readonly string[] Topics = ["delivery", "returns", "sizing", "faulty product", "voucher", "account", "stock question"];

    /// <summary>Writes to the help desk as often as the type does.</summary>
    public static void Ask(Life life)
    {
        if (life.Person.Customer.Length == 0)
        {
            return;
        }

        for (var contacts = life.Rng.Poisson(life.Person.Type.SupportContacts); contacts > 0; contacts--)
        {
            life.Records.Tickets.Add(Contact(life, ShopYear.OnlineMoment(life.Rng, life.Day()), ""));
        }
    }

    /// <summary>Chats during a visit.</summary>
    public static void Chat(Life life, long at, string visitor)
    {
        if (at < ShopYear.End)
        {
            life.Records.Chats.Add(Contact(life, at, visitor));
        }
    }

    static Contact Contact(Life life, long at, string visitor) => new(
        at,
        life.Customer(),
        visitor,
        Topics[Math.Min(life.Rng.NextInt32(Topics.Length), life.Rng.NextInt32(Topics.Length))],
        life.Rng.Happens(0.6) ? (sbyte)Math.Clamp(4 + (int)Math.Round(1.1 * life.Rng.NextNormal()), 1, 5) : (sbyte)0);
}
