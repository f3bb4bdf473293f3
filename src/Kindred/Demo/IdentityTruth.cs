using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Identity;

namespace Kindred.Demo;

/// <summary>Which ids are one person: pairs of ids that were joined, against pairs that belong together.</summary>
static class IdentityTruth
{
    public static async Task<IReadOnlyList<FoundTruth>> JudgeAsync(Engine engine, string folder, CancellationToken cancellation)
    {
        var known = TruthFiles.Read(folder, "ids").Select(row => (Id: new Id(Kind(row[0]), row[1]), Person: int.Parse(row[2], CultureInfo.InvariantCulture), Linked: row[3] == "1")).ToList();
        var customers = await CustomersAsync(engine, known.ConvertAll(id => id.Id), cancellation);
        List<(int Person, ulong Customer, bool Linked)> found = [];
        var shared = 0;
        foreach (var (id, person, linked) in known)
        {
            if (customers.TryGetValue(id, out var customer))
            {
                // What several people share is a person of its own, who owns nothing else.
                found.Add((person == 0 ? -++shared : person, customer, linked));
            }
        }

        var (joined, belonging, both) = Pairs(found);
        var linkedOnes = Pairs(found.FindAll(id => id.Linked));
        return
        [
            new("identities", "ids", found.Count, null),
            new("identities", "precision of joined pairs", Share(both, joined), 1),
            new("identities", "recall of pairs that an event links", Share(linkedOnes.Both, linkedOnes.Belonging), 1),
            new("identities", "recall of all pairs of a person", Share(both, belonging), null),
        ];
    }

    /// <summary>How many pairs are joined, belong together, and both.</summary>
    static (double Joined, double Belonging, double Both) Pairs(List<(int Person, ulong Customer, bool Linked)> ids) => (
        ids.CountBy(id => id.Customer).Sum(group => Of(group.Value)),
        ids.CountBy(id => id.Person).Sum(group => Of(group.Value)),
        ids.CountBy(id => (id.Person, id.Customer)).Sum(group => Of(group.Value)));

    static double Of(int count) => count * (count - 1.0) / 2;

    static double Share(double part, double whole) => whole == 0 ? 1 : part / whole;

    /// <summary>The customer that each id was found to belong to; ids that no event shows are left out.</summary>
    static async Task<Dictionary<Id, ulong>> CustomersAsync(Engine engine, List<Id> ids, CancellationToken cancellation)
    {
        await engine.ExecuteAsync($"DROP TABLE IF EXISTS truth_ids", cancellation);
        await engine.ExecuteAsync($"CREATE TABLE truth_ids (kind UInt8, value String) ENGINE = Memory", cancellation);
        await engine.InsertAsync(
            "truth_ids",
            new Block(Column.Of("kind", ids.Select(id => (byte)id.Kind).ToArray()), Column.Of("value", ids.Select(id => id.Value).ToArray())),
            cancellation);
        var rows = await engine.QueryAsync(
            $"""
            SELECT kind, value, if(merged_id = 0, customer_key, merged_id) AS customer
            FROM (SELECT kind, value, cityHash64(value) + kind AS customer_key FROM truth_ids) AS k
            ANY LEFT JOIN customer_keys USING (customer_key)
            WHERE customer IN (SELECT customer_id FROM customers)
            """,
            row => (Id: new Id((IdKind)row.Get<byte>(0), row.Get<string>(1)), Customer: row.Get<ulong>(2)),
            cancellation);
        await engine.ExecuteAsync($"DROP TABLE truth_ids", cancellation);
        return rows.ToDictionary(row => row.Id, row => row.Customer);
    }

    static IdKind Kind(string name) => name switch
    {
        "user_id" => IdKind.User,
        "anonymous_id" => IdKind.Anonymous,
        _ => IdKind.Device,
    };
}
