using System.Globalization;
using Kindred.Events;
using Kindred.Project;

namespace Kindred.Collect;

/// <summary>What a project wants of every event, held against one that arrives: the same as for a row of a file.</summary>
public sealed class ArrivalRules(ProjectDefinition project)
{
    static readonly string[] IdFields = ["user_id", "anonymous_id", "device_id"];

    readonly HashSet<string> _blocked = [.. project.Identity.Blocked.Select(value => value.ToLowerInvariant())];
    readonly HashSet<string> _orders = [.. Vocabulary.Orders];
    readonly HashSet<string> _refunds = [.. Vocabulary.Refunds];

    /// <summary>How ids are joined into customers.</summary>
    public IdentityDefinition Identity => project.Identity;

    /// <summary>Brings an event into its final form.</summary>
    /// <returns>Why it cannot be used, or null.</returns>
    public string? Settle(EventRow row, DateTimeOffset now)
    {
        row.Set("event", Vocabulary.Aliases.GetValueOrDefault(row.Text("event"), row.Text("event")));
        foreach (var id in IdFields)
        {
            var trimmed = row.Text(id).Trim(' ');
            row.Set(id, _blocked.Contains(trimmed.ToLowerInvariant()) ? "" : trimmed);
        }

        var reason = Refusal(row, now);
        if (reason is null)
        {
            Mend(row);
            AddMoney(row);
        }

        return reason;
    }

    /// <summary>Brings a product of an order, which was settled as a whole, into its final form.</summary>
    /// <returns>Whether it can be used.</returns>
    public bool SettleProduct(EventRow row)
    {
        if (IsPriceWrong(row))
        {
            return false;
        }

        Mend(row);
        row.Set("quantity", Math.Abs(row.Number("quantity") ?? 1));
        return true;
    }

    string? Refusal(EventRow row, DateTimeOffset now) => row.Whole("occurred_at") switch
    {
        null => "occurred_at is missing",
        < 0 => "occurred_at lies before 1970",
        { } at when at > now.AddDays(1).ToUnixTimeMilliseconds() => "occurred_at lies in the future",
        _ when !IdFields.Any(row.Has) => "no customer id",
        _ when !row.Has("event") => "event is missing",
        _ when IsPriceWrong(row) => "price is negative",
        _ => project.Cleaning.Missing
            .Where(rule => rule.Value.Action is MissingAction.Drop && !row.Has(rule.Key))
            .Select(rule => $"{rule.Key} is missing").FirstOrDefault(),
    };

    bool IsPriceWrong(EventRow row) => row.Number("price") < 0 && project.Cleaning.Caps.GetValueOrDefault("price")?.Min is null;

    void Mend(EventRow row)
    {
        var flagged = new List<string>();
        foreach (var (name, rule) in project.Cleaning.Missing.Where(rule => !row.Has(rule.Key)))
        {
            if (rule.Action is MissingAction.Flag)
            {
                flagged.Add(name);
            }
            else if (rule is { Action: MissingAction.Constant, Constant: { } constant })
            {
                Put(row, EventField.Find(name)!, constant);
            }
        }

        row.Flagged = string.Join(' ', flagged);
        foreach (var (name, cap) in project.Cleaning.Caps)
        {
            if (row.Number(name) is { } value)
            {
                row.Set(name, Math.Min(Math.Max(value, cap.Min ?? double.NegativeInfinity), cap.Max ?? double.PositiveInfinity));
            }
        }
    }

    static void Put(EventRow row, EventField field, string constant)
    {
        if (field.Type is EventFieldType.Text)
        {
            row.Set(field.Name, constant);
        }
        else if (field.Type is EventFieldType.Number && double.TryParse(constant, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            row.Set(field.Name, number);
        }
    }

    /// <summary>Order events carry what they earned, refunds what they gave back as a negative amount; a quantity is always positive.</summary>
    void AddMoney(EventRow row)
    {
        if (row.Number("quantity") is { } quantity)
        {
            row.Set("quantity", Math.Abs(quantity));
        }

        if (!_orders.Contains(row.Text("event")))
        {
            return;
        }

        var earned = row.Number("revenue")
            ?? (row.Number("total") - (row.Number("shipping") ?? 0) - (row.Number("tax") ?? 0))
            ?? (row.Number("price") * (row.Number("quantity") ?? 1));
        if (earned is { } money && Math.Abs(money) <= EventField.Largest)
        {
            row.Set("revenue", _refunds.Contains(row.Text("event")) ? -Math.Abs(money) : money);
        }
    }
}
