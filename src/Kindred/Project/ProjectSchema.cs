using System.ComponentModel;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kindred.Expressions;

namespace Kindred.Project;

/// <summary>The JSON Schema (draft 2020-12) of the project file, for editors that complete and check while one types.</summary>
public static class ProjectSchema
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as JSON text.</summary>
    public static string Write()
    {
        var definitions = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var root = Record(typeof(ProjectDefinition), definitions);
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "Kindred project" };
        foreach (var (name, value) in root.ToList())
        {
            root.Remove(name);
            schema[name] = value;
        }

        schema["$defs"] = new JsonObject(definitions);
        return schema.ToJsonString(Indented) + "\n";
    }

    static JsonObject Record(Type type, SortedDictionary<string, JsonNode?> definitions)
    {
        var keys = ProjectShape.KeysOf(type);
        var properties = new JsonObject();
        foreach (var key in keys)
        {
            properties[key.Name] = Key(key, definitions);
        }

        var schema = new JsonObject { ["type"] = "object" };
        if (type.GetCustomAttribute<DescriptionAttribute>() is { } description)
        {
            schema["description"] = description.Description;
        }

        schema["properties"] = properties;
        schema["additionalProperties"] = false;
        if (keys.Any(key => key.Required))
        {
            schema["required"] = new JsonArray([.. keys.Where(key => key.Required).Select(key => JsonValue.Create(key.Name))]);
        }

        return schema;
    }

    static JsonObject Key(ProjectKey key, SortedDictionary<string, JsonNode?> definitions)
    {
        var schema = Value(key.Type, definitions);
        var described = new JsonObject { ["description"] = key.Description };
        foreach (var (name, value) in schema.ToList())
        {
            schema.Remove(name);
            described[name] = value;
        }

        switch (key.Rule)
        {
            case BetweenAttribute between:
                (described["minimum"], described["maximum"]) = (between.Least, between.Most);
                break;
            case FilledAttribute:
                Filled(described);
                break;
            case { Pattern: { } pattern }:
                described["pattern"] = pattern;
                break;
        }

        if (key.FieldKeys is { } fields)
        {
            described["propertyNames"] = new JsonObject { ["enum"] = new JsonArray([.. fields.Names.Select(name => JsonValue.Create(name))]) };
        }

        return described;
    }

    /// <summary>Of the two ways to write a list, only the one with brackets can be empty.</summary>
    static void Filled(JsonObject schema)
    {
        var list = schema["anyOf"] is JsonArray ways ? ways.Select(way => way!.AsObject()).First(way => way.ContainsKey("items")) : schema;
        list["minItems"] = 1;
    }

    static JsonObject Value(Type type, SortedDictionary<string, JsonNode?> definitions)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ProjectShape.ElementOf(type) is { } element)
        {
            var list = new JsonObject { ["type"] = "array", ["items"] = Value(element, definitions) };

            // One entry may stand without its list, unless it is a mapping.
            return ProjectScalars.ByType.ContainsKey(element) ? AnyOf(Value(element, definitions), list) : list;
        }

        if (ProjectShape.ValueOf(type) is { } value)
        {
            return new() { ["type"] = "object", ["additionalProperties"] = Value(value, definitions) };
        }

        if (type.IsEnum)
        {
            return new() { ["enum"] = new JsonArray([.. ProjectShape.WordsOf(type).Select(word => JsonValue.Create(word.Word))]) };
        }

        return type == typeof(ExpressionText) ? Text("expression")
            : ProjectScalars.ByType.TryGetValue(type, out var scalar) ? Scalar(scalar)
            : Reference(type, definitions);
    }

    static JsonObject Scalar(ProjectScalar scalar)
    {
        var schema = scalar.JsonType == "string" ? Text(scalar.Expected) : new JsonObject { ["type"] = scalar.JsonType };
        if (scalar.Pattern is { } pattern)
        {
            schema["pattern"] = pattern;
        }

        return schema;
    }

    // A text may look like a number or a truth in YAML: constant: 0, clusters: 4.
    static JsonObject Text(string what) => what switch
    {
        "a text" or "expression" => new() { ["type"] = new JsonArray("string", "number", "boolean") },
        _ => new() { ["type"] = new JsonArray("string", "integer") },
    };

    static JsonObject Reference(Type type, SortedDictionary<string, JsonNode?> definitions)
    {
        var name = char.ToLowerInvariant(type.Name[0]) + type.Name[1..];
        if (definitions.TryAdd(name, null))
        {
            definitions[name] = ProjectShape.MembersOf(type) is { Count: > 0 } members
                ? AnyOf([.. members.Select(member => Reference(member.Record, definitions))])
                : Record(type, definitions);
        }

        var reference = new JsonObject { ["$ref"] = $"#/$defs/{name}" };
        return ProjectShape.ShorthandOf(type) is { } key
            ? AnyOf(Value(ProjectShape.KeysOf(type).First(property => property.Name == key).Type, definitions), reference)
            : reference;
    }

    static JsonObject AnyOf(params JsonNode[] ways) => new() { ["anyOf"] = new JsonArray(ways) };
}
