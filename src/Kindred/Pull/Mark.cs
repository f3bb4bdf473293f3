using System.Globalization;
using Kindred.Project;

namespace Kindred.Pull;

/// <summary>What kind of value a mark is.</summary>
enum MarkKind
{
    Number,

    /// <summary>A moment, told in UTC.</summary>
    Moment,

    /// <summary>The time of a clock on a wall, which does not say its zone.</summary>
    Local,
}

/// <summary>How far a source has been read: a number, or a time in ticks of 100 ns.</summary>
readonly record struct Mark(MarkKind Kind, decimal Value)
{
    const string MomentForm = "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", LocalForm = "yyyy-MM-dd HH:mm:ss.FFFFFFF";

    static CultureInfo Invariant => CultureInfo.InvariantCulture;

    /// <summary>Reads a value of the column of the mark; null where it is none, such as infinity.</summary>
    public static Mark? Parse(MarkKind kind, string? text) => kind switch
    {
        MarkKind.Number => decimal.TryParse(text, NumberStyles.Float, Invariant, out var number) ? new(kind, number) : null,
        MarkKind.Moment => DateTimeOffset.TryParse(text, Invariant, DateTimeStyles.AssumeUniversal, out var moment) ? new(kind, moment.UtcTicks) : null,
        _ => DateTime.TryParse(text, Invariant, DateTimeStyles.NoCurrentDateDefault, out var local) ? new(kind, local.Ticks) : null,
    };

    /// <summary>The mark of this very moment, or no bound where it is a number.</summary>
    public static Mark? Now(MarkKind kind, DateTimeOffset now, string timezone) => kind switch
    {
        MarkKind.Number => null,
        MarkKind.Moment => new(kind, now.UtcTicks),
        _ => new(kind, TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(timezone)).Ticks),
    };

    /// <summary>Where to read from so that rows which came late are read too.</summary>
    /// <exception cref="DefinitionException">The overlap is a time where the mark is a number, or the other way round.</exception>
    public Mark Before(string? overlap, string property)
    {
        overlap ??= Kind is MarkKind.Number ? "1000" : "10m";
        if (Kind is MarkKind.Number)
        {
            return long.TryParse(overlap, NumberStyles.None, Invariant, out var number)
                ? this with { Value = Value - number }
                : throw new DefinitionException(property, $"{property} is the time {overlap}, but the mark is a number: write how many numbers to read again, such as 1000.");
        }

        return Duration.Parse(overlap) is { } time
            ? this with { Value = Math.Max(0, Value - time.Ticks) }
            : throw new DefinitionException(property, $"{property} is the number {overlap}, but the mark is a time: write how far to read back, such as 1h.");
    }

    /// <summary>The later of two, either of which may be missing.</summary>
    public static Mark? Later(Mark? one, Mark? other) => one?.Value >= (other?.Value ?? decimal.MinValue) ? one : other;

    /// <summary>The mark as databases read it.</summary>
    public override string ToString() => Kind switch
    {
        MarkKind.Number => Value.ToString(Invariant),
        MarkKind.Moment => new DateTime((long)Value, DateTimeKind.Utc).ToString(MomentForm, Invariant),
        _ => new DateTime((long)Value).ToString(LocalForm, Invariant),
    };
}
