using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Rules;

/// <summary>Evaluates conditions on customers at a moment.</summary>
public static class Rule
{
    /// <summary>The numbers of the analysed customers who meet each of several rules, ascending; all are found in one pass over the events.</summary>
    /// <param name="rules">Each with the id of its segment; where that is empty, it makes none.</param>
    public static async Task<IReadOnlyList<ulong[]>> MembersAsync(
        Engine engine, Moment moment, IReadOnlyList<(string Segment, Condition Rule)> rules, CancellationToken cancellation)
    {
        var members = rules.Select(_ => new List<ulong>()).ToList();
        if (rules.Count == 0)
        {
            return [];
        }

        await foreach (var block in engine.StreamAsync(await MembersQueryAsync(engine, moment, rules, cancellation), cancellation))
        {
            var customers = block.Column<ulong>("customer_id");
            for (var r = 0; r < rules.Count; r++)
            {
                var meets = block.Column<byte>($"r{r + 1}");
                for (var row = 0; row < block.Rows; row++)
                {
                    if (meets[row] != 0)
                    {
                        members[r].Add(customers[row]);
                    }
                }
            }
        }

        members.ForEach(list => list.Sort());
        return [.. members.Select(list => list.ToArray())];
    }

    /// <summary>A query of the customers who meet any of several rules, with a column <c>r1</c>, <c>r2</c>, … for each.</summary>
    internal static async Task<Sql> MembersQueryAsync(
        Engine engine, Moment moment, IReadOnlyList<(string Segment, Condition Rule)> rules, CancellationToken cancellation)
    {
        var query = new RuleQuery(moment, await Thresholds.FindAsync(engine, moment, rules.Select(rule => rule.Rule), cancellation));
        var truths = rules.Select(rule => query.Truth(rule.Rule, rule.Segment)).ToList();
        var columns = truths.Select((truth, i) => (Sql)$", toUInt8({truth}) AS {Sql.Identifier($"r{i + 1}")}");
        return $"SELECT customer_id{Sql.Join("", columns)}\nFROM {query.Customers()}\nWHERE {Sql.Join(" OR ", truths)}";
    }
}
