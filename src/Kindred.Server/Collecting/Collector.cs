using System.Text;
using System.Text.Json;
using Kindred.Collect;
using Kindred.Server.Keys;
using Kindred.Server.Mapping;
using Kindred.Server.Spooling;
using Microsoft.AspNetCore.Http;

namespace Kindred.Server.Collecting;

/// <summary>Takes requests in: reads, checks and spools them. What their events mean is looked at when they are moved.</summary>
sealed class Collector(Spool spool, KeyRing keys, ArrivalRules rules, PrivacyGate gate, Refusals refusals, ServeOptions options, TimeProvider clock)
{
    static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 64 };

    readonly BodyRoom _room = new(options.MaxReadingBytes);

    /// <summary>Takes the body of a request in.</summary>
    /// <param name="findKey">Where the protocol puts the secret of the write key.</param>
    /// <param name="mostBytes">The most bytes of the body that the protocol allows.</param>
    /// <param name="decode">Where the protocol wraps its JSON in something else.</param>
    public async Task<Verdict> TakeAsync(
        HttpContext http, Protocol protocol, string call, Func<HttpContext, JsonElement, string?> findKey, int mostBytes, Func<byte[], byte[]>? decode = null)
    {
        using var room = _room.Open();
        try
        {
            var body = await RequestBody.ReadAsync(http.Request, mostBytes, room, options.BodyPatience, http.RequestAborted);
            return body is null
                ? refusals.Note(protocol, call, room.IsRefused ? new(Outcome.Unavailable) { Wait = Later } : new(Outcome.TooLarge))
                : await TakeAsync(http, protocol, call, decode?.Invoke(body) ?? body, findKey);
        }
        catch (InvalidDataException)
        {
            return refusals.Note(protocol, call, new(Outcome.NotJson));
        }
    }

    /// <summary>Tells what is wrong with the events of a request without keeping any; null where it is no JSON, too large, or too much at once.</summary>
    public async Task<IReadOnlyList<ItemError>?> CheckAsync(HttpContext http, Protocol protocol, string call, int mostBytes)
    {
        using var room = _room.Open();
        try
        {
            var body = await RequestBody.ReadAsync(http.Request, mostBytes, room, options.BodyPatience, http.RequestAborted);
            using var json = JsonDocument.Parse(body ?? [], Lenient);
            return Errors(new(0, protocol, call, clock.GetUtcNow().ToUnixTimeMilliseconds(), "", "", []), json.RootElement);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Takes a body in that is already read.</summary>
    public async Task<Verdict> TakeAsync(HttpContext http, Protocol protocol, string call, byte[] body, Func<HttpContext, JsonElement, string?> findKey)
    {
        try
        {
            return refusals.Note(protocol, call, await JudgeAsync(http, protocol, call, body, findKey));
        }
        catch (InvalidOperationException)
        {
            // Half of a character, written as an escape in what all events share.
            return refusals.Note(protocol, call, new(Outcome.NotJson));
        }
    }

    async Task<Verdict> JudgeAsync(HttpContext http, Protocol protocol, string call, byte[] body, Func<HttpContext, JsonElement, string?> findKey)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(body, Lenient);
        }
        catch (JsonException)
        {
            return new(Outcome.NotJson);
        }

        using (json)
        {
            if (findKey(http, json.RootElement) is not { Length: > 0 } secret)
            {
                return new(Outcome.NoKey);
            }

            if (keys.Find(secret) is not { } key)
            {
                return new(Outcome.UnknownKey);
            }

            var request = new SpooledRequest(
                key.Number,
                protocol,
                call,
                clock.GetUtcNow().ToUnixTimeMilliseconds(),
                gate.AddressOf(http),
                http.Request.Headers.UserAgent.ToString(),
                body);
            return await KeepAsync(http, request, (key, secret), json.RootElement);
        }
    }

    async Task<Verdict> KeepAsync(HttpContext http, SpooledRequest request, (WriteKey Key, string Secret) by, JsonElement json)
    {
        var (key, secret) = by;
        var items = EventMapping.Items(request, json).Count();
        var wait = keys.Wait(key, items);
        if (wait > TimeSpan.Zero)
        {
            return new(Outcome.TooMany) { Wait = wait };
        }

        // Who does not consent is no mistake of the client.
        var (allowed, refused) = gate.Pass(http, request, key, json);
        var errors = key.Strict ? Errors(request, json).Where(error => !refused.ContainsKey(error.Index)).ToList() : [];
        if (allowed is not null)
        {
            Strike(allowed.Body, Encoding.UTF8.GetBytes(secret)); // the JSON, which may be of the same bytes, is not read any more
        }

        if ((allowed is not null && await spool.AppendAsync(allowed) is not Admission.Kept) || !await CountAsync(request, key, refused))
        {
            return new(Outcome.Unavailable) { Wait = Later };
        }

        return errors.Count > 0
            ? new(Outcome.KeptInPart) { Errors = errors, Usable = items - refused.Count - errors.Count }
            : new(Outcome.Kept) { Usable = items - refused.Count };
    }

    /// <summary>Writes over a secret wherever it stands in a body.</summary>
    static void Strike(Span<byte> body, ReadOnlySpan<byte> secret)
    {
        for (int at; (at = body.IndexOf(secret)) >= 0; body = body[(at + secret.Length)..])
        {
            body.Slice(at, secret.Length).Fill((byte)'*');
        }
    }

    /// <summary>Counts events that may not be stored, of which nothing else is.</summary>
    async Task<bool> CountAsync(SpooledRequest request, WriteKey key, IReadOnlyDictionary<int, string> refused)
    {
        if (refused.Count == 0)
        {
            return true;
        }

        var counts = refused.Values.CountBy(reason => reason).Select(count => new Count(key.Number, "rejected", count.Key, count.Value)).ToList();
        try
        {
            await spool.ChangeAsync(file => SpoolFile.Add(file, counts));
        }
        catch (IOException)
        {
            return false;
        }

        refusals.Note(request, key.Source, counts);
        return true;
    }

    List<ItemError> Errors(SpooledRequest request, JsonElement json)
    {
        var (mapping, errors) = (new EventMapping(rules), new List<ItemError>());
        foreach (var item in EventMapping.Items(request, json))
        {
            var (_, message, reason) = mapping.Map(item);
            if (reason is not null)
            {
                errors.Add(new(item.Index, message == item.OwnId ? null : message, reason));
            }
        }

        return errors;
    }
}
