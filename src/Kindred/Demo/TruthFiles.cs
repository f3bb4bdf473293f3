using System.Globalization;

namespace Kindred.Demo;

/// <summary>What is known of the sample shop because it was made so, written beside its data.</summary>
static class TruthFiles
{
    public const string Folder = "truths";

    const string ReadMe = """
        # What is known of this shop

        The data of the sample shop were made, so the truth about them is known. Kindred reads nothing in this folder: it is here to judge what
        it finds. `kindred demo --truths` does that.

        | file | what it tells |
        |---|---|
        | `people.csv` | every customer with their behaviour type, customer number and part in the experiment |
        | `ids.csv` | every id with the person it belongs to (0: shared by several), and whether any event shows it beside the person's customer number |
        | `robots.csv` | visitor ids of robots: some say so in their user agent, some are too fast, some are patient |
        | `duplicates.csv` | events that came twice: messages sent again, clicks that fired twice, till lines exported twice |
        | `days.csv` | how busy each day is by its weekday and its season, and the share of web hits that the tracker recorded |
        | `experiment.csv` | orders that the e-mail of 18 March 2025 added per reader within fourteen days, by behaviour type |
        | `drift.csv` | what changed on 1 June 2025 |

        """;

    public static void Write(string folder, IReadOnlyList<Records> all)
    {
        Table(folder, "people", "person,type,customer_no,letter", all.SelectMany(records => records.People).Select(person =>
            Row(person.Number, person.Type.Key, person.Customer, Word(person.Letter))));
        Table(folder, "ids", "kind,id,person,linked", all.SelectMany(records => records.Ids).Select(id => Row(id.Kind, id.Value, id.Person, id.Linked ? 1 : 0)));
        Table(folder, "robots", "visitor,kind", all.SelectMany(records => records.Robots).Select(robot => Row(robot.Visitor, robot.Kind)));
        Table(folder, "duplicates", "source,kind,id,of", all.SelectMany(records => records.Twice).Concat(TillFiles.Twice(all)).Select(twice =>
            Row(twice.Source, twice.Kind, twice.Id, twice.Of)));
        Table(folder, "days", "date,weekday_factor,season_factor,tracked", Enumerable.Range(0, ShopYear.Days).Select(day => Row(
            ShopYear.DateOf(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ShopYear.WeekdayFactor(day),
            Math.Round(ShopYear.SeasonFactor(day), 4),
            ShopYear.IsBadWeek(day) ? ShopYear.KeptInBadWeek : 1)));
        Table(folder, "experiment", "type,orders_added", BehaviourType.All.Select(type => Row(type.Key, type.Uplift)));
        Table(folder, "drift", "what,from,change", [
            Row("prices", "2025-06-01", $"times {Assortment.PriceRise}"),
            Row("web visits by phone", "2025-06-01", $"plus {Drift.PhoneRise}"),
            Row($"application feature {Drift.NewFeature}", "2025-06-01", $"new with {Drift.NewFeatureShare} of all uses")]);
        File.WriteAllText(Path.Combine(folder, Folder, "README.md"), ReadMe);
    }

    /// <summary>The rows of a table, as texts, without its head.</summary>
    public static IEnumerable<string[]> Read(string folder, string name) =>
        File.ReadLines(Path.Combine(folder, Folder, $"{name}.csv")).Skip(1).Select(row => row.Split(','));

    public static string Word(Letter letter) => letter switch
    {
        Letter.Sent => "voucher",
        Letter.HeldOut => "held_out",
        _ => "",
    };

    static void Table(string folder, string name, string head, IEnumerable<string> rows)
    {
        Directory.CreateDirectory(Path.Combine(folder, Folder));
        File.WriteAllLines(Path.Combine(folder, Folder, $"{name}.csv"), rows.Prepend(head));
    }

    static string Row(params IReadOnlyList<object> values) => string.Join(',', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));
}
