namespace Kindred.Server.Collecting;

/// <summary>The language that a request is written in; the numbers are stored.</summary>
enum Protocol
{
    /// <summary>Segment's HTTP tracking API, which RudderStack, Dittofeed and Jitsu speak too.</summary>
    Segment = 1,

    /// <summary>PostHog's capture API.</summary>
    PostHog = 2,

    /// <summary>Snowplow's tracker protocol, version 2.</summary>
    Snowplow = 3,

    /// <summary>The Measurement Protocol of Google Analytics 4.</summary>
    Google = 4,
}
