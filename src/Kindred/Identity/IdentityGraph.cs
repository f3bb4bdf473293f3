using Kindred.Project;

namespace Kindred.Identity;

/// <summary>Which ids belong to one customer, from the pairs of ids that were seen together.</summary>
/// <remarks>
/// <para>The result depends on the set of pairs alone, never on their order. Customers are the connected groups of ids, with three guards:
/// an id with more neighbours than a customer may have ids joins nobody; where several user ids are not allowed in one customer, an id
/// that is tied to a user id goes to the one it is nearest to, and to nobody where two are equally near; a group that is still larger
/// than allowed falls apart into its ids.</para>
/// <para>Time and memory grow with the number of pairs.</para>
/// </remarks>
public sealed class IdentityGraph
{
    readonly Dictionary<Id, int> _index = [];
    readonly List<Id> _ids = [];
    readonly List<(int A, int B)> _links = [];

    /// <summary>Adds an id that may stand alone, and tells its place in the order of first mention.</summary>
    public int Add(Id id)
    {
        if (!_index.TryGetValue(id, out var index))
        {
            _index[id] = index = _ids.Count;
            _ids.Add(id);
        }

        return index;
    }

    /// <summary>Adds two ids seen together.</summary>
    public void Link(Id a, Id b) => _links.Add((Add(a), Add(b)));

    /// <summary>Decides which ids belong together.</summary>
    public Identities Resolve(IdentityDefinition rules)
    {
        var neighbours = Neighbours();
        var owner = rules.AllowSeveralUserIds ? Groups(neighbours, rules) : Nearest(neighbours, rules);
        var names = Names(owner);
        return new(_ids, [.. owner.Select(group => names[group])]);
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

    /// <summary>Connected groups, by the smallest index in each.</summary>
    int[] Groups(int[][] neighbours, IdentityDefinition rules)
    {
        var owner = new int[_ids.Count];
        Array.Fill(owner, -1);
        for (var start = 0; start < owner.Length; start++)
        {
            if (owner[start] < 0)
            {
                Spread(start, neighbours, rules.MaxIdsPerCustomer, owner);
            }
        }

        return owner;
    }

    static void Spread(int start, int[][] neighbours, int most, int[] owner)
    {
        var group = new List<int> { start };
        owner[start] = start;
        for (var i = 0; i < group.Count; i++)
        {
            foreach (var next in Joinable(neighbours, group[i], most))
            {
                if (owner[next] < 0)
                {
                    owner[next] = start;
                    group.Add(next);
                }
            }
        }

        if (group.Count > most)
        {
            group.ForEach(id => owner[id] = id);
        }
    }

    /// <summary>Each user id with the ids nearest to it; ids that no user id reaches alone group among themselves.</summary>
    int[] Nearest(int[][] neighbours, IdentityDefinition rules)
    {
        const int Nobody = -1, Contested = -2;
        var owner = new int[_ids.Count];
        Array.Fill(owner, Nobody);
        var front = new List<int>();
        for (var id = 0; id < owner.Length; id++)
        {
            if (_ids[id].Kind is IdKind.User)
            {
                owner[id] = id;
                front.Add(id);
            }
        }

        while (front.Count > 0)
        {
            front = Step(front, neighbours, rules.MaxIdsPerCustomer, owner, Nobody, Contested);
        }

        // An id claimed by two user ids stands alone.
        for (var id = 0; id < owner.Length; id++)
        {
            owner[id] = owner[id] == Contested ? id : owner[id];
        }

        for (var id = 0; id < owner.Length; id++)
        {
            if (owner[id] == Nobody)
            {
                Spread(id, neighbours, rules.MaxIdsPerCustomer, owner);
            }
        }

        return WithoutCrowds(owner, rules.MaxIdsPerCustomer);
    }

    /// <summary>One step of all claims at once, so that none wins by being first.</summary>
    static List<int> Step(List<int> front, int[][] neighbours, int most, int[] owner, int nobody, int contested)
    {
        var claims = new Dictionary<int, int>();
        foreach (var id in front)
        {
            foreach (var next in Joinable(neighbours, id, most))
            {
                if (owner[next] == nobody)
                {
                    claims[next] = claims.TryGetValue(next, out var other) && other != owner[id] ? contested : owner[id];
                }
            }
        }

        var won = new List<int>();
        foreach (var (id, claimant) in claims)
        {
            owner[id] = claimant;
            if (claimant != contested)
            {
                won.Add(id);
            }
        }

        return won;
    }

    static int[] WithoutCrowds(int[] owner, int most)
    {
        var sizes = new int[owner.Length];
        foreach (var group in owner)
        {
            sizes[group]++;
        }

        return [.. owner.Select((group, id) => sizes[group] > most ? id : group)];
    }

    static IEnumerable<int> Joinable(int[][] neighbours, int id, int most) =>
        neighbours[id].Length < most ? neighbours[id].Where(next => neighbours[next].Length < most) : [];

    /// <summary>The id that names each group: the smallest by kind, then by text.</summary>
    Dictionary<int, int> Names(int[] owner)
    {
        var names = new Dictionary<int, int>();
        for (var id = 0; id < owner.Length; id++)
        {
            if (!names.TryGetValue(owner[id], out var best) || Before(_ids[id], _ids[best]))
            {
                names[owner[id]] = id;
            }
        }

        return names;
    }

    static bool Before(Id a, Id b) => a.Kind != b.Kind ? a.Kind < b.Kind : string.CompareOrdinal(a.Value, b.Value) < 0;
}
