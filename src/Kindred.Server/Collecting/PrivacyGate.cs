using System.Text.Json;
using Kindred.Project;
using Kindred.Server.Keys;
using Kindred.Server.Mapping;
using Kindred.Server.Spooling;
using Microsoft.AspNetCore.Http;

namespace Kindred.Server.Collecting;

/// <summary>Lets through what may be stored of a request, before any of it touches the disk.</summary>
sealed class PrivacyGate(PrivacyDefinition privacy, byte[] secret)
{
    readonly ConsentRules _consent = new(privacy);
    readonly Redaction _everywhere = new(privacy.Hash, privacy.Drop, privacy.Addresses, secret);
    readonly Dictionary<string, Redaction> _bySource = privacy.Sources.ToDictionary(
        source => source.Key,
        source => new Redaction([.. privacy.Hash, .. source.Value.Hash], [.. privacy.Drop, .. source.Value.Drop], privacy.Addresses, secret));

    /// <summary>The gate of a project. Its secret is only made when something is to be hashed.</summary>
    public static PrivacyGate Of(PrivacyDefinition privacy, string store) =>
        new(privacy, privacy.Hash.Count + privacy.Sources.Values.Sum(source => source.Hash.Count) == 0 ? [] : HashSecret.Of(store));

    /// <summary>Where a request comes from, as far as that may be stored.</summary>
    public string AddressOf(HttpContext http) => privacy.Addresses is StoredAddress.Dropped || http.Request.Headers.ContainsKey("SP-Anonymous")
        ? "" // a Snowplow tracker may ask for that too
        : Address.Shorten(http.Connection.RemoteIpAddress?.ToString()) ?? "";

    /// <summary>Passes a request on with what may be stored of it.</summary>
    /// <returns>The request, or null where nothing is left; and why events are not stored, by their place.</returns>
    /// <exception cref="InvalidOperationException">A text that all its events share is none.</exception>
    public (SpooledRequest? Request, IReadOnlyDictionary<int, string> Refused) Pass(HttpContext http, SpooledRequest request, WriteKey key, JsonElement json)
    {
        var signalled = http.Request.Headers["Sec-GPC"].ToString() == "1" || http.Request.Headers["DNT"].ToString() == "1";
        var (refused, marked, items) = (new Dictionary<int, string>(), new HashSet<int>(), 0);
        foreach (var item in EventMapping.Items(request, json))
        {
            items++;
            var refusal = _consent.Judge(item, key, signalled);
            if (refusal.Reason is { } reason)
            {
                refused[item.Index] = reason;
            }
            else if (refusal.NoActivation && item.Json.IsObject())
            {
                marked.Add(item.Index);
            }
        }

        if (items > 0 && refused.Count == items)
        {
            return (null, refused);
        }

        var redaction = _bySource.GetValueOrDefault(key.Source, _everywhere);
        return refused.Count + marked.Count > 0 || redaction.Concerns(request.Body)
            ? (request with { Body = redaction.Apply(json, EventMapping.ListOf(request), refused, marked) }, refused)
            : (request, refused);
    }
}
