using Kindred.Server.Collecting;

namespace Kindred.Server.Spooling;

/// <summary>A request as it waits to be moved into the engine.</summary>
/// <param name="Key">The number of the write key that it came with.</param>
/// <param name="Call">What the path asked for, such as track or batch.</param>
/// <param name="ReceivedAt">Milliseconds since 1970 in UTC.</param>
/// <param name="Ip">The address it came from, shortened.</param>
/// <param name="Body">JSON.</param>
sealed record SpooledRequest(int Key, Protocol Protocol, string Call, long ReceivedAt, string Ip, string Agent, byte[] Body)
{
    /// <summary>Its number in the spool, in the order of arrival.</summary>
    public long Number { get; init; }

    /// <summary>What tells it from every other request there ever was.</summary>
    public string Id { get; init; } = "";
}
