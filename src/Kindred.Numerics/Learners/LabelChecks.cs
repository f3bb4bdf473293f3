namespace Kindred.Numerics.Learners;

/// <summary>Preconditions on what the learners are to predict.</summary>
static class LabelChecks
{
    /// <summary>Number of classes: one more than the greatest label.</summary>
    internal static int Classes(ReadOnlySpan<int> labels, int rows, string name)
    {
        ThrowIfOtherLength(labels.Length, rows, name);
        var greatest = 0;
        foreach (var label in labels)
        {
            if (label is < 0 or >= 1 << 16)
            {
                throw new ArgumentException($"Classes are counted from 0 and below 65,536; found {label}.", name);
            }

            greatest = Math.Max(greatest, label);
        }

        return greatest + 1;
    }

    /// <summary>Refuses another number of labels than of rows.</summary>
    internal static void ThrowIfOtherLength(int length, int rows, string name)
    {
        if (length != rows)
        {
            throw new ArgumentException($"Each of the {rows} rows takes one label, found {length}.", name);
        }
    }
}
