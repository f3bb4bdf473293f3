using System.Text.Json;
using Kindred.Project;
using Kindred.Server.Keys;
using Kindred.Server.Mapping;

namespace Kindred.Server.Collecting;

/// <summary>Holds what a visitor and their browser say against what the project wants to be allowed.</summary>
sealed class ConsentRules(PrivacyDefinition privacy)
{
    /// <summary>Why an event is not stored.</summary>
    public const string NoCollecting = "no consent to collect", NoAnalysis = "no consent to analyse", Signalled = "the browser asks not to be tracked";

    /// <summary>Categories by the names that clients often have for them, besides ours.</summary>
    static readonly Dictionary<string, Purpose> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["collect"] = Purpose.Collect,
        ["analyse"] = Purpose.Analyse,
        ["analyze"] = Purpose.Analyse,
        ["analytics"] = Purpose.Analyse,
        ["analytics_storage"] = Purpose.Analyse,
        ["activate"] = Purpose.Activate,
        ["advertising"] = Purpose.Activate,
        ["marketing"] = Purpose.Activate,
        ["ad_storage"] = Purpose.Activate,
        ["ad_user_data"] = Purpose.Activate,
        ["ad_personalization"] = Purpose.Activate,
    };

    readonly Dictionary<string, Purpose> _categories = new(Known.Concat(privacy.Categories).DistinctBy(own => own.Key), StringComparer.OrdinalIgnoreCase);

    /// <summary>What is refused of an event.</summary>
    /// <param name="signalled">Whether the browser sent Global Privacy Control or Do Not Track.</param>
    public Refusal Judge(Item item, WriteKey key, bool signalled)
    {
        var said = Said(item);
        var browser = signalled && privacy.Signals is BrowserSignal.Collect;
        if (!Allowed(Purpose.Collect, browser))
        {
            return new(browser && said[(int)Purpose.Collect] is null ? Signalled : NoCollecting, NoActivation: true);
        }

        var unheard = signalled && privacy.Signals is BrowserSignal.Activate;
        return new(Allowed(Purpose.Analyse, false) ? null : NoAnalysis, !Allowed(Purpose.Activate, unheard));

        bool Allowed(Purpose purpose, bool refused) => said[(int)purpose] ?? (!refused && !IsRequired(purpose, key));
    }

    /// <summary>Whether the project, the source or the key wants a purpose to be allowed.</summary>
    bool IsRequired(Purpose purpose, WriteKey key) =>
        privacy.Require.Contains(purpose) || key.Require.Contains(purpose) || (privacy.Sources.TryGetValue(key.Source, out var own) && own.Require.Contains(purpose));

    /// <summary>What the visitor said of each purpose: yes, no or nothing.</summary>
    bool?[] Said(Item item)
    {
        var said = new bool?[3];
        if (item.Request.Protocol is Protocol.Segment)
        {
            var own = item.Json.At("context").IsObject() ? item.Json.At("context") : default;
            var shared = item.Body.At("context");
            Categories(said, Of("consent").At("categoryPreferences"));
            Categories(said, Of("consent"));
            Listed(said, Of("consentManagement").At("allowedConsentIds"), true);
            Listed(said, Of("consentManagement").At("deniedConsentIds"), false);

            JsonElement Of(string name) => own.At(name).IsThere() ? own.At(name) : shared.At(name);
        }
        else if (item.Request.Protocol is Protocol.Google)
        {
            Categories(said, item.Body.At("consent"));
            if (item.Body.At("non_personalized_ads").Text() == "true")
            {
                said[(int)Purpose.Activate] = false; // what there was before consent
            }
        }
        else
        {
            OfOthers(said, item);
        }

        if (said[(int)Purpose.Collect] is null && said.Contains(true))
        {
            said[(int)Purpose.Collect] = true; // who allows a use allows what it needs
        }

        return said;
    }

    /// <summary>What events of PostHog and Snowplow say; one that cannot be read says nothing.</summary>
    void OfOthers(bool?[] said, Item item)
    {
        try
        {
            if (item.Request.Protocol is Protocol.PostHog)
            {
                (said[(int)Purpose.Collect], said[(int)Purpose.Activate]) = PostHogEvents.Consent(item.Json);
            }
            else if (SnowplowConsent.Allowed(item.Json) is { } allowed)
            {
                said[(int)Purpose.Collect] = true;
                allowed.ForEach(name => Note(said, name, true));
            }
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            // It is looked at again when it is mapped, and rejected then.
        }
    }

    void Categories(bool?[] said, JsonElement categories)
    {
        if (!categories.IsObject())
        {
            return;
        }

        foreach (var category in categories.EnumerateObject())
        {
            Note(said, category.Name, category.Value.Text()?.ToUpperInvariant() switch
            {
                "TRUE" or "GRANTED" => true,
                "FALSE" or "DENIED" => false,
                _ => null,
            });
        }
    }

    void Listed(bool?[] said, JsonElement names, bool answer)
    {
        if (names.IsArray())
        {
            foreach (var name in names.EnumerateArray())
            {
                Note(said, name.Text() ?? "", answer);
            }
        }
    }

    /// <summary>Where several categories stand for one purpose, a single no is a no.</summary>
    void Note(bool?[] said, string category, bool? answer)
    {
        if (answer is { } clear && _categories.TryGetValue(category, out var purpose))
        {
            said[(int)purpose] = said[(int)purpose] is false ? false : clear;
        }
    }
}

/// <summary>What is refused of an event.</summary>
/// <param name="Reason">Why it may not be stored, or null.</param>
/// <param name="NoActivation">Whether the customer may not be addressed by it.</param>
readonly record struct Refusal(string? Reason, bool NoActivation);
