using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Kindred.Pull;

/// <summary>Gives a token for a REST API.</summary>
/// <param name="refused">The token that the service no longer takes, or null.</param>
delegate Task<string> TokenSource(string? refused, CancellationToken cancellation);

/// <summary>A warehouse's REST API. It waits when it is told to, and gets a new token when the old one has expired.</summary>
sealed class RestClient : IDisposable
{
    const int MostTries = 6;

    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    readonly HttpClient _http;
    readonly string _what;
    readonly TokenSource _tokens;
    readonly TimeProvider _clock;
    string? _token;

    /// <param name="what">How a sentence on a failure begins.</param>
    public RestClient(string address, string what, TokenSource tokens, TimeProvider clock)
    {
        _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, AllowAutoRedirect = false })
        {
            BaseAddress = Safe(address, what),
            Timeout = TimeSpan.FromMinutes(5),
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("kindred");
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        (_what, _tokens, _clock) = (what, tokens, clock);
    }

    /// <summary>Adds a header to every request.</summary>
    public void Always(string name, string value) => _http.DefaultRequestHeaders.Add(name, value);

    /// <summary>Asks once more after each refusal that may pass; other answers are the caller's to judge.</summary>
    /// <exception cref="PullException">The service is away, lets nobody in, or has no time for us.</exception>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        var renewed = false;
        for (var tries = 1; ; tries++)
        {
            _token ??= await _tokens(null, cancellation);
            using var answer = await TryAsync(method, path, body, cancellation);
            if (answer.StatusCode is HttpStatusCode.Unauthorized)
            {
                _token = renewed ? throw new PullException($"{_what}: it does not let us in ({await ReasonAsync(answer, cancellation)}). Correct user and secret.") : await _tokens(_token, cancellation);
                renewed = true;
            }
            else if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
            {
                return (answer.StatusCode, await BodyAsync(answer, cancellation));
            }
            else
            {
                var wait = Wait(answer, tries);
                if (tries == MostTries || wait > LongestWait)
                {
                    throw new PullException($"{_what}: it has no time for us now ({(int)answer.StatusCode} {await ReasonAsync(answer, cancellation)}). Pull again later, or less often.");
                }

                await Task.Delay(wait, _clock, cancellation);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What an answer says went wrong, in the words of the service.</summary>
    public static string Reason(JsonElement body) =>
        body.ValueKind is not JsonValueKind.Object ? "no reason given"
        : body.TryGetProperty("message", out var message) && message.ValueKind is JsonValueKind.String ? message.GetString()!.TrimEnd('.')
        : body.TryGetProperty("error", out var error) ? error.ValueKind is JsonValueKind.Object ? Reason(error) : error.ToString()
        : "no reason given";

    /// <summary>A token travels to a service only encrypted, or within this machine.</summary>
    public static Uri Safe(string address, string what) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback))
            ? uri
            : throw new DefinitionException("address", $"{what}: '{address}' is no address to send a secret to. Write one that begins with https://.");

    async Task<HttpResponseMessage> TryAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        try
        {
            return await _http.SendAsync(request, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new PullException($"{_what}: {_http.BaseAddress!.Host} cannot be reached ({(e.InnerException ?? e).Message.TrimEnd('.')}). See that the address is right and the network lets it through.", e);
        }
    }

    /// <summary>How long a service asks to wait, or twice as long each time.</summary>
    public static TimeSpan Wait(HttpResponseMessage answer, int tries) => answer.Headers.RetryAfter switch
    {
        { Delta: { } seconds } => seconds,
        { Date: { } date } => date - (answer.Headers.Date ?? date) is { Ticks: > 0 } time ? time : TimeSpan.Zero,
        _ => TimeSpan.FromSeconds(Math.Pow(2, tries - 1)),
    };

    async Task<JsonElement> BodyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        }
        catch (JsonException e)
        {
            throw new PullException($"{_what}: {_http.BaseAddress!.Host} answers {(int)answer.StatusCode} with something that is no JSON. See that the address is right.", e);
        }
    }

    static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return Reason(await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation));
        }
        catch (JsonException)
        {
            return answer.ReasonPhrase ?? "no reason given";
        }
    }
}
