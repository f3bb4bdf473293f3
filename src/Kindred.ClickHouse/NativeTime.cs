namespace Kindred.ClickHouse;

/// <summary>How dates, times and ids lie in the Native format.</summary>
static class NativeTime
{
    static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    public static DateOnly Date(ushort days) => DateOnly.FromDayNumber(Epoch + days);

    public static DateOnly Date32(int days) => DateOnly.FromDayNumber(Epoch + days);

    public static ushort Days(DateOnly date) => checked((ushort)(date.DayNumber - Epoch));

    public static int Days32(DateOnly date) => date.DayNumber - Epoch;

    public static DateTimeOffset Seconds(uint seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    public static uint Seconds(DateTimeOffset time) => checked((uint)time.ToUnixTimeSeconds());

    /// <summary>A time from its count of 10^-digits seconds; below 100 ns it is cut off.</summary>
    public static DateTimeOffset Ticks(long count, int digits) => DateTimeOffset.UnixEpoch.AddTicks(
        digits <= 7 ? count * Power(7 - digits) : count / Power(digits - 7));

    public static long Ticks(DateTimeOffset time, int digits)
    {
        var ticks = (time - DateTimeOffset.UnixEpoch).Ticks;
        return digits <= 7 ? ticks / Power(7 - digits) : ticks * Power(digits - 7);
    }

    // The engine keeps a UUID as two little-endian halves, the first half first.
    public static Guid Uuid(UInt128 halves)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)halves);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (ulong)(halves >> 64));
        return new(bytes, bigEndian: true);
    }

    public static UInt128 Uuid(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    static long Power(int exponent)
    {
        var power = 1L;
        while (exponent-- > 0)
        {
            power *= 10;
        }

        return power;
    }
}
