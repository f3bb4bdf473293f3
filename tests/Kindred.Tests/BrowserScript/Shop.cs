using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Kindred.Testing;

namespace Kindred.Tests.BrowserScript;

/// <summary>A small shop on one port, and on another the collector that its pages send to.</summary>
sealed class Shop : IAsyncDisposable
{
    readonly HttpListener _site = new();
    readonly HttpListener _collector = new();
    readonly ConcurrentQueue<JsonElement> _messages = new();
    readonly Task _served;
    readonly string _head;

    /// <param name="attributes">What else stands on the script's tag.</param>
    /// <param name="before">A script that runs before.</param>
    public Shop(string attributes = "", string before = "")
    {
        Site = Listen(_site, "localhost");
        Collector = Listen(_collector, "127.0.0.1");
        _head = $"<script>{before}</script><script src='{Collector}/kindred.js' data-key='key-1' {attributes}></script>";
        _served = Task.WhenAll(ServeAsync(_site, AnswerPageAsync), ServeAsync(_collector, CollectAsync));
    }

    public string Site { get; }

    public string Collector { get; }

    /// <summary>Methods and paths asked of the collector, apart from the script.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>How many more batches are to be answered with 503.</summary>
    public int Refusals;

    /// <summary>All messages that arrived, each once, in the order of their arrival.</summary>
    public IReadOnlyList<JsonElement> Messages => [.. _messages.DistinctBy(message => message.GetProperty("messageId").GetString())];

    /// <summary>Names of events and types of other calls.</summary>
    public IReadOnlyList<string> Names => [.. Messages.Select(Name)];

    public static string Name(JsonElement message) => message.TryGetProperty("event", out var name) ? name.GetString()! : message.GetProperty("type").GetString()!;

    /// <summary>The first message of a name, once it is there.</summary>
    public async Task<JsonElement> ReceivedAsync(string name, int count = 1)
    {
        for (var tries = 0; tries < 6000; tries++)
        {
            if (Messages.Where(message => Name(message) == name).ToList() is var found && found.Count >= count)
            {
                return found[count - 1];
            }

            await Task.Delay(50);
        }

        Assert.Fail($"No {name} number {count} within five minutes; there are: {string.Join(", ", Names)}");
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        _site.Close();
        _collector.Close();
        await _served;
    }

    static string Listen(HttpListener listener, string host)
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = $"http://{host}:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        listener.Prefixes.Add($"{address}/");
        listener.Start();
        return address;
    }

    static async Task ServeAsync(HttpListener listener, Func<HttpListenerContext, Task> answer)
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                await answer(context);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
            {
                // The browser hung up, or the shop closes.
            }
        }
    }

    async Task AnswerPageAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        if (path == "/favicon.ico")
        {
            context.Response.StatusCode = 404;
            return;
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        var page = $"""
            <!doctype html><html><head><title>Page {path}</title>{_head}</head><body>
            <a id=next href=/second>Second page</a> <a id=away href='{Collector}/elsewhere'>A friend</a> <button id=buy data-track='Buy now'>Buy</button>
            <form id=login action=/hello method=get><input name=email><input name=secret type=password><button id=send>Send</button></form>
            <div style='height:4000px'></div><p id=end>The end</p></body></html>
            """;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(page));
    }

    async Task CollectAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers["Access-Control-Allow-Origin"] = request.Headers["Origin"] ?? "*";
        if (request.Url!.AbsolutePath == "/kindred.js")
        {
            response.ContentType = "text/javascript";
            await response.OutputStream.WriteAsync(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "sdk/js/kindred.js")));
            return;
        }

        Asked.Enqueue($"{request.HttpMethod} {request.Url.AbsolutePath}");
        using var body = await JsonDocument.ParseAsync(request.HttpMethod == "POST" ? request.InputStream : new MemoryStream("{}"u8.ToArray()));
        if (Interlocked.Decrement(ref Refusals) >= 0)
        {
            response.StatusCode = 503;
            return;
        }

        if (body.RootElement.TryGetProperty("batch", out var batch))
        {
            Assert.Equal("key-1", body.RootElement.GetProperty("writeKey").GetString());
            foreach (var message in batch.EnumerateArray())
            {
                _messages.Enqueue(message.Clone());
            }
        }
    }
}
