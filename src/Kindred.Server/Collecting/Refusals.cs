using Kindred.Server.Moving;
using Kindred.Server.Spooling;

namespace Kindred.Server.Collecting;

/// <summary>Counts what is refused at the door, of which nothing is kept, and tells who watches.</summary>
sealed class Refusals(Telemetry telemetry, Feed feed, TimeProvider clock)
{
    /// <summary>Notes a request that is not taken, and passes the verdict on.</summary>
    public Verdict Note(Protocol protocol, string call, Verdict verdict)
    {
        if (verdict.Reason is { } reason)
        {
            telemetry.Refused(reason);
            if (feed.IsWatched)
            {
                feed.Tell(FeedLine.Refused(clock.GetUtcNow(), "", protocol, call, reason));
            }
        }

        return verdict;
    }

    /// <summary>Notes events that may not be stored.</summary>
    public void Note(SpooledRequest request, string source, IReadOnlyList<Count> counts)
    {
        foreach (var count in counts)
        {
            telemetry.Rejected(count.Reason, count.Items);
            for (var i = 0; i < count.Items && feed.IsWatched; i++)
            {
                feed.Tell(FeedLine.Refused(DateTimeOffset.FromUnixTimeMilliseconds(request.ReceivedAt), source, request.Protocol, request.Call, count.Reason));
            }
        }
    }
}
