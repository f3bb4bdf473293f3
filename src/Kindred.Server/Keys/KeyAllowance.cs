namespace Kindred.Server.Keys;

/// <summary>How many events a key may send now: a bucket that fills at its rate and holds what it gives in one second.</summary>
sealed class KeyAllowance(TimeProvider clock)
{
    readonly Lock _taking = new();
    double _items = double.PositiveInfinity;
    long _at = clock.GetTimestamp();

    /// <summary>Takes so many items, or tells how long to wait for them.</summary>
    /// <remarks>A batch larger than the bucket is let in when the bucket is full, and empties it below nothing.</remarks>
    public TimeSpan Take(int items, int perSecond)
    {
        lock (_taking)
        {
            var now = clock.GetTimestamp();
            _items = Math.Min(perSecond, _items + (clock.GetElapsedTime(_at, now).TotalSeconds * perSecond));
            _at = now;
            var needed = Math.Min(items, perSecond);
            if (_items < needed)
            {
                return TimeSpan.FromSeconds((needed - _items) / perSecond);
            }

            _items -= items;
            return TimeSpan.Zero;
        }
    }
}
