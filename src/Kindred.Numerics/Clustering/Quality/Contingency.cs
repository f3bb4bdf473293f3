namespace Kindred.Numerics.Clustering.Quality;

/// <summary>How many rows have each pair of labels in two labelings; both sides' labels are renumbered by first appearance.</summary>
sealed record Contingency(
    IReadOnlyList<int> RowLabels, IReadOnlyList<int> ColumnLabels, IReadOnlyDictionary<(int Row, int Column), int> Counts)
{
    /// <summary>Rows with each label of the first labeling.</summary>
    public int[] RowSums { get; private init; } = [];

    /// <summary>Rows with each label of the second labeling.</summary>
    public int[] ColumnSums { get; private init; } = [];

    public static Contingency Of(ReadOnlySpan<int> one, ReadOnlySpan<int> other)
    {
        if (one.Length != other.Length || one.Length == 0)
        {
            throw new ArgumentException($"Two labelings of the same rows are needed, found {one.Length} and {other.Length} labels.", nameof(other));
        }

        var (rows, columns) = (new Numbering(), new Numbering());
        var counts = new Dictionary<(int, int), int>();
        for (var i = 0; i < one.Length; i++)
        {
            var cell = (rows.Count(one[i]), columns.Count(other[i]));
            counts[cell] = counts.GetValueOrDefault(cell) + 1;
        }

        return new(rows.Labels, columns.Labels, counts) { RowSums = [.. rows.Sizes], ColumnSums = [.. columns.Sizes] };
    }

    sealed class Numbering
    {
        readonly Dictionary<int, int> _numbers = [];

        public List<int> Labels { get; } = [];

        public List<int> Sizes { get; } = [];

        public int Count(int label)
        {
            if (!_numbers.TryGetValue(label, out var number))
            {
                _numbers[label] = number = Labels.Count;
                Labels.Add(label);
                Sizes.Add(0);
            }

            Sizes[number]++;
            return number;
        }
    }
}
