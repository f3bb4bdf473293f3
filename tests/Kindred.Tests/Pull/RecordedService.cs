using System.Net;
using System.Text;
using System.Text.Json;

namespace Kindred.Tests.Pull;

/// <summary>A request that came, with its body as text.</summary>
sealed record Asked(string Method, string Path, string Body, string? Authorization, string? TokenType)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);
}

/// <summary>An answer to give.</summary>
sealed record Reply(int Status, string Body, params (string Name, string Value)[] Headers);

/// <summary>A service on this machine that answers with recorded replies, in their order.</summary>
sealed class RecordedService : IAsyncDisposable
{
    readonly HttpListener _listener;
    readonly Queue<Reply> _replies;
    readonly Task _serving;

    public RecordedService(params Reply[] replies)
    {
        _replies = new(replies);
        (_listener, Address) = Listen();
        _serving = ServeAsync();
    }

    public string Address { get; }

    public List<Asked> Asked { get; } = [];

    /// <summary>How many replies nobody asked for.</summary>
    public int Left => _replies.Count;

    public void Add(Reply reply) => _replies.Enqueue(reply);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or InvalidOperationException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            Asked.Add(new(
                context.Request.HttpMethod, context.Request.RawUrl!, await reader.ReadToEndAsync(), context.Request.Headers["Authorization"],
                context.Request.Headers["X-Snowflake-Authorization-Token-Type"]));
            var reply = _replies.Count > 0 ? _replies.Dequeue() : new(500, """{"message":"no reply is recorded for this"}""");
            context.Response.StatusCode = reply.Status;
            context.Response.ContentType = "application/json";
            foreach (var (name, value) in reply.Headers)
            {
                context.Response.Headers.Add(name, value);
            }

            context.Response.Close(Encoding.UTF8.GetBytes(reply.Body), willBlock: true);
        }
    }

    static (HttpListener Listener, string Address) Listen()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        var listener = new HttpListener();
        listener.Prefixes.Add($"{address}/");
        listener.Start();
        return (listener, address);
    }
}
