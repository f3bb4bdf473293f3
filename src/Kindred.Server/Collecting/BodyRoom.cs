namespace Kindred.Server.Collecting;

/// <summary>The memory that the bodies of all requests may take together, from their first byte until they are in the spool.</summary>
sealed class BodyRoom(long bytes)
{
    long _free = bytes;

    /// <summary>The share of one request, nothing yet.</summary>
    public Share Open() => new(this);

    /// <summary>What one request takes of the room, until it is disposed of.</summary>
    internal sealed class Share(BodyRoom room) : IDisposable
    {
        long _taken;

        /// <summary>Whether there was no room for more.</summary>
        public bool IsRefused { get; private set; }

        /// <summary>Takes more room; false where there is too little.</summary>
        public bool TryTake(long more)
        {
            if (Interlocked.Add(ref room._free, -more) < 0)
            {
                Interlocked.Add(ref room._free, more);
                IsRefused = true;
                return false;
            }

            _taken += more;
            return true;
        }

        public void Dispose() => Interlocked.Add(ref room._free, _taken);
    }
}
