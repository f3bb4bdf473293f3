using System.Numerics.Tensors;

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

    /// <summary>Refuses labels other than 0 and 1, and labels that are all alike.</summary>
    internal static void ThrowIfNotTwoClasses(ReadOnlySpan<int> labels, int rows, string name)
    {
        ThrowIfOtherLength(labels.Length, rows, name);
        if (labels.ContainsAnyExceptInRange(0, 1) || !labels.Contains(0) || !labels.Contains(1))
        {
            throw new ArgumentException("Labels are 0 and 1, and both must occur.", name);
        }
    }

    /// <summary>Refuses targets that are not finite, or, for two classes, not 0 and 1 with both occurring.</summary>
    internal static void ThrowIfNotTargets(ReadOnlySpan<double> targets, int rows, bool twoClasses, string name)
    {
        ThrowIfOtherLength(targets.Length, rows, name);
        if (!TensorPrimitives.IsFiniteAll(targets))
        {
            throw new ArgumentException("Every target must be finite.", name);
        }

        if (twoClasses && (targets.ContainsAnyExcept(0, 1) || !targets.Contains(0) || !targets.Contains(1)))
        {
            throw new ArgumentException("Targets of logistic loss are 0 and 1, and both must occur.", name);
        }
    }

    /// <summary>The weights of the rows; 1 each where none are given.</summary>
    internal static double[] RowWeights(ReadOnlySpan<double> weights, int rows, string name)
    {
        if (weights.IsEmpty)
        {
            var ones = new double[rows];
            Array.Fill(ones, 1);
            return ones;
        }

        if (weights.Length != rows)
        {
            throw new ArgumentException($"Each of the {rows} rows takes one weight, found {weights.Length}.", name);
        }

        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight >= 0 ? weight : double.NaN;
        }

        return sum > 0 && double.IsFinite(sum)
            ? weights.ToArray()
            : throw new ArgumentException("Weights are finite, 0 or more, and not all 0.", name);
    }
}
