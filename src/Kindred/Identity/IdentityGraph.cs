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
public sealed class IdentityGraph
{
    const int Nobody = -1, Contested = -2;

    readonly Dictionary<ulong, int> _places = [];
    readonly List<Id> _ids = [];
    readonly List<ulong> _numbers = [];
    readonly List<(int A, int B)> _links = [];

    /// <summary>Adds an id, which may stand alone, and tells its place in the order of first mention.</summary>
    /// <param name="number">The number that only this id has.</param>
    public int Add(ulong number, Id id)
    {
        if (!_places.TryGetValue(number, out var place))
        {
            _places[number] = place = _ids.Count;
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
        var neighbours = Neighbours();
        for (var id = 0; id < neighbours.Length; id++)
        {
            // An id that everyone shares, such as that of a till, tells nothing about who a customer is.
            neighbours[id] = neighbours[id].Length < rules.MaxIdsPerCustomer ? neighbours[id] : [];
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

    /// <summary>Each id's distinct neighbours.</summary>
    int[][] Neighbours()
    {
        var counts = new int[_ids.Count];
        foreach (var (a, b) in _links)
        {
            counts[a]++;
            counts[b]++;
        }

        var neighbours = Array.ConvertAll(counts, count => new int[count]);
        foreach (var (a, b) in _links)
        {
            neighbours[a][--counts[a]] = b;
            neighbours[b][--counts[b]] = a;
        }

        return Array.ConvertAll(neighbours, list => list.Length > 1 ? [.. list.Distinct()] : list);
    }

    /// <summary>Gives each id to the user id nearest to it, a step further at a time and all at once, so that none wins by being first.</summary>
    void Claim(int[][] neighbours, int[] owner)
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

        var claims = new Dictionary<int, int>();
        while (front.Count > 0)
        {
            claims.Clear();
            foreach (var id in front)
            {
                foreach (var next in neighbours[id])
                {
                    if (owner[next] == Nobody && neighbours[next].Length > 0)
                    {
                        claims[next] = claims.TryGetValue(next, out var other) && other != owner[id] ? Contested : owner[id];
                    }
                }
            }

            front.Clear();
            foreach (var (id, claimant) in claims)
            {
                owner[id] = claimant;
                if (claimant != Contested)
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
    static void Group(int[][] neighbours, int[] owner)
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
                foreach (var next in neighbours[group[i]])
                {
                    if (owner[next] == Nobody && neighbours[next].Length > 0)
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
