using Kindred.Numerics;

namespace Kindred.Demo;

/// <summary>One person's year at the shop: visits, orders, contacts and e-mails, as the shop's systems note them.</summary>
sealed class Life(Person person, Rng rng, Records records)
{
    /// <summary>Which of the person's visitor ids were used, and which of them with the customer number.</summary>
    readonly (bool Used, bool Linked)[] _cookies = new (bool, bool)[person.Cookies.Length];
    (bool Used, bool Linked) _device;
    bool _known;

    public Person Person => person;

    public Rng Rng => rng;

    public Records Records => records;

    public static void Live(Person person, Rng rng, Records records)
    {
        var life = new Life(person, rng, records);
        var type = person.Type;
        var orders = Around(rng, type.Orders, 0.3);
        var atTills = Enumerable.Range(0, orders).Count(_ => rng.Happens(type.StoreShare));
        for (var i = 0; i < atTills; i++)
        {
            Ordering.AtTill(life, life.Day());
        }

        var visits = Around(rng, type.WebVisits, 0.3);
        var uses = Around(rng, type.AppVisits, 0.3);
        var inApp = uses == 0 ? 0 : Math.Min(uses, (int)Math.Round((orders - atTills) * uses / (double)(visits + uses)));
        for (var i = 0; i < uses; i++)
        {
            AppVisits.Make(life, life.Day(), i < inApp);
        }

        for (var i = 0; i < Math.Max(visits, orders - atTills - inApp); i++)
        {
            WebVisits.Make(life, ShopYear.OnlineMoment(rng, life.Day()), i < orders - atTills - inApp ? "" : null, Origin.Any(rng));
        }

        Campaigns.Write(life);
        Support.Ask(life);
        life.NoteIds();
    }

    /// <summary>A day on which the person does something.</summary>
    public int Day() => ShopYear.Day(rng, person.From, person.Until);

    /// <summary>The visitor id on a day on one kind of device.</summary>
    public string Cookie(int day, bool phone, bool signedIn)
    {
        var i = (phone ? 1 : 0) + (day >= person.Clears ? 2 : 0);
        _cookies[i] = (true, _cookies[i].Linked || signedIn);
        _known |= signedIn;
        return person.Cookies[i];
    }

    /// <summary>The device id, used with or without the customer number.</summary>
    public string Device(bool signedIn)
    {
        _device = (true, _device.Linked || signedIn);
        _known |= signedIn;
        return person.Device;
    }

    /// <summary>The customer number, used without any other id.</summary>
    public string Customer()
    {
        _known = true;
        return person.Customer;
    }

    void NoteIds()
    {
        if (_known)
        {
            records.Ids.Add(new("user_id", person.Customer, person.Number, true));
        }

        for (var i = 0; i < _cookies.Length; i++)
        {
            if (_cookies[i].Used)
            {
                records.Ids.Add(new("anonymous_id", person.Cookies[i], person.Number, _cookies[i].Linked));
            }
        }

        if (_device.Used)
        {
            records.Ids.Add(new("device_id", person.Device, person.Number, _device.Linked));
        }
    }

    static int Around(Rng rng, double mean, double sigma) => (int)Math.Round(mean * rng.Factor(sigma));
}
