namespace Kindred.Demo;

/// <summary>E-mails: a newsletter a month, and one of which every second reader is told nothing, so that its effect is known.</summary>
static class Campaigns
{
    public const string Experiment = "spring_trail", Voucher = "TRAIL15";

    /// <summary>How long the e-mail of the experiment works.</summary>
    public const int WorksForDays = 14;

    /// <summary>The shop stops writing to readers who have not been seen for so long.</summary>
    public const int PatienceDays = 45;

    static readonly (int Day, string Name)[] Newsletters =
    [
        .. new (DateOnly Day, string Name)[]
        {
            (new(2024, 7, 9), "summer_hills"), (new(2024, 8, 6), "bank_holiday_camping"), (new(2024, 9, 10), "autumn_layers"),
            (new(2024, 10, 8), "dark_evenings"), (new(2024, 11, 12), "winter_ready"), (new(2024, 11, 29), "black_friday"),
            (new(2024, 12, 10), "last_posting_day"), (new(2025, 1, 7), "january_clearance"), (new(2025, 2, 4), "snow_days"),
            (new(2025, 4, 8), "easter_trips"), (new(2025, 5, 13), "bike_month"), (new(2025, 6, 10), "long_days"),
        }.Select(letter => (ShopYear.DayOf(letter.Day), letter.Name)),
    ];

    /// <summary>Sends the person everything that subscribers get.</summary>
    public static void Write(Life life)
    {
        if (!life.Person.Subscribed)
        {
            return;
        }

        life.Customer();
        foreach (var (day, name) in Newsletters.Where(letter => letter.Day >= life.Person.From && letter.Day < life.Person.Until + PatienceDays))
        {
            Send(life, day, name, "", "");
            if (life.Rng.Happens(0.002))
            {
                Note(life, ShopYear.OnlineMoment(life.Rng, day), name, "email_unsubscribed");
                break;
            }
        }

        if (life.Person.Letter is not Letter.None)
        {
            TakePart(life);
        }
    }

    static void TakePart(Life life)
    {
        var (rng, person, sent) = (life.Rng, life.Person, life.Person.Letter is Letter.Sent);
        Note(life, ShopYear.StartOf(ShopYear.Experiment) + (7 * 3_600_000L), Experiment, "experiment_viewed", Experiment, sent ? "voucher" : "held_out");
        if (!sent)
        {
            return;
        }

        Send(life, ShopYear.Experiment, Experiment, Experiment, "voucher");
        if (rng.Happens(person.Type.Uplift))
        {
            var at = ShopYear.OnlineMoment(rng, ShopYear.Experiment + 1 + rng.NextInt32(WorksForDays - 2));
            WebVisits.Make(life, at, Voucher, Origin.Newsletter);
        }
    }

    static void Send(Life life, int day, string name, string experiment, string variation)
    {
        var (rng, person) = (life.Rng, life.Person);
        var sent = ShopYear.StartOf(day) + (7 * 3_600_000L) + rng.NextInt32(1_800_000);
        Note(life, sent, name, "email_delivered", experiment, variation);
        if (day >= person.Until || !rng.Happens(person.Type.OpenShare))
        {
            return;
        }

        var opened = sent + (long)(rng.NextDouble() * rng.NextDouble() * 40 * 3_600_000);
        Note(life, opened, name, "email_opened", experiment, variation);
        if (rng.Happens(person.Type.ClickShare))
        {
            Note(life, opened + 15_000, name, "email_link_clicked", experiment, variation);
            WebVisits.Make(life, opened + 18_000, null, Origin.Newsletter);
        }
    }

    static void Note(Life life, long at, string name, string what, string experiment = "", string variation = "") =>
        life.Records.Mails.Add(new(at, life.Person.Customer, name, what, experiment, variation));
}
