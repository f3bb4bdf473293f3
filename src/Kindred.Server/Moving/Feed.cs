using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Kindred.Server.Moving;

/// <summary>Tells everyone who watches what just arrived.</summary>
sealed class Feed
{
    /// <summary>The most lines that wait for one who reads slowly, and the most that are made of one block.</summary>
    public const int MostUnread = 500;

    const int MostListeners = 8;

    readonly ConcurrentDictionary<Listener, bool> _listeners = [];

    /// <summary>Whether anybody watches, so that telling is worth the work.</summary>
    public bool IsWatched => !_listeners.IsEmpty;

    public void Tell(FeedLine line) => Tell([line], 0);

    /// <param name="untold">How many more there were.</param>
    public void Tell(IReadOnlyList<FeedLine> lines, int untold)
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.Tell(lines, untold);
        }
    }

    /// <summary>Begins to listen; null where too many do already. Ends when the listener is disposed of.</summary>
    public Listener? Listen()
    {
        if (_listeners.Count >= MostListeners)
        {
            return null;
        }

        var listener = new Listener(this);
        _listeners[listener] = true;
        return listener;
    }

    /// <summary>One who watches. Who reads too slowly misses the oldest lines and is told how many.</summary>
    public sealed class Listener(Feed feed) : IDisposable
    {
        readonly Channel<FeedLine> _lines = Channel.CreateBounded<FeedLine>(new BoundedChannelOptions(MostUnread) { FullMode = BoundedChannelFullMode.Wait });
        int _missed;

        /// <summary>Waits until there is something to read; false once the time is over.</summary>
        public async Task<bool> WaitAsync(TimeSpan most, CancellationToken cancellation)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(most);
            try
            {
                return await _lines.Reader.WaitToReadAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return false;
            }
        }

        /// <summary>The lines there are, and how many were missed before them.</summary>
        public (IReadOnlyList<FeedLine> Lines, int Missed) Read()
        {
            var lines = new List<FeedLine>();
            while (lines.Count < MostUnread && _lines.Reader.TryRead(out var line))
            {
                lines.Add(line);
            }

            return (lines, Interlocked.Exchange(ref _missed, 0));
        }

        public void Tell(IReadOnlyList<FeedLine> lines, int untold)
        {
            foreach (var line in lines)
            {
                while (!_lines.Writer.TryWrite(line) && _lines.Reader.TryRead(out _))
                {
                    Interlocked.Increment(ref _missed);
                }
            }

            Interlocked.Add(ref _missed, untold);
        }

        public void Dispose() => feed._listeners.TryRemove(this, out _);
    }
}
