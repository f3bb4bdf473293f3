using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Kindred.ClickHouse;

/// <summary>A ClickHouse server of any age, over its HTTP interface.</summary>
public sealed class HttpEngine : Engine
{
    readonly HttpClient _client;
    readonly HttpEngineOptions _options;
    readonly string _settings;
    readonly string _session = RandomNumberGenerator.GetHexString(16, lowercase: true);
    long _queries;

    internal HttpEngine(HttpEngineOptions options)
    {
        options.Limits?.Check();
        _options = options;
        _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.Add("X-ClickHouse-User", options.User);
        if (options.Password.Length > 0)
        {
            _client.DefaultRequestHeaders.Add("X-ClickHouse-Key", options.Password);
        }

        var settings = options.Settings.Select(s => $"&{Uri.EscapeDataString(s.Key)}={Uri.EscapeDataString(s.Value)}");
        var limits = options.Limits?.Settings().Select(s => string.Create(CultureInfo.InvariantCulture, $"&{s.Name}={s.Value}"));
        _settings = $"database={Uri.EscapeDataString(options.Database)}&default_format=Native{string.Concat(settings.Concat(limits ?? []))}";
    }

    public override async Task ExecuteAsync(Sql sql, CancellationToken cancellation)
    {
        var id = NextId();
        using var response = await SendAsync(id, "&wait_end_of_query=1", new StringContent(sql.ToString()), cancellation);
    }

    public override async IAsyncEnumerable<Block> StreamAsync(Sql sql, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var id = NextId();
        using var response = await SendAsync(id, "", new StringContent(sql.ToString()), cancellation);
        await using var thread = new WaitingThread(id);
        var ended = false;
        try
        {
            var reader = new NativeReader(await response.Content.ReadAsStreamAsync(cancellation));
            while (await ReadAsync(thread, reader, response, cancellation) is { } block)
            {
                if (block.Columns.Count > 0)
                {
                    yield return block;
                }
            }

            ended = true;
        }
        finally
        {
            if (!ended)
            {
                response.Dispose();
                await KillAsync(id);
            }
        }
    }

    public override async Task InsertAsync(string table, Block block, CancellationToken cancellation)
    {
        if (block.Rows == 0)
        {
            return;
        }

        var columns = Sql.Join(", ", block.Columns.Select(c => Sql.Identifier(c.Name)));
        Sql insert = $"INSERT INTO {Sql.Identifier(table)} ({columns}) FORMAT Native";
        using var response = await SendAsync(
            NextId(), $"&query={Uri.EscapeDataString(insert.ToString())}", new BlockContent(block), cancellation);
    }

    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    string NextId() => string.Create(CultureInfo.InvariantCulture, $"kindred-{_session}-{Interlocked.Increment(ref _queries)}");

    async Task<HttpResponseMessage> SendAsync(string id, string parameters, HttpContent content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.Address, $"?{_settings}&query_id={id}{parameters}"));
        request.Content = content;
        try
        {
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw response.StatusCode is HttpStatusCode.Unauthorized
                    ? new EngineException(516, "AUTHENTICATION_FAILED", "The server refuses this user or password.")
                    : EngineException.Parse(await response.Content.ReadAsStringAsync(cancellation));
            }
        }
        catch (OperationCanceledException)
        {
            await KillAsync(id);
            throw;
        }
        catch (HttpRequestException failure)
        {
            throw new EngineException(
                0, "NO_CONNECTION", $"The server at {_options.Address.Authority} cannot be reached: {failure.GetBaseException().Message}.");
        }
    }

    static async Task<Block?> ReadAsync(WaitingThread thread, NativeReader reader, HttpResponseMessage response, CancellationToken cancellation)
    {
        // Closing the response ends the wait for its bytes, which looks like an end of the result or a failure.
        using var closing = cancellation.Register(response.Dispose);
        try
        {
            var block = await thread.RunAsync(() => reader.StartsWith("Code: "u8) ? throw EngineException.Parse(reader.ReadRest()) : reader.Read());
            cancellation.ThrowIfCancellationRequested();
            return block;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidDataException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new EngineException(0, "NO_CONNECTION", $"The server's answer was cut off: {failure.Message}");
        }
    }

    async Task KillAsync(string id)
    {
        Sql kill = $"KILL QUERY WHERE query_id = {id} ASYNC";
        using var content = new StringContent(kill.ToString());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            using var answer = await _client.PostAsync(new Uri(_options.Address, "?"), content, limit.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // A server that cannot be reached runs nothing for us: it drops the query with the connection.
        }
    }

    sealed class BlockContent : HttpContent
    {
        readonly Block _block;

        public BlockContent(Block block)
        {
            _block = block;
            Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            // Not disposed: that would close the request's stream, which is not ours.
            var buffered = new BufferedStream(stream, 1 << 18);
            new NativeWriter(buffered).Write(_block);
            await buffered.FlushAsync();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
