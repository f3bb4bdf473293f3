using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kindred.Project;
using Kindred.Server.Collecting;
using Kindred.Server.Keys;
using Kindred.Server.Moving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Kindred.Server;

/// <summary>What commands of the same user ask of the server, with the secret of <see cref="ServeFile"/>.</summary>
static class LocalApi
{
    static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static void MapLocalApi(
        this IEndpointRouteBuilder routes, string token, StoreKeeper store, Mover mover, KeyStore keys, Feed feed, IHostApplicationLifetime lifetime)
    {
        var api = routes.MapGroup("/api/v1");
        api.MapPost("/store/lend", http => GuardAsync(http, token, () => LendAsync(http, store, mover, lifetime)));
        api.MapGet("/debug/events", http => GuardAsync(http, token, () => FeedEndpoint.ServeAsync(http, feed, lifetime.ApplicationStopping)));
        api.MapGet("/keys", http => GuardAsync(http, token, () => AnswerAsync(http, keys.List)));
        api.MapPost("/keys", http => GuardAsync(http, token, () => CreateAsync(http, keys)));
        api.MapPost("/keys/{name}/rotate", http => GuardAsync(http, token, () => RotateAsync(http, keys)));
        api.MapPatch("/keys/{name}", http => GuardAsync(http, token, () => ChangeAsync(http, keys)));
        api.MapDelete("/keys/{name}", http => GuardAsync(http, token, () => AnswerAsync(http, () => keys.Revoke(NameIn(http)))));
    }

    static Task GuardAsync(HttpContext http, string token, Func<Task> work)
    {
        var given = Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString());
        return CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes($"Bearer {token}"))
            ? work()
            : Replies.WriteAsync(http, 401, """{"message":"This takes the token that the server left in .kindred/serve.json."}""");
    }

    /// <summary>Lends the store for as long as the borrower keeps the connection open.</summary>
    static async Task LendAsync(HttpContext http, StoreKeeper store, Mover mover, IHostApplicationLifetime lifetime)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await mover.CatchUpAsync(over.Token);
            await store.LendAsync(
                async () =>
                {
                    await http.Response.Body.FlushAsync(over.Token); // sends the headers, which tell that it is lent
                    await Task.Delay(Timeout.Infinite, over.Token);
                },
                over.Token);
        }
        catch (OperationCanceledException)
        {
            // The borrower is done, or the server stops.
        }
    }

    static async Task CreateAsync(HttpContext http, KeyStore keys)
    {
        var asked = await ReadAsync<NewKeyRequest>(http);
        await (asked is { Name: { } name, ItemsPerSecond: >= 0 }
            ? AnswerAsync(http, () => keys.Create(name, asked.Source ?? name, asked.Strict, asked.ItemsPerSecond, asked.Require))
            : Replies.WriteAsync(
                http, 400, """{"message":"This takes {\"name\": …} and may have source, strict, items_per_second and require, a list of collect, analyse and activate."}"""));
    }

    static async Task ChangeAsync(HttpContext http, KeyStore keys)
    {
        var change = await ReadAsync<KeyChange>(http);
        await (change is { ItemsPerSecond: null or >= 0 }
            ? AnswerAsync(http, () => keys.Change(NameIn(http), change))
            : Replies.WriteAsync(
                http, 400, """{"message":"This takes an object with strict, items_per_second or require, a list of collect, analyse and activate."}"""));
    }

    /// <summary>What the body of a request says, or null where it says something else.</summary>
    static async Task<T?> ReadAsync<T>(HttpContext http)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Form, http.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static Task AnswerAsync<T>(HttpContext http, Func<T> work)
    {
        try
        {
            return Replies.WriteAsync(http, 200, JsonSerializer.Serialize(work(), Form));
        }
        catch (DefinitionException wrong)
        {
            return Replies.WriteAsync(http, 400, JsonSerializer.Serialize(new { message = wrong.Message }, Form));
        }
    }

    static string NameIn(HttpContext http) => (string)http.Request.RouteValues["name"]!;

    static Task RotateAsync(HttpContext http, KeyStore keys)
    {
        var hours = KeyStore.Grace.TotalHours;
        return http.Request.Query["grace_hours"].ToString() is { Length: > 0 } asked
            && !(double.TryParse(asked, NumberStyles.Float, CultureInfo.InvariantCulture, out hours) && hours is >= 0 and <= 8760)
            ? Replies.WriteAsync(http, 400, """{"message":"'grace_hours' takes hours from 0 to 8760."}""")
            : AnswerAsync(http, () => keys.Rotate(NameIn(http), TimeSpan.FromHours(hours)));
    }

    sealed record NewKeyRequest(string? Name, string? Source, bool Strict, int ItemsPerSecond, IReadOnlyList<Purpose>? Require);
}
