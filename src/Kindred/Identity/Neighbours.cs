using System.Runtime.InteropServices;

namespace Kindred.Identity;

/// <summary>The distinct ids that each id was seen with, one list after the other.</summary>
sealed class Neighbours
{
    readonly int[] _starts;
    readonly int[] _counts;
    readonly int[] _others;

    /// <param name="ids">How many ids there are.</param>
    /// <param name="links">Pairs of their places; the same pair may come more than once.</param>
    public Neighbours(int ids, List<(int A, int B)> links)
    {
        (_starts, _counts, _others) = (new int[ids + 1], new int[ids], new int[2 * links.Count]);
        foreach (var (a, b) in CollectionsMarshal.AsSpan(links))
        {
            _starts[a + 1]++;
            _starts[b + 1]++;
        }

        for (var id = 0; id < ids; id++)
        {
            _starts[id + 1] += _starts[id];
        }

        foreach (var (a, b) in CollectionsMarshal.AsSpan(links))
        {
            _others[_starts[a] + _counts[a]++] = b;
            _others[_starts[b] + _counts[b]++] = a;
        }

        for (var id = 0; id < ids; id++)
        {
            _counts[id] = Distinct(_others.AsSpan(_starts[id], _counts[id]));
        }
    }

    public ReadOnlySpan<int> Of(int id) => _others.AsSpan(_starts[id], _counts[id]);

    /// <summary>Whether an id has any.</summary>
    public bool Any(int id) => _counts[id] > 0;

    /// <summary>Leaves an id that has so many or more without any.</summary>
    public void Part(int id, int tooMany) => _counts[id] = _counts[id] < tooMany ? _counts[id] : 0;

    /// <summary>Sorts a list, with its distinct values first, and tells how many those are.</summary>
    static int Distinct(Span<int> list)
    {
        list.Sort();
        var kept = 0;
        foreach (var other in list)
        {
            if (kept == 0 || list[kept - 1] != other)
            {
                list[kept++] = other;
            }
        }

        return kept;
    }
}
