using System.Runtime.CompilerServices;

namespace Kindred.Numerics.Clustering;

/// <summary>What labels must be; a negative one stands for noise.</summary>
static class LabelChecks
{
    /// <summary>Refuses labels that are not one a row.</summary>
    internal static void OneLabelARow(Matrix points, ReadOnlySpan<int> labels, [CallerArgumentExpression(nameof(labels))] string name = "")
    {
        if (labels.Length != points.Rows)
        {
            throw new ArgumentException($"One label a row is needed: {points.Rows} rows, {labels.Length} labels.", name);
        }
    }

    /// <summary>Refuses labels that are all noise.</summary>
    internal static void OneCluster(ReadOnlySpan<int> labels, [CallerArgumentExpression(nameof(labels))] string name = "")
    {
        if (Clusters(labels) < 1)
        {
            throw new ArgumentException("At least one cluster is needed; every label is negative.", name);
        }
    }

    /// <summary>Refuses labels of fewer than two clusters.</summary>
    internal static void TwoClusters(ReadOnlySpan<int> labels, [CallerArgumentExpression(nameof(labels))] string name = "")
    {
        if (Clusters(labels) < 2)
        {
            throw new ArgumentException("At least two clusters are needed.", name);
        }
    }

    /// <summary>How many clusters have rows, counted up to two.</summary>
    internal static int Clusters(ReadOnlySpan<int> labels)
    {
        var first = -1;
        foreach (var label in labels)
        {
            if (label >= 0 && first >= 0 && label != first)
            {
                return 2;
            }

            first = label >= 0 ? label : first;
        }

        return first < 0 ? 0 : 1;
    }
}
