using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Kindred.ClickHouse;
using Kindred.Collect;
using Kindred.Events;
using Kindred.Identity;
using Kindred.Project;
using Kindred.Server.Keys;
using Kindred.Testing;

namespace Kindred.Server.Tests;

/// <summary>A real server on a free port, with a real store, for the tests of a class.</summary>
public sealed class TestServer : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    KindredServer? _server;

    public HttpClient Client { get; } = new();

    /// <summary>The secret of a key without limits, for the source web.</summary>
    public string Key { get; private set; } = "";

    public KindredServer Server => _server!;

    /// <summary>Where the store of its project is.</summary>
    public string Store => _folder.File(Path.Combine(".kindred", "store"));

    /// <summary>Writes a project that names no files.</summary>
    public static void WriteProject(string folder, string more = "") =>
        File.WriteAllText(Path.Combine(folder, "kindred.yaml"), $"kindred: 1\nname: shop\n{more}");

    public async ValueTask InitializeAsync()
    {
        WriteProject(_folder.Path);
        _server = KindredServer.Build(ProjectFile.Open(_folder.Path), new() { Port = 0, MoveEvery = TimeSpan.FromMilliseconds(20) }, TimeProvider.System);
        await _server.StartAsync(CancellationToken.None);
        Client.BaseAddress = new(_server.Address);
        Key = NewKey("web").Secret;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server!.DisposeAsync();
        _folder.Dispose();
    }

    public NewKey NewKey(string name, bool strict = false, int itemsPerSecond = 0) => Server.Keys.Create(name, name, strict, itemsPerSecond);

    /// <summary>Posts as a Segment client does.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, object body, string? key = null) =>
        SendAsync(path, new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), key ?? Key);

    public async Task<HttpResponseMessage> SendAsync(string path, HttpContent content, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.ExpectContinue = true;
        if (key is { Length: > 0 })
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:")));
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Asks the store once everything that was sent is in it.</summary>
    public async Task<Block> AskAsync(Sql query)
    {
        await Server.Mover.CatchUpAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(5));
        return await Server.Store.UseAsync(engine => engine.QueryAsync(query, CancellationToken.None), CancellationToken.None);
    }

    /// <summary>One event as texts, empty where it says nothing, by the id of its message.</summary>
    public async Task<IReadOnlyDictionary<string, string>> EventAsync(string message)
    {
        var block = await AskAsync($"SELECT * FROM events WHERE event_id = sipHash128({message})");
        Assert.Equal(1, block.Rows);
        var found = EventField.All.ToDictionary(field => field.Name, _ => "");
        foreach (var column in block.Columns)
        {
            found[column.Name] = Convert.ToString(column[0], CultureInfo.InvariantCulture) ?? "";
        }

        return found;
    }

    public async Task<long> CountAsync(Sql where) => (await AskAsync($"SELECT toInt64(count()) AS n FROM events WHERE {where}")).Column<long>("n")[0];

    /// <summary>How many customers the events of a source are of, once the main job has looked at who is who.</summary>
    public Task<long> CustomersAsync(string source) => Server.Store.UseAsync(
        async engine =>
        {
            var (project, _) = await CollectedSources.RefreshAsync(engine, ProjectFile.Parse("name: shop", "kindred.yaml"), CancellationToken.None);
            await Resolution.RunAsync(engine, project.Definition.Identity, long.MaxValue, CancellationToken.None);
            var events = CustomerEvents.Before(long.MaxValue, $"source = {source}", ["event"]);
            return await engine.ValueAsync<long>($"SELECT toInt64(uniqExact(customer_id)) FROM {events}", CancellationToken.None);
        },
        CancellationToken.None);
}
