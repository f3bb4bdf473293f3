using Kindred.ClickHouse;
using Kindred.Numerics.Statistics;
using Kindred.Project;

namespace Kindred.Rules;

/// <summary>How large a segment probably is.</summary>
/// <param name="Size">The share in the sample of all analysed customers.</param>
/// <param name="Least">The lower end of the 95 % interval (Wilson), in customers.</param>
/// <param name="Most">Its upper end.</param>
/// <param name="Sampled">How many customers were looked at; where that is all of them, the size is exact.</param>
public sealed record RuleEstimate(long Size, long Least, long Most, long Sampled, long Customers);

/// <summary>Sizes of rules before they are kept.</summary>
public static class RulePreview
{
    /// <summary>Estimates the size from a random sample of the analysed customers, whose events alone are read.</summary>
    /// <param name="sample">About how many customers are looked at.</param>
    public static async Task<RuleEstimate> EstimateAsync(Engine engine, Moment moment, Condition rule, int sample, CancellationToken cancellation)
    {
        var customers = await engine.ValueAsync<long>(
            $"SELECT toInt64(count()) FROM features WHERE run = {moment.Run} AND left_out = ''", cancellation);
        if (customers <= sample)
        {
            var exact = await SizeAsync(engine, moment, rule, cancellation);
            return new(exact, exact, exact, customers, customers);
        }

        // A customer's number is a hash of their id, and events lie in its order: the lowest numbers are a random sample that lies together.
        var bound = (ulong)(ulong.MaxValue * (sample / (double)customers));
        var (met, sampled) = await CountAsync(engine, moment with { Only = $"< {bound}" }, rule, cancellation);
        var interval = sampled == 0 ? new(0, 1) : Proportion.Wilson(met, sampled);
        var share = sampled == 0 ? 0 : met / (double)sampled;
        return new(
            (long)Math.Round(share * customers),
            Math.Max(met, (long)Math.Floor(interval.Low * customers)),
            Math.Min(customers - (sampled - met), (long)Math.Ceiling(interval.High * customers)),
            sampled,
            customers);
    }

    /// <summary>The exact size.</summary>
    public static async Task<long> SizeAsync(Engine engine, Moment moment, Condition rule, CancellationToken cancellation) =>
        (await CountAsync(engine, moment, rule, cancellation)).Met;

    static async Task<(long Met, long Of)> CountAsync(Engine engine, Moment moment, Condition rule, CancellationToken cancellation)
    {
        var query = new RuleQuery(moment, await Thresholds.FindAsync(engine, moment with { Only = null }, [rule], cancellation));
        var truth = query.Truth(rule, "");
        var counts = await engine.QueryAsync(
            $"SELECT toInt64(countIf({truth})), toInt64(count()) FROM {query.Customers()}", row => (row.Get<long>(0), row.Get<long>(1)), cancellation);
        return counts[0];
    }
}
