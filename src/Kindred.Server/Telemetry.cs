using System.Diagnostics.Metrics;

namespace Kindred.Server;

/// <summary>Every instrument of the server, under the meter named Kindred.</summary>
sealed class Telemetry : IDisposable
{
    public const string Name = "Kindred";

    readonly Meter _meter = new(Name);
    readonly Counter<long> _events;
    readonly Counter<long> _rejected;
    readonly Counter<long> _refused;
    readonly Histogram<double> _insert;

    public Telemetry()
    {
        _events = _meter.CreateCounter<long>("kindred.collector.events", "{event}", "Events moved into the engine, by outcome: accepted or duplicate.");
        _rejected = _meter.CreateCounter<long>("kindred.collector.rejected", "{event}", "Events that cannot be used, by reason.");
        _refused = _meter.CreateCounter<long>("kindred.collector.refused", "{request}", "Requests that were not taken, by reason.");
        _insert = _meter.CreateHistogram<double>("kindred.collector.insert", "s", "How long the engine took to store a block of events.");
        _meter.CreateObservableGauge("kindred.collector.spool.bytes", () => SpoolBytes(), "By", "Bytes of requests that wait to be moved.");
        _meter.CreateObservableGauge("kindred.collector.spool.age", () => SpoolAge(), "s", "How long the oldest request in the spool has waited.");
    }

    /// <summary>Where the gauges look; set by those who know.</summary>
    public Func<long> SpoolBytes { get; set; } = () => 0;

    public Func<double> SpoolAge { get; set; } = () => 0;

    /// <summary>Counts a request that was not taken.</summary>
    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Moved(long accepted, long duplicate, TimeSpan took)
    {
        _events.Add(accepted, new KeyValuePair<string, object?>("outcome", "accepted"));
        _events.Add(duplicate, new KeyValuePair<string, object?>("outcome", "duplicate"));
        _insert.Record(took.TotalSeconds);
    }

    public void Rejected(string reason, long events) => _rejected.Add(events, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}
