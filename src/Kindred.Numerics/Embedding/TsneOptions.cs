namespace Kindred.Numerics.Embedding;

/// <summary>What <see cref="Tsne.Fit"/> is asked for; the defaults are scikit-learn's but for the angle.</summary>
public sealed record TsneOptions
{
    /// <summary>How many neighbours a row is to feel, from 1 to (n − 1) / 3: the exponential of the entropy of its neighbours' shares.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps in all, at least 250; the search ends before when it no longer gets anywhere.</summary>
    public int Iterations { get; init; } = 1000;

    /// <summary>How much stronger neighbours attract each other in the first 250 steps, at least 1.</summary>
    public double EarlyExaggeration { get; init; } = 12;

    /// <summary>Length of a step, above 0; where it is not given, n / exaggeration / 4, and at least 50.</summary>
    public double? LearningRate { get; init; }

    /// <summary>θ: a group of points counts as one when its side is below θ times its distance; above 0, at most 1.</summary>
    /// <remarks>0.7 errs by 2 % of the forces (root mean square), as scikit-learn's tree does at its default 0.5.</remarks>
    public double Angle { get; init; } = 0.7;
}
