using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Identity;

/// <summary>Ids that were seen together, empty where there is none of a kind, with the number that each has in the store.</summary>
readonly record struct SeenIds((string User, string Anonymous, string Device) Values, (ulong User, ulong Anonymous, ulong Device) Numbers)
{
    public static SeenIds Read(Row row) => new(
        (row.Get<string>(0), row.Get<string>(1), row.Get<string>(2)), (row.Get<ulong>(3), row.Get<ulong>(4), row.Get<ulong>(5)));

    public IEnumerable<Id> Ids() => new Sighting(Values.User, Values.Anonymous, Values.Device, "", 0, 0, 0).Ids();
}

/// <summary>The ids connected with others that something new is known of, as far as they are known: found step by step, from ids to those they were seen with.</summary>
/// <param name="retracted">The pairs that are taken back, as they were before the change and as they are now.</param>
sealed class IdGroup(IdentityDefinition rules, (HashSet<(Id A, Id B)> Before, HashSet<(Id A, Id B)> Now) retracted)
{
    readonly HashSet<SeenIds> _seen = [];
    readonly HashSet<Id> _known = [];
    readonly Dictionary<Id, HashSet<Id>> _neighbours = [];
    readonly Dictionary<Id, HashSet<Id>> _before = [];

    /// <summary>Ids of whom it is still to be found out what they were seen with.</summary>
    public List<Id> Front { get; private set; } = [];

    public int Size => _neighbours.Count;

    /// <summary>Adds new evidence.</summary>
    public void Add(SeenIds ids)
    {
        _seen.Add(ids);
        Link(_neighbours, ids, retracted.Now);
        Ask(ids.Ids());
    }

    /// <summary>Looks at ids anew.</summary>
    public void Ask(IEnumerable<Id> ids) => Front = [.. Front.Union(ids)];

    /// <summary>Adds what all ids of the front were seen with before. Those become the front, but for what an id brings that joined nobody.</summary>
    /// <remarks>An id that joins nobody only now parts those whom it joined, and one whose link is taken back its neighbours: they are looked at too.</remarks>
    public void Found(IReadOnlyList<SeenIds> seen)
    {
        foreach (var ids in seen.Where(_seen.Add))
        {
            Link(_before, ids, retracted.Before);
            Link(_neighbours, ids, retracted.Now);
        }

        _known.UnionWith(Front);
        Front = [.. Front.Where(id => Joins(_before, id) || Joins(_neighbours, id)).SelectMany(Around).Where(id => !_known.Contains(id)).Distinct()];
    }

    /// <summary>The key of each id of whom everything is known, and of the customer that it belongs to where that goes by another id, else 0.</summary>
    public Dictionary<Id, (ulong Key, ulong Merged)> Owners()
    {
        var graph = new IdentityGraph();
        foreach (var ids in _seen)
        {
            Resolution.Add(graph, ids.Values, ids.Numbers, retracted.Now);
        }

        var identities = graph.Resolve(rules);
        var owners = new Dictionary<Id, (ulong, ulong)>();
        for (var i = 0; i < identities.Ids.Count; i++)
        {
            if (_known.Contains(identities.Ids[i]))
            {
                owners[identities.Ids[i]] = (identities.Numbers[i], identities.Customer[i] == i ? 0 : identities.Numbers[identities.Customer[i]]);
            }
        }

        return owners;
    }

    bool Joins(Dictionary<Id, HashSet<Id>> links, Id id) => !links.TryGetValue(id, out var others) || others.Count < rules.MaxIdsPerCustomer;

    IEnumerable<Id> Around(Id id) => (_neighbours.GetValueOrDefault(id) ?? []).Concat(_before.GetValueOrDefault(id) ?? []);

    static void Link(Dictionary<Id, HashSet<Id>> links, SeenIds ids, HashSet<(Id A, Id B)> retracted)
    {
        foreach (var id in ids.Ids())
        {
            links.TryAdd(id, []);
        }

        foreach (var (a, b) in Resolution.Links(ids.Values, retracted))
        {
            links[a].Add(b);
            links[b].Add(a);
        }
    }
}
