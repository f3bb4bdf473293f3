namespace Kindred.Server.Tests;

/// <summary>A clock that stands until it is set.</summary>
sealed class SetClock : TimeProvider
{
    static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; set; } = Start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => (Now - Start).Ticks;
}
