using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Kindred.Server.Tests.Moving;

/// <summary>Clients that send events as fast as they are answered, and remember which were acknowledged.</summary>
/// <param name="prefix">How the ids of messages begin.</param>
sealed class Load(string secret, string prefix = "m")
{
    const int Clients = 8;

    int _next;

    public string Secret => secret;

    public ConcurrentBag<string> Acknowledged { get; } = [];

    /// <summary>Every message that was ever sent.</summary>
    public int Sent => _next;

    /// <summary>The newest answer.</summary>
    public HttpResponseMessage? Last { get; private set; }

    /// <summary>Sends single events and small batches until told to stop, or until nobody answers.</summary>
    public Task SendAsync(HttpClient client, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Task.Run(() => SendAsync(client, i, stop))));

    /// <summary>Sends messages of ids; whether they were acknowledged.</summary>
    public async Task<int> PostAsync(HttpClient client, params string[] ids)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/batch")
        {
            Content = JsonContent.Create(new { batch = ids.Select(id => new { type = "track", @event = "E", userId = $"user {id[^1]}", messageId = id, properties = new { filling = new string('x', 200) } }) }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secret}:")));
        var answer = Last = await client.SendAsync(request);
        if (answer.IsSuccessStatusCode)
        {
            Array.ForEach(ids, Acknowledged.Add);
        }

        return (int)answer.StatusCode;
    }

    async Task SendAsync(HttpClient client, int number, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var size = number % 2 == 0 ? 1 : 7;
                await PostAsync(client, [.. Enumerable.Range(0, size).Select(_ => $"{prefix}{Interlocked.Increment(ref _next)}")]);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // It was killed.
        }
    }
}
