using System.Text.RegularExpressions;
using Kindred.Identity;
using Kindred.Project;

namespace Kindred.Cleaning;

/// <summary>Customers who are declared to be testers or robots, by any of their ids.</summary>
public static class TestAccounts
{
    /// <summary>The numbers of the customers that one of the declared ids, or a pattern with *, belongs to.</summary>
    public static IReadOnlyCollection<ulong> Find(CleaningDefinition cleaning, Identities identities)
    {
        string[] declared = [.. cleaning.TestAccounts, .. cleaning.Bots.Ids];
        if (declared.Length == 0)
        {
            return [];
        }

        var patterns = new Regex(string.Join('|', declared.Select(text => $"^{Regex.Escape(text).Replace("\\*", ".*", StringComparison.Ordinal)}$")));
        var (ids, numbers, customer) = (identities.Ids, identities.Numbers, identities.Customer);
        return [.. Enumerable.Range(0, ids.Count).Where(i => patterns.IsMatch(ids[i].Value)).Select(i => numbers[customer[i]]).Distinct()];
    }
}
