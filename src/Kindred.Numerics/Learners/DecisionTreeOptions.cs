namespace Kindred.Numerics.Learners;

/// <summary>What <see cref="DecisionTree.Fit"/> is asked for.</summary>
public sealed record DecisionTreeOptions
{
    /// <summary>Most splits on the way to a leaf, at least 1.</summary>
    public int MaxDepth { get; init; } = int.MaxValue;

    /// <summary>Fewest rows in a leaf, at least 1.</summary>
    public int MinLeafRows { get; init; } = 1;

    /// <summary>What a leaf must save in impurity to be kept when the tree is pruned (α, scikit-learn's <c>ccp_alpha</c>), at least 0.</summary>
    public double PruningAlpha { get; init; }
}
