namespace Kindred.Numerics.Learners;

/// <summary>What boosted trees make small.</summary>
public enum BoostingLoss
{
    /// <summary>−log P(class seen) of targets 0 and 1; predictions are probabilities of 1.</summary>
    Logistic,

    /// <summary>Half the squared difference; predictions are expected values.</summary>
    Squared,
}

/// <summary>What <see cref="BoostedTrees.Fit"/> is asked for; the defaults are those of scikit-learn, but for <see cref="ValidationShare"/>.</summary>
public sealed record BoostedTreesOptions
{
    /// <summary>What is made small.</summary>
    public BoostingLoss Loss { get; init; } = BoostingLoss.Logistic;

    /// <summary>The most trees grown, at least 1.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>The share of each tree's answer that is taken, above 0 and at most 1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>The most leaves of a tree, at least 2.</summary>
    public int MaxLeaves { get; init; } = 31;

    /// <summary>The most splits on a path, at least 1; any number where null.</summary>
    public int? MaxDepth { get; init; }

    /// <summary>Rows in a leaf at least, 1 or more.</summary>
    public int MinLeafRows { get; init; } = 20;

    /// <summary>λ added to the curvature of a leaf, 0 or more: it pulls the answers of small leaves towards 0.</summary>
    public double Penalty { get; init; }

    /// <summary>The most bins of a column, from 2 to 255, beside one for missing values.</summary>
    public int Bins { get; init; } = 255;

    /// <summary>The share of rows held out to tell when to stop, from 0 (grow all trees) to below 1.</summary>
    public double ValidationShare { get; init; }

    /// <summary>Trees without a lower loss on the rows held out after which growing stops, at least 1; the trees up to the lowest are kept.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>Seed of the choice of rows held out, and of the rows that bins are laid by where there are more than 200,000.</summary>
    public ulong Seed { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Trees, 1);
        OptionRange.Require(LearningRate is > 0 and <= 1, LearningRate, "a rate above 0 and at most 1");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLeaves, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDepth ?? 1, 1, nameof(MaxDepth));
        ArgumentOutOfRangeException.ThrowIfLessThan(MinLeafRows, 1);
        OptionRange.Require(Penalty >= 0 && double.IsFinite(Penalty), Penalty, "a finite penalty of 0 or more");
        OptionRange.Require(Bins is >= 2 and <= 255, Bins, "2 to 255 bins");
        OptionRange.Require(ValidationShare is >= 0 and < 1, ValidationShare, "a share from 0 to below 1");
        ArgumentOutOfRangeException.ThrowIfLessThan(Patience, 1);
    }
}
