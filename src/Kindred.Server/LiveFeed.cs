using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kindred.Server.Moving;

namespace Kindred.Server;

/// <summary>What arrives at the running server of a project, as another process of the same user sees it.</summary>
public static class LiveFeed
{
    internal const string Prefix = "data: ";

    const string Missed = "event: missed";

    internal static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Everything that arrives from now on, until cancelled or the server stops.</summary>
    /// <param name="listening">Called once the server is listened to.</param>
    /// <param name="missed">Called with the number of events that came too fast to be told.</param>
    /// <exception cref="DefinitionException">No server runs.</exception>
    public static async IAsyncEnumerable<FeedLine> ListenAsync(
        string store, Action listening, Action<int> missed, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var reader = new StreamReader(await OpenAsync(client, store, cancellation));
        var isMissed = false;
        while (await NextAsync(reader, cancellation) is { } line)
        {
            if (line == ": listening")
            {
                listening();
            }
            else if (line.StartsWith(Prefix, StringComparison.Ordinal) && isMissed)
            {
                missed(JsonElement.Parse(line[Prefix.Length..]).GetProperty("events").GetInt32());
            }
            else if (line.StartsWith(Prefix, StringComparison.Ordinal))
            {
                yield return JsonSerializer.Deserialize<FeedLine>(line[Prefix.Length..], Form)!;
            }

            isMissed = line == Missed;
        }
    }

    static async Task<Stream> OpenAsync(HttpClient client, string store, CancellationToken cancellation)
    {
        var server = ServeFile.Read(store) ?? throw NoServer();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        try
        {
            return await client.GetStreamAsync($"{server.Address}/api/v1/debug/events", cancellation);
        }
        catch (HttpRequestException busy) when (busy.StatusCode is HttpStatusCode.ServiceUnavailable)
        {
            throw new DefinitionException("", "Too many watch this server already.");
        }
        catch (HttpRequestException)
        {
            throw NoServer();
        }
    }

    static async Task<string?> NextAsync(StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation);
        }
        catch (IOException)
        {
            return null; // the server went away
        }
    }

    static DefinitionException NoServer() => new("", "No server runs for this project: 'kindred serve' starts one.");
}
