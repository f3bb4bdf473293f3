using System.Text.Json;
using Kindred.Collect;

namespace Kindred.Server.Mapping;

/// <summary>When an event happened: by the clock of the client, corrected by how far that was from ours when it sent.</summary>
static class ClientClock
{
    const long DayMs = 24 * 3600 * 1000;

    /// <param name="at">What the client says.</param>
    /// <param name="sent">When it sent, by its own clock; nothing is corrected where it does not say.</param>
    /// <returns>Why the event cannot be used, or null.</returns>
    public static string? Set(EventRow row, JsonElement at, long? sent, long received)
    {
        if (sent is { } sentAt)
        {
            row.Set("sent_at", sentAt);
        }

        if (at.Time() is not { } happened)
        {
            return "occurred_at is not a time";
        }

        // Sending takes a moment, so what happens as it is sent may seem to lie ahead; what lies far ahead is for the rules of arrival to refuse.
        var corrected = sent is null ? happened : received - (sent.Value - happened);
        row.Set("occurred_at", sent is not null && corrected - received is > 0 and <= DayMs ? received : corrected);
        return null;
    }
}
