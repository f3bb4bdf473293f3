using System.Text.Json;
using Kindred.Events;

namespace Kindred.Server.Mapping;

/// <summary>What Snowplow's consent plugins say: events of a choice, and with any event the basis on which it is processed.</summary>
static class SnowplowConsent
{
    const string Preferences = "consent_preferences", Granted = "consent_granted", Withdrawn = "consent_withdrawn";

    /// <summary>The scopes and documents that an event says the visitor consented to; null where it does not speak of consent given.</summary>
    public static List<string>? Allowed(JsonElement json)
    {
        var known = Entities(json);
        var basis = known.Where(entity => SnowplowEvents.NameOf(entity) == "gdpr" && entity.At("data", "basisForProcessing").Text() == "consent").ToList();
        var names = basis.Select(entity => entity.At("data", "documentId").Text());
        var said = json.At("e").Text() == "ue" ? SnowplowEvents.Embedded(json, "ue_pr", "ue_px").At("data") : default;
        var isChoice = SnowplowEvents.NameOf(said) is Preferences or Granted && NameOf(SnowplowEvents.NameOf(said), said.At("data")) == Vocabulary.ConsentGranted;
        return basis.Count > 0 || isChoice ? [.. names.Concat(isChoice ? Scopes(said.At("data"), known) : []).OfType<string>()] : null;
    }

    /// <summary>The standard name of an event of consent, or its own.</summary>
    public static string? NameOf(string? name, JsonElement said) => (name, said.At("eventType").Text()) switch
    {
        (Granted, _) or (Preferences, "allow_all" or "allow_selected") => Vocabulary.ConsentGranted,
        (Withdrawn, _) or (Preferences, "deny_all" or "withdrawn" or "expired") => Vocabulary.ConsentWithdrawn,
        _ => name,
    };

    /// <summary>What an event of consent is about, where it is about one thing alone.</summary>
    public static string? PurposeOf(JsonElement json, string? name, JsonElement said)
    {
        if (name is not (Preferences or Granted or Withdrawn))
        {
            return null;
        }

        return Scopes(said, Entities(json)).Distinct().Take(2).ToList() is [var only] ? only : null;
    }

    /// <summary>What comes with an event beside itself.</summary>
    static IReadOnlyList<JsonElement> Entities(JsonElement json)
    {
        var list = SnowplowEvents.Embedded(json, "co", "cx").At("data");
        return list.IsArray() ? [.. list.EnumerateArray()] : [];
    }

    /// <summary>The scopes of a choice; for those that name none, the documents that come with it.</summary>
    static IEnumerable<string> Scopes(JsonElement said, IEnumerable<JsonElement> entities) => said.At("consentScopes").IsArray()
        ? said.At("consentScopes").EnumerateArray().Select(scope => scope.Text()).OfType<string>()
        : entities.Where(entity => SnowplowEvents.NameOf(entity) == "consent_document").Select(entity => entity.At("data", "id").Text()).OfType<string>();
}
