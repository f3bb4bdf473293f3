namespace Kindred.Features;

/// <summary>The features of every customer at one moment, as they are kept for a run.</summary>
/// <param name="Run">The run they were measured in.</param>
/// <param name="AsOf">Only events before this moment count, in milliseconds since 1970, UTC.</param>
/// <param name="Customers">The number of each analysed customer in the store.</param>
/// <param name="Features">What each column holds.</param>
/// <param name="Columns">One a feature, one value a customer; NaN where it is missing.</param>
/// <param name="Totals">Sums over the analysed customers, exact where a sum of single-precision columns would not be.</param>
/// <param name="Left">Customers who are not analysed: by robots' behaviour, as test accounts, by the project's condition.</param>
public sealed record Snapshot(
    uint Run, long AsOf, ulong[] Customers, IReadOnlyList<Feature> Features, IReadOnlyList<float[]> Columns, Totals Totals, LeftOut Left)
{
    /// <summary>The values of a feature, one a customer, in the order of <see cref="Customers"/>.</summary>
    public float[] this[string name]
    {
        get
        {
            for (var i = 0; i < Features.Count; i++)
            {
                if (Features[i].Name == name)
                {
                    return Columns[i];
                }
            }

            throw new ArgumentException($"There is no feature {name}.", nameof(name));
        }
    }
}

/// <summary>Sums over the analysed customers.</summary>
public sealed record Totals(long Sessions, long Orders, double Revenue, double Refunded);

/// <summary>How many customers, and how many of their events, are not analysed, by the first reason that holds.</summary>
public sealed record LeftOut(Group Robots, Group TestAccounts, Group ByCondition);

/// <summary>Some customers and their events.</summary>
public readonly record struct Group(long Customers, long Events);
