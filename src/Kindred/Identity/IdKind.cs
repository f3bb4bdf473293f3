namespace Kindred.Identity;

/// <summary>What an id stands for; a lower one says more about who the customer is.</summary>
public enum IdKind : byte
{
    /// <summary>A customer in the shop's own systems.</summary>
    User = 0,

    /// <summary>A visitor, usually a cookie.</summary>
    Anonymous = 1,

    /// <summary>A device or an installation.</summary>
    Device = 2,
}

/// <summary>One id of a customer.</summary>
public readonly record struct Id(IdKind Kind, string Value)
{
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {Value}";
}

/// <summary>Ids that were seen together in events: the evidence by which they belong to one customer.</summary>
/// <param name="UserId">Empty where the events carry none; likewise the others.</param>
/// <param name="Source">The source that saw them.</param>
/// <param name="FirstAt">Milliseconds since 1970 in UTC.</param>
/// <param name="Events">How many events carry exactly these ids.</param>
public readonly record struct Sighting(string UserId, string AnonymousId, string DeviceId, string Source, long FirstAt, long LastAt, long Events)
{
    /// <summary>The ids in it, strongest first.</summary>
    public IEnumerable<Id> Ids()
    {
        if (UserId.Length > 0)
        {
            yield return new(IdKind.User, UserId);
        }

        if (AnonymousId.Length > 0)
        {
            yield return new(IdKind.Anonymous, AnonymousId);
        }

        if (DeviceId.Length > 0)
        {
            yield return new(IdKind.Device, DeviceId);
        }
    }
}
