using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Kindred.Server.Keys;
using Kindred.Server.Tests.Moving;
using Kindred.Testing;

namespace Kindred.Server.Tests.Collecting;

/// <summary>Clients that mean no good, against a server in a process of its own, whose memory can be looked at.</summary>
public sealed class HostileClientTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Load _load;

    public HostileClientTests()
    {
        TestServer.WriteProject(_folder.Path);
        using var keys = KeyStore.Open(_folder.File(".kindred/store"), TimeProvider.System);
        _load = new(keys.Create("web", "web", strict: false, itemsPerSecond: 0).Secret);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Hundreds_that_dribble_are_cut_off_and_hold_up_nobody()
    {
        using var server = await StartAsync(new());
        string[] beginnings =
        [
            "GET /health HTTP/1.1\r\nHost: x\r\nX-Endless: ",
            "POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n{\"batch\":[",
            "POST /batch/ HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n{\"batch\":[",
        ];

        var before = server.PeakMemory();
        var slow = Enumerable.Range(0, 600).Select(i => DribbleAsync(server, beginnings[i % beginnings.Length])).ToList();
        for (var i = 0; i < 200 || !slow.TrueForAll(one => one.IsCompleted); i++)
        {
            Assert.Equal(200, await _load.PostAsync(server.Client, $"meanwhile {i}"));
        }

        Assert.All(await Task.WhenAll(slow), answer => Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal));
        Assert.InRange(server.PeakMemory() - before, 0, 200 << 20);
    }

    [Fact]
    public async Task Those_that_send_a_lot_and_then_stop_are_cut_off()
    {
        using var server = await StartAsync(new() { BodyPatience = TimeSpan.FromSeconds(10), MaxReadingBytes = 30 << 20 });
        var (beginning, most) = ("POST /batch/ HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n{", Encoding.ASCII.GetBytes(new string(' ', 18_000_000)));
        using var first = await ConnectAsync(server);
        await first.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));
        await first.GetStream().WriteAsync(most);

        using var second = await ConnectAsync(server);
        await second.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));
        var sending = second.GetStream().WriteAsync(most).AsTask();
        var refused = await AnswerAsync(second);
        await Task.WhenAny(sending); // which fails when the server closes

        Assert.StartsWith("HTTP/1.1 503", refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408", await AnswerAsync(first), StringComparison.Ordinal);
        Assert.Equal(200, await _load.PostAsync(server.Client, [.. Enumerable.Range(0, 4000).Select(i => $"after {i}")]));
    }

    [Fact]
    public async Task Bodies_that_inflate_a_thousandfold_are_refused_without_being_held()
    {
        using var server = await StartAsync(new());
        var bomb = Packed(200 << 20);
        Assert.InRange(bomb.Length, 1, (200 << 20) / 1000);
        var before = server.PeakMemory();

        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 40 }, async (i, cancellation) =>
        {
            using var answer = await server.Client.PostAsync(i % 2 == 0 ? "/v1/batch" : "/batch/", new ByteArrayContent(bomb), cancellation);
            Assert.Contains((int)answer.StatusCode, (int[])[413, 503]);
        });

        Assert.InRange(server.PeakMemory() - before, 0, 400 << 20);
        Assert.Equal(200, await _load.PostAsync(server.Client, "after"));
    }

    /// <summary>Starts a server and has it store an event, for which it takes the memory that it always needs.</summary>
    async Task<Child> StartAsync(ServeOptions options)
    {
        var server = await Child.StartAsync(_folder.Path, options with { Port = 0 });
        Assert.Equal(200, await _load.PostAsync(server.Client, "before"));
        await server.MovedAsync();
        return server;
    }

    static async Task<TcpClient> ConnectAsync(Child server)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Client.BaseAddress!.Port);
        return client;
    }

    /// <summary>Sends a beginning and then a byte a second; the answer, once the server closes.</summary>
    static async Task<string> DribbleAsync(Child server, string beginning)
    {
        using var client = await ConnectAsync(server);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));
        var answer = AnswerAsync(client);
        while (await Task.WhenAny(answer, Task.Delay(1000)) != answer)
        {
            try
            {
                await client.GetStream().WriteAsync("1"u8.ToArray());
            }
            catch (IOException)
            {
                break; // It was closed.
            }
        }

        return await answer;
    }

    /// <summary>All that a server says until it closes the connection.</summary>
    static async Task<string> AnswerAsync(TcpClient client)
    {
        var (answer, part) = (new StringBuilder(), new byte[4096]);
        try
        {
            while (await client.GetStream().ReadAsync(part).AsTask().WaitAsync(TimeSpan.FromMinutes(5)) is > 0 and var read)
            {
                answer.Append(Encoding.ASCII.GetString(part.AsSpan(0, read)));
            }
        }
        catch (IOException)
        {
            // It was closed with bytes of ours unread.
        }

        return answer.ToString();
    }

    static byte[] Packed(int bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            var block = new byte[1 << 20];
            for (var written = 0; written < bytes; written += block.Length)
            {
                gzip.Write(block);
            }
        }

        return packed.ToArray();
    }
}
