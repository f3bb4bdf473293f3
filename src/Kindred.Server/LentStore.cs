using System.Net;
using System.Net.Http.Headers;

namespace Kindred.Server;

/// <summary>A store that the running server has lent to this process, until this is disposed of or the process ends.</summary>
public sealed class LentStore : IDisposable
{
    readonly HttpClient _client;
    readonly HttpResponseMessage _answer;

    LentStore(HttpClient client, HttpResponseMessage answer) => (_client, _answer) = (client, answer);

    /// <summary>Asks the server of a project for its store: it moves what it has collected into it, closes it and goes on collecting beside it.</summary>
    /// <returns>Null where no server runs.</returns>
    public static async Task<LentStore?> BorrowAsync(string store, CancellationToken cancellation)
    {
        if (ServeFile.Read(store) is not { } server)
        {
            return null;
        }

        // What the server has not sent yet need not be waited for: there is nothing.
        var connection = new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero };
        var client = new HttpClient(connection) { BaseAddress = new(server.Address), Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/store/lend");
            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.StatusCode is HttpStatusCode.OK)
            {
                return new(client, answer);
            }

            answer.Dispose();
        }
        catch (HttpRequestException)
        {
            // The server was killed and left its file; then nobody holds the store, or somebody who says so.
        }

        client.Dispose();
        return null;
    }

    public void Dispose()
    {
        _answer.Dispose();
        _client.Dispose();
    }
}
