using System.Runtime.InteropServices;
using Kindred.Project;

namespace Kindred.Identity;

/// <summary>Which ids belong to one customer, from the pairs of ids that were seen together.</summary>
/// <remarks>
/// <para>The result depends on the set of pairs alone, never on their order. Customers are the connected groups of ids, with three guards:
/// an id with as many neighbours as a customer may have ids joins nobody; where several user ids are not allowed in one customer, an id
/// goes to the user id it is nearest to, and to nobody where two are equally near; a group that is still larger than allowed falls apart
/// into its ids.</para>
/// <para>Time and memory grow with the number of pairs.</para>
/// </remarks>
/// <param name="expected">About how many ids will be added; more cost a little time.</param>
public sealed class IdentityGraph(int expected = 0)
{
    const int Nobody = -1, Contested = -2;

    readonly Dictionary<ulong, int> _places = new(expected);
    readonly List<Id> _ids = new(expected);
    readonly List<ulong> _numbers = new(expected);
    readonly List<(int A, int B)> _links = new(expected);

    /// <summary>Adds an id, which may stand alone, and tells its place in the order of first mention.</summary>
    /// <param name="number">The number that only this id has.</param>
    public int Add(ulong number, Id id)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, number, out var known);
        if (!known)
        {
            place = _ids.Count;
            _ids.Add(id);
            _numbers.Add(number);
        }

        return place;
    }

    /// <summary>Notes that two ids, by their places, were seen together.</summary>
    public void Link(int a, int b) => _links.Add((a, b));

    /// <summary>Decides which ids belong together.</summary>
    public Identities Resolve(IdentityDefinition rules)
    {
        var neighbours = new Neighbours(_ids.Count, _links);
        for (var id = 0; id < _ids.Count; id++)
        {
            // An id that everyone shares, such as that of a till, tells nothing about who a customer is.
            neighbours.Part(id, rules.MaxIdsPerCustomer);
        }

        var owner = new int[_ids.Count];
        Array.Fill(owner, Nobody);
        if (!rules.AllowSeveralUserIds)
        {
            Claim(neighbours, owner);
        }

        Group(neighbours, owner);
        Disperse(owner, rules.MaxIdsPerCustomer);
        return new(_ids, _numbers, Names(owner));
    }

    /// <summary>Gives each id to the user id nearest to it, a step further at a time and all at once, so that none wins by being first.</summary>
    void Claim(Neighbours neighbours, int[] owner)
    {
        var front = new List<int>();
        for (var id = 0; id < owner.Length; id++)
        {
            if (_ids[id].Kind is IdKind.User)
            {
                owner[id] = id;
                front.Add(id);
            }
        }

        var (claims, claimed) = (new int[owner.Length], new List<int>());
        Array.Fill(claims, Nobody);
        while (front.Count > 0)
        {
            claimed.Clear();
            foreach (var id in front)
            {
                foreach (var next in neighbours.Of(id))
                {
                    if (owner[next] == Nobody && neighbours.Any(next))
                    {
                        ref var claim = ref claims[next];
                        if (claim == Nobody)
                        {
                            claimed.Add(next);
                        }

                        claim = claim == Nobody || claim == owner[id] ? owner[id] : Contested;
                    }
                }
            }

            front.Clear();
            foreach (var id in claimed)
            {
                owner[id] = claims[id];
                if (owner[id] != Contested)
                {
                    front.Add(id);
                }
            }
        }

        for (var id = 0; id < owner.Length; id++)
        {
            owner[id] = owner[id] == Contested ? id : owner[id];
        }
    }

    /// <summary>Joins the ids that nobody has yet into connected groups, each owned by its first id.</summary>
    static void Group(Neighbours neighbours, int[] owner)
    {
        var group = new List<int>();
        for (var start = 0; start < owner.Length; start++)
        {
            if (owner[start] != Nobody)
            {
                continue;
            }

            group.Clear();
            group.Add(start);
            owner[start] = start;
            for (var i = 0; i < group.Count; i++)
            {
                foreach (var next in neighbours.Of(group[i]))
                {
                    if (owner[next] == Nobody && neighbours.Any(next))
                    {
                        owner[next] = start;
                        group.Add(next);
                    }
                }
            }
        }
    }

    /// <summary>Lets groups that are too large fall apart.</summary>
    static void Disperse(int[] owner, int most)
    {
        var sizes = new int[owner.Length];
        foreach (var group in owner)
        {
            sizes[group]++;
        }

        for (var id = 0; id < owner.Length; id++)
        {
            owner[id] = sizes[owner[id]] > most ? id : owner[id];
        }
    }

    /// <summary>For each id the place of the one that its group goes by: the first by kind, then by text.</summary>
    int[] Names(int[] owner)
    {
        var names = new int[owner.Length];
        Array.Fill(names, Nobody);
        for (var id = 0; id < owner.Length; id++)
        {
            ref var best = ref names[owner[id]];
            best = best == Nobody || Before(_ids[id], _ids[best]) ? id : best;
        }

        return Array.ConvertAll(owner, group => names[group]);
    }

    static bool Before(Id a, Id b) => a.Kind != b.Kind ? a.Kind < b.Kind : string.CompareOrdinal(a.Value, b.Value) < 0;
}
