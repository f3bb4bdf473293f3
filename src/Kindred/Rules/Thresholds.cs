using Kindred.ClickHouse;
using Kindred.Project;

namespace Kindred.Rules;

/// <summary>The values at which the shares begin that conditions name, as in the top 10 % by revenue.</summary>
/// <remarks>
/// Of n customers with a value, the k = ⌈n · percent / 100⌉ greatest (or least) are meant; whoever has the value of the k-th belongs to them,
/// so customers with equal values share their place. All analysed customers are ranked, not only those who meet the other conditions.
/// </remarks>
sealed class Thresholds
{
    readonly Dictionary<(string Feature, double Percent, bool Top), double?> _values = [];

    /// <summary>The value of the last one who belongs to the share; null where no customer has a value.</summary>
    public double? Of(string feature, Percent percent, bool top) => _values[(feature, percent.Value, top)];

    /// <summary>Looks up the values for all conditions of some rules.</summary>
    public static async Task<Thresholds> FindAsync(Engine engine, Moment moment, IEnumerable<Condition> rules, CancellationToken cancellation)
    {
        var found = new Thresholds();
        foreach (var feature in rules.SelectMany(rule => RuleTree.Leaves(rule, moment.Project)).OfType<FeatureCondition>())
        {
            foreach (var (percent, top) in ((Percent?, bool)[])[(feature.Top, true), (feature.Bottom, false)])
            {
                if (percent is { } share && !found._values.ContainsKey((feature.Feature, share.Value, top)))
                {
                    found._values[(feature.Feature, share.Value, top)] = await ThresholdAsync(engine, moment, feature.Feature, share, top, cancellation);
                }
            }
        }

        return found;
    }

    static async Task<double?> ThresholdAsync(Engine engine, Moment moment, string feature, Percent percent, bool top, CancellationToken cancellation)
    {
        Sql table = RuleScope.IsCompared(feature) switch
        {
            true => $"compared WHERE run = {moment.Run}",
            false => $"features WHERE run = {moment.Run} AND left_out = ''",
        };
        Sql sorted = top switch
        {
            true => $"arrayReverseSort(known)",
            false => $"arraySort(known)",
        };
        var values = await engine.QueryAsync(
            $"""
            SELECT {sorted}[toUInt64(ceil(length(known) * {percent.Value} / 100))]
            FROM (SELECT groupArray(assumeNotNull(value)) AS known FROM (SELECT {RuleScope.Value(feature)} AS value FROM {table}) WHERE isNotNull(value))
            WHERE notEmpty(known)
            """,
            row => row.Get<double>(0),
            cancellation);
        return values.Count == 0 ? null : values[0];
    }
}
