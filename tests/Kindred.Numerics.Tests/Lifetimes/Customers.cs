using System.Globalization;
using Kindred.Numerics.Lifetimes;

namespace Kindred.Numerics.Tests.Lifetimes;

/// <summary>The customers that the tests of purchase models share.</summary>
static class Customers
{
    /// <summary>300 simulated customers, with the mean value of their purchases.</summary>
    internal static readonly (PurchaseHistory[] Histories, double[] Spends) Simulated = Read();

    /// <summary>CDNOW: the published tenth of the customers, 39 weeks from the first quarter of 1997 on, times in weeks.</summary>
    internal static (PurchaseHistory[] Histories, double[] Spends) Cdnow()
    {
        var rows = PublicData.Lines("cdnow/cdnow_customers_summary_with_transactions.csv.gz", ',')[1..];
        return (
            [.. rows.Select(row => new PurchaseHistory((int)Number(row[1]), Number(row[2]), Number(row[3])))],
            [.. rows.Select(row => Number(row[4]))]);
    }

    /// <summary>Those who bought again: how often, and the mean value.</summary>
    internal static (int[] Purchases, double[] Means) Buyers((PurchaseHistory[] Histories, double[] Spends) customers)
    {
        var buyers = customers.Histories.Zip(customers.Spends).Where(customer => customer.First.Repeats > 0).ToArray();
        return ([.. buyers.Select(buyer => buyer.First.Repeats)], [.. buyers.Select(buyer => buyer.Second)]);
    }

    static (PurchaseHistory[] Histories, double[] Spends) Read()
    {
        var rows = Golden.Rows("lifetimes/histories");
        return ([.. rows.Select(row => new PurchaseHistory((int)row[0], row[1], row[2]))], [.. rows.Select(row => row[3])]);
    }

    static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
