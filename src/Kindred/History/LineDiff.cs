namespace Kindred.History;

/// <summary>A line of a diff: ' ' stays, '-' goes, '+' comes.</summary>
public readonly record struct DiffLine(char Sign, string Text)
{
    public override string ToString() => $"{Sign} {Text}";
}

/// <summary>What changed between two texts, line by line: the longest common subsequence stays.</summary>
public static class LineDiff
{
    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        var (old, fresh) = (Lines(before), Lines(after));
        var common = new int[old.Length + 1, fresh.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = fresh.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == fresh[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var diff = new List<DiffLine>();
        for (var (i, j) = (0, 0); i < old.Length || j < fresh.Length;)
        {
            if (i < old.Length && j < fresh.Length && old[i] == fresh[j])
            {
                diff.Add(new(' ', old[i++]));
                j++;
            }
            else if (i < old.Length && (j == fresh.Length || common[i + 1, j] >= common[i, j + 1]))
            {
                diff.Add(new('-', old[i++]));
            }
            else
            {
                diff.Add(new('+', fresh[j++]));
            }
        }

        return diff;
    }

    static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
}
