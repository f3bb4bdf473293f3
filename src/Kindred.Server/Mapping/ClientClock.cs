using System.Text.Json;
using Kindred.Collect;

namespace Kindred.Server.Mapping;

/// <summary>When an event happened: by the clock of the client, corrected by how far that was from ours when it sent.</summary>
static class ClientClock
{
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

        row.Set("occurred_at", sent is null ? happened : Math.Min(received, received - (sent.Value - happened)));
        return null;
    }
}
