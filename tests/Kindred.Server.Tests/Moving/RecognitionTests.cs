using System.Globalization;
using System.Net.Http.Json;
using Kindred.ClickHouse;
using Kindred.Collect;
using Kindred.Identity;
using Kindred.Numerics;
using Kindred.Project;
using Kindred.Testing;

namespace Kindred.Server.Tests.Moving;

/// <summary>Who belongs together while events arrive, in whatever order they do.</summary>
public sealed class RecognitionTests : IDisposable
{
    const int Cases = 3, Orders = 3, Events = 24;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{}")]
    [InlineData("{ max_ids_per_customer: 4, allow_several_user_ids: true }")]
    public async Task Customers_do_not_depend_on_the_order_of_arrival_and_a_run_finds_the_same(string identity)
    {
        TestServer.WriteProject(_folder.Path, $"identity: {identity}\n");
        var project = ProjectFile.Open(_folder.Path);
        await using var server = KindredServer.Build(project, new() { Port = 0, MoveEvery = TimeSpan.FromMilliseconds(5) }, TimeProvider.System);
        await server.StartAsync(CancellationToken.None);
        using var client = new HttpClient { BaseAddress = new(server.Address) };
        var (chance, secret) = (new Rng(7), server.Keys.Create("web", "web", strict: false, itemsPerSecond: 0).Secret);
        var joined = 0;

        for (var one = 0; one < Cases; one++)
        {
            var events = Enumerable.Range(0, Events).Select(_ => Random(chance)).ToArray();
            for (var order = 0; order < Orders; order++)
            {
                Shuffle(events, chance);
                await SendAsync(server, client, secret, Name(one, order), events, chance);
            }

            var arrived = Enumerable.Range(0, Orders).Select(order => Name(one, order)).ToArray();
            var first = await CustomersAsync(server, arrived[0], events);
            joined += first.Count(pair => pair.Key != pair.Value);
            foreach (var name in arrived)
            {
                Assert.Equal(first, await CustomersAsync(server, name, events));
            }

            await ResolveAsync(server, project);
            foreach (var name in arrived)
            {
                Assert.Equal(first, await CustomersAsync(server, name, events));
            }
        }

        Assert.InRange(joined, Cases, int.MaxValue);
    }

    static string Name(int one, int order) => string.Create(CultureInfo.InvariantCulture, $"case {one}, order {order}: ");

    /// <summary>Ids of an event: up to one of each kind, of few enough that they meet often.</summary>
    static (string User, string Visitor, string Device) Random(Rng chance)
    {
        while (true)
        {
            var (user, visitor, device) = (One("u", 5, 0.3), One("v", 12, 0.7), One("d", 6, 0.4));
            if (user.Length + visitor.Length + device.Length > 0)
            {
                return (user, visitor, device);
            }
        }

        string One(string kind, int of, double share) =>
            chance.NextDouble() < share ? string.Create(CultureInfo.InvariantCulture, $"{kind}{chance.NextInt32(of)}") : "";
    }

    static void Shuffle<T>(T[] items, Rng chance)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = chance.NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Sends events in batches of all sizes, some of which the engine gets together and some apart.</summary>
    static async Task SendAsync(KindredServer server, HttpClient client, string writeKey, string name, (string User, string Visitor, string Device)[] events, Rng chance)
    {
        for (var sent = 0; sent < events.Length;)
        {
            var size = 1 + chance.NextInt32(8);
            var batch = events.Skip(sent).Take(size).Select(ids => new
            {
                type = "track",
                @event = "E",
                userId = Own(name, ids.User),
                anonymousId = Own(name, ids.Visitor),
                context = new { device = new { id = Own(name, ids.Device) } },
            });
            var answer = await client.PostAsJsonAsync("/v1/batch", new { writeKey, batch });
            Assert.Equal(200, (int)answer.StatusCode);
            sent += size;
            if (chance.NextDouble() < 0.5)
            {
                await server.Mover.CatchUpAsync(CancellationToken.None);
            }
        }

        await server.Mover.CatchUpAsync(CancellationToken.None);
    }

    static string Own(string name, string id) => id.Length > 0 ? name + id : "";

    /// <summary>The id that the customer of each id goes by.</summary>
    static Task<SortedDictionary<string, string>> CustomersAsync(KindredServer server, string name, (string User, string Visitor, string Device)[] events) => server.Store.UseAsync(
        async engine =>
        {
            string[] ids = [.. events.SelectMany(ids => (string[])[ids.User, ids.Visitor, ids.Device]).Where(id => id.Length > 0).Distinct()];
            var asked = Literal.Array(ids.Select(id => (Literal)Own(name, id)));
            var keys = (await engine.QueryAsync(
                $"SELECT id, cityHash64(id) + indexOf(['v', 'd'], substring(id, {name.Length + 1}, 1)) AS key FROM (SELECT arrayJoin({asked}) AS id)",
                row => (Key: row.Get<ulong>(1), Id: row.Get<string>(0)[name.Length..]),
                CancellationToken.None)).ToDictionary(pair => pair.Key, pair => pair.Id);
            var merged = (await engine.QueryAsync(
                $"SELECT customer_key, merged_id FROM customer_keys", row => (row.Get<ulong>(0), row.Get<ulong>(1)), CancellationToken.None)).ToDictionary();
            return new SortedDictionary<string, string>(keys.ToDictionary(pair => pair.Value, pair => merged.TryGetValue(pair.Key, out var owner) ? keys[owner] : pair.Value), StringComparer.Ordinal);
        },
        CancellationToken.None);

    /// <summary>Looks at who is who as a run does.</summary>
    static Task<Identities> ResolveAsync(KindredServer server, ProjectFile project) => server.Store.UseAsync(
        async engine =>
        {
            var (whole, _) = await CollectedSources.RefreshAsync(engine, project, CancellationToken.None);
            return await Resolution.RunAsync(engine, whole.Definition.Identity, long.MaxValue, CancellationToken.None);
        },
        CancellationToken.None);
}
