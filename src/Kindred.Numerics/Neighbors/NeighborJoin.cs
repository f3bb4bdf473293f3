using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kindred.Numerics.Neighbors;

/// <summary>Rounds of NN-descent: the acquaintances of a row meet each other, and each learns of the other what belongs on its list.</summary>
/// <remarks>Rows are taken in batches of a fixed size. Within one, meetings are held in parallel against the lists as they were before it, and written down;
/// then every list is brought up to date by one thread. So nothing depends on the number of cores.</remarks>
sealed class NeighborJoin(NeighborLists lists)
{
    const int Listers = 4; // times k: so many rows that list a row take part
    const int BatchBlocks = 32;
    const int Shards = 16; // of lists, to be written in parallel
    const int ShardRows = 64; // beside each other before the next shard's come

    readonly List<Meeting>[] _meetings = [.. Enumerable.Range(0, BatchBlocks * Shards).Select(_ => new List<Meeting>())];

    /// <summary>What one row heard of another.</summary>
    readonly record struct Meeting(int Row, int Other, float SquaredDistance);

    /// <summary>The rows on each row's list and up to 4·k, by chance, of those that list it: Fresh[i] ones, then others, Met[i] in all, from Starts[i] on.</summary>
    sealed record Acquaintances(int[] Starts, int[] Rows, int[] Fresh, int[] Met);

    /// <summary>One round; returns how many entries changed.</summary>
    internal long Run(ulong seed, CancellationToken cancellation)
    {
        var (known, changes) = (Introduce(seed, cancellation), 0L);
        var blocks = RowBlocks.Count(lists.Rows, NeighborLists.BlockRows);
        for (var first = 0; first < blocks; first += BatchBlocks)
        {
            var (from, count) = (first, Math.Min(BatchBlocks, blocks - first));
            RowBlocks.Each(count, block => Meet(known, (from + block) * NeighborLists.BlockRows, block), cancellation);
            var changed = new long[Shards];
            RowBlocks.Each(Shards, shard => changed[shard] = Tell(shard, count), cancellation);
            changes += changed.Sum();
        }

        return changes;
    }

    Acquaintances Introduce(ulong seed, CancellationToken cancellation)
    {
        var (rows, k) = (lists.Rows, lists.Count);
        var (reverse, listing) = lists.Reverse();
        var starts = new int[rows + 1];
        for (var i = 0; i < rows; i++)
        {
            starts[i + 1] = checked(starts[i] + k + Math.Min(Listers * k, reverse[i + 1] - reverse[i]));
        }

        var known = new Acquaintances(starts, new int[starts[^1]], new int[rows], new int[rows]);
        RowBlocks.For(rows, NeighborLists.BlockRows, (block, from, until) =>
        {
            var (rng, listed, fresh) = (new Rng(seed + ((ulong)block << 20)), new int[k], new bool[k]);
            var (old, listers) = (new List<int>(), new List<int>());
            for (var row = from; row < until; row++)
            {
                lists.Take(row, listed, fresh);
                Sample(listing.AsSpan(reverse[row]..reverse[row + 1]), Listers * k, rng, listers);
                old.Clear();
                var at = starts[row];
                for (var i = 0; i < k; i++)
                {
                    if (fresh[i] || listers.Contains(~listed[i])) // fresh on the other's list
                    {
                        known.Rows[at++] = listed[i];
                    }
                    else
                    {
                        old.Add(listed[i]);
                    }
                }

                foreach (var lister in listers)
                {
                    var other = lister < 0 ? ~lister : lister;
                    if (!listed.AsSpan().Contains(other))
                    {
                        if (lister < 0)
                        {
                            known.Rows[at++] = other;
                        }
                        else
                        {
                            old.Add(other);
                        }
                    }
                }

                known.Fresh[row] = at - starts[row];
                known.Met[row] = known.Fresh[row] + old.Count;
                CollectionsMarshal.AsSpan(old).CopyTo(known.Rows.AsSpan(at));
            }
        }, cancellation);
        return known;
    }

    /// <summary>Up to <paramref name="most"/> of all by chance.</summary>
    static void Sample(Span<int> all, int most, Rng rng, List<int> sample)
    {
        sample.Clear();
        for (var i = 0; i < all.Length && i < most; i++)
        {
            var pick = all.Length > most ? i + rng.NextInt32(all.Length - i) : i;
            (all[i], all[pick]) = (all[pick], all[i]);
            sample.Add(all[i]);
        }
    }

    /// <summary>Holds the meetings around the rows of a block, all pairs of which one is fresh, and writes down those that may change a list.</summary>
    void Meet(Acquaintances known, int from, int block)
    {
        var most = ((1 + Listers) * lists.Count) + Vector256<float>.Count;
        var (distances, worst) = (new float[most], new float[most]);
        for (var row = from; row < Math.Min(from + NeighborLists.BlockRows, lists.Rows); row++)
        {
            var met = known.Rows.AsSpan(known.Starts[row], known.Met[row]);
            for (var i = 0; i < met.Length; i++)
            {
                worst[i] = lists.Worst[met[i]];
            }

            for (var i = 0; i < known.Fresh[row]; i++)
            {
                var others = met[(i + 1)..];
                lists.SquaredDistances(met[i], others, distances);
                distances.AsSpan(others.Length).Fill(float.PositiveInfinity);
                for (var j = 0; j < others.Length; j += Vector256<float>.Count)
                {
                    var apart = Vector256.Create<float>(distances.AsSpan(j));
                    var limit = Vector256.Max(Vector256.Create<float>(worst.AsSpan(i + 1 + j)), Vector256.Create(worst[i]));
                    var close = Vector256.LessThanOrEqual(apart, limit).ExtractMostSignificantBits();
                    for (; close != 0; close &= close - 1)
                    {
                        var other = j + BitOperations.TrailingZeroCount(close);
                        if (other < others.Length)
                        {
                            Write(block, met[i], others[other], distances[other], worst[i]);
                            Write(block, others[other], met[i], distances[other], worst[i + 1 + other]);
                        }
                    }
                }
            }
        }
    }

    void Write(int block, int row, int other, float squaredDistance, float worst)
    {
        if (squaredDistance <= worst)
        {
            _meetings[(block * Shards) + (row / ShardRows % Shards)].Add(new(row, other, squaredDistance));
        }
    }

    /// <summary>Brings the lists of a shard up to date; returns how many entries changed.</summary>
    long Tell(int shard, int blocks)
    {
        var changes = 0L;
        for (var block = 0; block < blocks; block++)
        {
            var meetings = _meetings[(block * Shards) + shard];
            foreach (ref readonly var meeting in CollectionsMarshal.AsSpan(meetings))
            {
                changes += lists.Offer(meeting.Row, meeting.Other, meeting.SquaredDistance) ? 1 : 0;
            }

            meetings.Clear();
        }

        return changes;
    }
}
