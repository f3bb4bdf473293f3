using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kindred.Testing;

namespace Kindred.Server.Tests.Collecting;

/// <summary>A shop of another origin than the collector, whose first page carries a tracking client and whose second none.</summary>
sealed class ClientSite : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly Task _served;
    readonly string _script;

    ClientSite(string script)
    {
        _script = script;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Address = $"http://localhost:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _served = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Opens a shop whose first page runs a script.</summary>
    public static ClientSite Of(string script) => new(script);

    /// <summary>Opens a shop whose first page runs a script of the folder Clients, bundled with the client it imports.</summary>
    public static async Task<ClientSite> OpenAsync(string script)
    {
        var bundler = Path.Combine(Repository.Root, "sdk/js/node_modules/.bin/esbuild");
        Assert.SkipUnless(File.Exists(bundler), "Run npm ci in sdk/js first.");
        using var bundling = Process.Start(new ProcessStartInfo(bundler, [script, "--bundle", "--format=esm", "--target=es2022", "--charset=utf8", "--log-level=error"])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "tests/Kindred.Server.Tests/Clients"),
            RedirectStandardOutput = true,
        })!;
        var bundle = await bundling.StandardOutput.ReadToEndAsync();
        await bundling.WaitForExitAsync();
        Assert.Equal(0, bundling.ExitCode);
        return new(bundle);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _served;
    }

    async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await AnswerAsync(context.Response, context.Request.Url!.AbsolutePath);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
            {
                // The browser hung up, or the site closes.
            }
        }
    }

    async Task AnswerAsync(HttpListenerResponse response, string path)
    {
        (response.StatusCode, response.ContentType, var body) = path switch
        {
            "/" => (200, "text/html; charset=utf-8", "<!doctype html><title>Home</title><body style='height:3000px'><script type=module src=client.js></script>"),
            "/client.js" => (200, "text/javascript; charset=utf-8", _script),
            "/next" => (200, "text/html; charset=utf-8", "<!doctype html><title>Next</title>"),
            _ => (404, "text/plain", ""),
        };
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
    }
}
