namespace Kindred.Identity;

/// <summary>The customers that ids were found to belong to.</summary>
/// <param name="Ids">Every id that was seen, in the order of first mention.</param>
/// <param name="Numbers">The number of each of them in the store.</param>
/// <param name="Customer">For each of them the place, in the same list, of the id that its customer goes by.</param>
public sealed record Identities(IReadOnlyList<Id> Ids, IReadOnlyList<ulong> Numbers, int[] Customer)
{
    /// <summary>How many ids belong to a customer that goes by another id.</summary>
    public int Merged => Customer.Where((owner, id) => owner != id).Count();
}
