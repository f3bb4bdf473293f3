using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kindred.Project;
using Kindred.Server.Mapping;

namespace Kindred.Server.Collecting;

/// <summary>Takes personal data out of requests before they touch the disk, as the project declares it.</summary>
sealed class Redaction
{
    /// <summary>What an event carries whose customer may not be addressed by it.</summary>
    public const string Marker = "kindred_refused";

    /// <summary>What stands for an event that is JSON, but holds what is no text.</summary>
    public const string Unreadable = "kindred_unreadable";

    /// <summary>Names under which clients send the address of the customer.</summary>
    static readonly string[] AddressNames = ["ip", "$ip", "ip_override", "ip_address", "ipAddress", "user_ipaddress"];

    static readonly JsonWriterOptions Form = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly HashSet<string> _hashed, _dropped;
    readonly HashSet<string> _addresses = new(AddressNames, StringComparer.OrdinalIgnoreCase);
    readonly SearchValues<string> _signs;
    readonly RedactedQuery? _queries;
    readonly bool _keepNetworks;
    readonly byte[] _secret;

    /// <param name="hash">Names whose values are hashed.</param>
    /// <param name="drop">Names that are left out.</param>
    /// <param name="secret">What the hashes are keyed with.</param>
    public Redaction(IReadOnlyList<string> hash, IReadOnlyList<string> drop, StoredAddress addresses, byte[] secret)
    {
        (_hashed, _dropped, _secret) = (new(hash, StringComparer.OrdinalIgnoreCase), new(drop, StringComparer.OrdinalIgnoreCase), secret);
        _keepNetworks = addresses is StoredAddress.Truncated;
        string[] names = [.. hash, .. drop];

        // A name may be written with escapes, and stand within JSON that is a text or base64.
        string[] hidden = names.Length == 0 ? [] : ["\\u", "%4", "%5", "%6", "%7", .. names.Select(Uri.EscapeDataString), .. names.Select(name => name.Replace(' ', '+'))];
        _signs = SearchValues.Create(
            [.. AddressNames.SelectMany(name => (string[])[$"\"{name}\"", $"\"{name}\\"]), "\"ue_px\"", "\"cx\"", .. names, .. hidden], StringComparison.OrdinalIgnoreCase);
        _queries = names.Length == 0 ? null : new(InQuery, Redacted);
    }

    /// <summary>Whether a body may hold something that must not be stored; far quicker than to look.</summary>
    public bool Concerns(byte[] body)
    {
        var letters = ArrayPool<char>.Shared.Rent(body.Length);
        try
        {
            var length = Encoding.Latin1.GetChars(body, letters);
            return letters.AsSpan(0, length).ContainsAny(_signs);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(letters);
        }
    }

    /// <summary>The same JSON without what must not be stored.</summary>
    /// <param name="list">The name of the list of its events, where there is one.</param>
    /// <param name="left">The places of events to leave out.</param>
    /// <param name="marked">The places of events to mark.</param>
    /// <exception cref="InvalidOperationException">A text that all events share is none.</exception>
    public byte[] Apply(JsonElement json, string? list, IReadOnlyDictionary<int, string> left, IReadOnlySet<int> marked) => Written(writer =>
    {
        if (json.IsArray())
        {
            WriteItems(writer, json, left, marked);
        }
        else if (list is not null && json.At(list).IsArray())
        {
            WriteObject(writer, json, property => WriteItems(writer, property, left, marked), list);
        }
        else
        {
            WriteReadable(writer, json, marked.Contains(0));
        }
    });

    /// <summary>What stands in the place of a value: the first 128 bits of its HMAC-SHA256.</summary>
    /// <remarks>An e-mail address has the same one however it is written: without blanks around it, in lower case.</remarks>
    public string Hash(string value) => Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(EmailIn(value) ?? value))[..16]);

    /// <summary>The e-mail address that a value is, in the form that all its spellings share; null where it is none.</summary>
    static string? EmailIn(string value)
    {
        var address = value.Trim();
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == address.LastIndexOf('@') && at < address.Length - 1 && !address.Any(char.IsWhiteSpace) ? address.ToLowerInvariant() : null;
    }

    static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(bytes, Form))
        {
            write(writer);
        }

        return bytes.WrittenSpan.ToArray();
    }

    void WriteItems(Utf8JsonWriter writer, JsonElement items, IReadOnlyDictionary<int, string> left, IReadOnlySet<int> marked)
    {
        writer.WriteStartArray();
        foreach (var (i, item) in items.EnumerateArray().Index())
        {
            if (!left.ContainsKey(i))
            {
                WriteReadable(writer, item, marked.Contains(i));
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>An event that cannot be read through must not hold up the others, nor be stored as it is.</summary>
    void WriteReadable(Utf8JsonWriter writer, JsonElement item, bool mark)
    {
        try
        {
            writer.WriteRawValue(Written(own => WriteItem(own, item, mark)), skipInputValidation: true);
        }
        catch (InvalidOperationException)
        {
            writer.WriteStringValue(Unreadable);
        }
    }

    void WriteItem(Utf8JsonWriter writer, JsonElement item, bool mark)
    {
        if (!mark || !item.IsObject())
        {
            Write(writer, item);
            return;
        }

        WriteObject(writer, item, before: () =>
        {
            writer.WriteStartArray(Marker);
            writer.WriteStringValue("activate");
            writer.WriteEndArray();
        });
    }

    void Write(Utf8JsonWriter writer, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, json);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in json.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Redacted(json.GetString()!, 0));
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }

    /// <summary>Writes an object, its list of events by other means.</summary>
    void WriteObject(Utf8JsonWriter writer, JsonElement json, Action<JsonElement>? writeList = null, string? list = null, Action? before = null)
    {
        writer.WriteStartObject();
        before?.Invoke();
        foreach (var property in json.EnumerateObject())
        {
            var name = property.Name;
            if (_dropped.Contains(name) || (!_keepNetworks && _addresses.Contains(name)) || name == Marker)
            {
                continue;
            }

            writer.WritePropertyName(name);
            if (name == list)
            {
                writeList!(property.Value);
            }
            else
            {
                WriteValue(writer, name, property.Value);
            }
        }

        writer.WriteEndObject();
    }

    void WriteValue(Utf8JsonWriter writer, string name, JsonElement value)
    {
        if (_hashed.Contains(name) && value.IsThere())
        {
            writer.WriteStringValue(Hash(value.Text() ?? value.GetRawText()));
        }
        else if (_addresses.Contains(name) && Address.Shorten(value.Text()) is { } network)
        {
            writer.WriteStringValue(network);
        }
        else if (name is "ue_px" or "cx" && Parsed(Decoded(value.Text())) is { } encoded)
        {
            writer.WriteStringValue(Base64Url.EncodeToString(Written(own => Write(own, encoded))));
        }
        else
        {
            Write(writer, value);
        }
    }

    /// <summary>The same text without what must not be stored; JSON and addresses are read.</summary>
    string Redacted(string text, int depth)
    {
        var isJson = text.AsSpan().TrimStart() is ['{' or '[', ..] && text.AsSpan().ContainsAny(_signs);
        return isJson && Parsed(text) is { } json ? Encoding.UTF8.GetString(Written(own => Write(own, json))) : _queries?.Apply(text, depth) ?? text;
    }

    /// <summary>What stands for the value of a name in the query of an address, or null where that may be stored.</summary>
    string? InQuery(string name, string value) => _dropped.Contains(name) ? "" : _hashed.Contains(name) ? Hash(value) : null;

    /// <summary>JSON that stands as a text within JSON, as Snowplow's trackers and many shops send it.</summary>
    static JsonElement? Parsed(string? json)
    {
        try
        {
            return json is null ? null : JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string? Decoded(string? base64)
    {
        try
        {
            return base64 is null ? null : Encoding.UTF8.GetString(Base64Url.DecodeFromChars(base64.Replace('+', '-').Replace('/', '_')));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
