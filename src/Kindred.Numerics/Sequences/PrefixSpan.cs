namespace Kindred.Numerics.Sequences;

/// <summary>What counts as frequent, and how far to look.</summary>
public sealed record PrefixSpanOptions
{
    /// <summary>In how many sequences a pattern must occur, at least 1.</summary>
    public required int MinimumSupport { get; init; }

    /// <summary>The longest pattern looked for; 10 unless told.</summary>
    public int MaximumLength { get; init; } = 10;

    /// <summary>Refuse to go on beyond so many patterns; 1,000,000 unless told.</summary>
    public int MaximumPatterns { get; init; } = 1_000_000;
}

/// <summary>Items that follow each other, not necessarily at once, in <paramref name="Support"/> sequences.</summary>
public sealed record SequentialPattern(IReadOnlyList<int> Items, int Support);

/// <summary>All sequences of items that occur, with gaps allowed, in at least so many of the sequences given.</summary>
/// <remarks>
/// Depth first over prefixes; each prefix keeps, for every sequence that has it, the position after its first occurrence. Time and memory
/// grow with the patterns found. Patterns come in order of support, then length, then items, always the same.
/// J. Pei et al., "Mining sequential patterns by pattern-growth: the PrefixSpan approach", IEEE Trans. Knowl. Data Eng. 16 (2004); one
/// item an element.
/// </remarks>
public static class PrefixSpan
{
    /// <summary>Finds the frequent patterns of one item or more.</summary>
    /// <param name="sequences">Items in order, none below 0.</param>
    /// <exception cref="ArgumentException">An item is below 0, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">There are more patterns than <see cref="PrefixSpanOptions.MaximumPatterns"/>.</exception>
    public static IReadOnlyList<SequentialPattern> Mine(
        IReadOnlyList<int[]> sequences, PrefixSpanOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinimumSupport, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumLength, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumPatterns, 1, nameof(options));
        var items = sequences.SelectMany(sequence => sequence).Distinct().Order().ToArray();
        ArgumentOutOfRangeException.ThrowIfNegative(items.FirstOrDefault(), nameof(sequences));
        var search = new Search(sequences, items, options, cancellation);
        search.Grow([.. Enumerable.Range(0, sequences.Count).Select(i => (i, 0))]);
        return [.. search.Patterns
            .OrderByDescending(pattern => pattern.Support)
            .ThenBy(pattern => pattern.Items.Count)
            .ThenBy(pattern => pattern.Items, Comparer<IReadOnlyList<int>>.Create(CompareItems))];
    }

    static int CompareItems(IReadOnlyList<int> one, IReadOnlyList<int> other)
    {
        for (var i = 0; i < one.Count; i++)
        {
            if (one[i] != other[i])
            {
                return one[i].CompareTo(other[i]);
            }
        }

        return 0;
    }

    /// <param name="sequences">Of items.</param>
    /// <param name="items">All of them, in order; inside the search an item is its place here.</param>
    sealed class Search(IReadOnlyList<int[]> sequences, int[] items, PrefixSpanOptions options, CancellationToken cancellation)
    {
        readonly List<int> _prefix = [];
        readonly int[][] _sequences =
            [.. sequences.Select(sequence => Array.ConvertAll(sequence, item => Array.BinarySearch(items, item)))];
        readonly int[] _seenIn = new int[items.Length];
        int _round;

        public List<SequentialPattern> Patterns { get; } = [];

        /// <summary>Extends the prefix by each item that is frequent after it; a projection is a sequence and where to read on.</summary>
        public void Grow(List<(int Sequence, int From)> projections)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (item, next) in Extensions(projections).OrderBy(extension => extension.Key))
            {
                if (next.Count < options.MinimumSupport)
                {
                    continue;
                }

                if (Patterns.Count == options.MaximumPatterns)
                {
                    throw new InvalidOperationException(
                        $"More than {options.MaximumPatterns} patterns occur in {options.MinimumSupport} sequences: ask for a higher support.");
                }

                _prefix.Add(items[item]);
                Patterns.Add(new([.. _prefix], next.Count));
                if (_prefix.Count < options.MaximumLength)
                {
                    Grow(next);
                }

                _prefix.RemoveAt(_prefix.Count - 1);
            }
        }

        Dictionary<int, List<(int Sequence, int From)>> Extensions(List<(int Sequence, int From)> projections)
        {
            var extensions = new Dictionary<int, List<(int, int)>>();
            foreach (var (index, from) in projections)
            {
                var sequence = _sequences[index];
                _round++;
                for (var i = from; i < sequence.Length; i++)
                {
                    if (_seenIn[sequence[i]] == _round)
                    {
                        continue;
                    }

                    _seenIn[sequence[i]] = _round;
                    if (!extensions.TryGetValue(sequence[i], out var next))
                    {
                        extensions.Add(sequence[i], next = []);
                    }

                    next.Add((index, i + 1));
                }
            }

            return extensions;
        }
    }
}
