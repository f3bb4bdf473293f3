using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Kindred.Collect;
using Kindred.Server.Mapping;
using Kindred.Server.Spooling;

namespace Kindred.Server.Moving;

/// <summary>The events of some requests on their way into one block, and what became of each.</summary>
/// <param name="block">The block, empty yet.</param>
/// <param name="watched">Whether each event is to be told.</param>
sealed class Gathering(ArrivalBlock block, bool watched)
{
    /// <summary>The most characters of an event that cannot be used that are kept to look at.</summary>
    const int MostRaw = 32 << 10;

    readonly List<RejectedArrival> _rejected = [];
    readonly List<int> _keys = [];
    readonly List<FeedLine> _lines = [];
    readonly Dictionary<int, int> _lineOfPlace = [];
    readonly Dictionary<(int Key, string Outcome, string Reason), long> _counts = [];

    public ArrivalBlock Block => block;

    public IReadOnlyList<RejectedArrival> Rejected => _rejected;

    /// <summary>What to tell of the events, in the order of arrival, once they are counted.</summary>
    public IReadOnlyList<FeedLine> Lines => _lines;

    /// <summary>How many events are told by their number alone.</summary>
    public int Untold { get; private set; }

    /// <summary>Adds the events of a request. One that cannot be read, which the door should not have let in, must not hold up the others.</summary>
    public void Add(SpooledRequest request, string source, uint number, EventMapping mapping)
    {
        try
        {
            AddEach(request, source, number, mapping);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            const string Unreadable = "the request cannot be read";
            _rejected.Add(new(source, number, request.Number, Unreadable, Encoding.UTF8.GetString(request.Body.AsSpan(0, Math.Min(MostRaw, request.Body.Length)))));
            Count(request.Key, "rejected", Unreadable);
        }
    }

    void AddEach(SpooledRequest request, string source, uint number, EventMapping mapping)
    {
        using var json = JsonDocument.Parse(request.Body);
        foreach (var item in EventMapping.Items(request, json.RootElement))
        {
            var (row, message, reason) = mapping.Map(item);
            if (row is null)
            {
                var raw = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(item.Json));
                _rejected.Add(new(source, number, request.Number, reason!, raw.Length > MostRaw ? raw[..MostRaw] : raw));
                Count(request.Key, "rejected", reason!);
                Tell(request, source, "rejected", reason, message, null, raw);
            }
            else
            {
                Store(request, source, number, message, row);
                foreach (var (product, own) in mapping.Lines(item, message))
                {
                    Store(request, source, number, own, product);
                }
            }
        }
    }

    void Store(SpooledRequest request, string source, uint number, string message, EventRow row)
    {
        if (block.Add(row, message, source, number))
        {
            if (watched)
            {
                _lineOfPlace[_keys.Count] = _lines.Count;
            }

            _keys.Add(request.Key);
            Tell(request, source, "accepted", null, message, row, row.Properties);
        }
        else
        {
            Count(request.Key, "duplicate", "");
            Tell(request, source, "duplicate", null, message, row, row.Properties);
        }
    }

    /// <summary>What became of everything.</summary>
    /// <param name="before">The places in the block of messages that the engine had before.</param>
    public IReadOnlyList<Count> Counts(IReadOnlyCollection<int> before)
    {
        foreach (var place in before)
        {
            Count(_keys[place], "duplicate", "");
            if (_lineOfPlace.TryGetValue(place, out var line) && line < _lines.Count)
            {
                _lines[line] = _lines[line] with { Outcome = "duplicate" };
            }
        }

        var stored = before.ToHashSet();
        foreach (var (key, events) in _keys.Where((_, place) => !stored.Contains(place)).CountBy(key => key))
        {
            Count(key, "accepted", "", events);
        }

        return [.. _counts.Select(count => new Count(count.Key.Key, count.Key.Outcome, count.Key.Reason, count.Value))];
    }

    void Tell(SpooledRequest request, string source, string outcome, string? reason, string message, EventRow? row, string rest)
    {
        if (!watched)
        {
            return;
        }

        if (_lines.Count < Feed.MostUnread)
        {
            _lines.Add(FeedLine.Of(
                DateTimeOffset.FromUnixTimeMilliseconds(request.ReceivedAt), source, request.Protocol, request.Call, outcome, reason, message, row, rest));
        }
        else
        {
            Untold++;
        }
    }

    void Count(int key, string outcome, string reason, long items = 1) =>
        _counts[(key, outcome, reason)] = _counts.GetValueOrDefault((key, outcome, reason)) + items;
}
