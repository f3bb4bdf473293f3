using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kindred.Tests.Project;

/// <summary>Holds a YAML text against a JSON Schema as an editor does, for the keywords that the project's schema uses.</summary>
sealed class SchemaCheck(JsonElement schema)
{
    static readonly HashSet<string> Known =
    [
        "$schema", "title", "description", "$defs", "$ref", "type", "properties", "additionalProperties", "propertyNames", "required", "enum", "pattern", "anyOf", "items",
        "minItems", "minimum", "maximum",
    ];

    /// <summary>The paths of what the schema refuses.</summary>
    public static IReadOnlyList<string> Refused(string schema, string yaml)
    {
        using var document = JsonDocument.Parse(schema);
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. new SchemaCheck(document.RootElement).Check(document.RootElement, stream.Documents[0].RootNode, "")];
    }

    IEnumerable<string> Check(JsonElement rule, YamlNode node, string path)
    {
        Assert.Empty(rule.EnumerateObject().Select(keyword => keyword.Name).Except(Known));
        if (rule.TryGetProperty("$ref", out var reference))
        {
            return Check(schema.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1]), node, path);
        }

        if (rule.TryGetProperty("anyOf", out var ways))
        {
            // Of several ways the one for this kind of value tells what is wrong.
            var results = ways.EnumerateArray().Select(way => Check(way, node, path).ToList()).ToList();
            return results.Exists(result => result.Count == 0) ? [] : results.Where(result => !result.Contains(path)).MinBy(result => result.Count) ?? results[0];
        }

        return node switch
        {
            YamlMappingNode mapping => Is(rule, "object") ? Mapping(rule, mapping, path) : [path],
            YamlSequenceNode list => Is(rule, "array") ? List(rule, list, path) : [path],
            _ => Scalar(rule, (YamlScalarNode)node) ? [] : [path],
        };
    }

    IEnumerable<string> Mapping(JsonElement rule, YamlMappingNode mapping, string path)
    {
        foreach (var (name, value) in mapping.Children)
        {
            var key = ((YamlScalarNode)name).Value!;
            var inner = path.Length == 0 ? key : $"{path}.{key}";
            if (rule.TryGetProperty("propertyNames", out var names) && !names.GetProperty("enum").EnumerateArray().Any(valid => valid.GetString() == key))
            {
                yield return inner;
            }

            var further = rule.GetProperty("additionalProperties");
            var known = rule.TryGetProperty("properties", out var properties) && properties.TryGetProperty(key, out further);
            foreach (var refused in known || further.ValueKind is JsonValueKind.Object ? Check(further, value, inner) : [inner])
            {
                yield return refused;
            }
        }

        foreach (var name in rule.TryGetProperty("required", out var required) ? required.EnumerateArray() : [])
        {
            if (!mapping.Children.ContainsKey(new YamlScalarNode(name.GetString())))
            {
                yield return path.Length == 0 ? name.GetString()! : $"{path}.{name.GetString()}";
            }
        }
    }

    IEnumerable<string> List(JsonElement rule, YamlSequenceNode list, string path)
    {
        if (rule.TryGetProperty("minItems", out var least) && list.Children.Count < least.GetInt32())
        {
            return [path];
        }

        return list.Children.SelectMany((item, i) => Check(rule.GetProperty("items"), item, $"{path}[{i}]"));
    }

    static bool Scalar(JsonElement rule, YamlScalarNode node)
    {
        var type = TypeOf(node);
        return (!rule.TryGetProperty("type", out _) || Is(rule, type) || (type == "integer" && Is(rule, "number")))
            && (!rule.TryGetProperty("enum", out var words) || words.EnumerateArray().Any(word => word.GetString() == node.Value))
            && (!rule.TryGetProperty("pattern", out var pattern) || type != "string" || Regex.IsMatch(node.Value!, pattern.GetString()!))
            && (!rule.TryGetProperty("minimum", out var least) || double.Parse(node.Value!, CultureInfo.InvariantCulture) >= least.GetDouble())
            && (!rule.TryGetProperty("maximum", out var most) || double.Parse(node.Value!, CultureInfo.InvariantCulture) <= most.GetDouble());
    }

    static bool Is(JsonElement rule, string type) => rule.TryGetProperty("type", out var types)
        && (types.ValueKind is JsonValueKind.Array ? types.EnumerateArray().Any(one => one.GetString() == type) : types.GetString() == type);

    /// <summary>The type of a value by YAML's core schema, which editors go by.</summary>
    static string TypeOf(YamlScalarNode node) => node.Style is not ScalarStyle.Plain ? "string" : node.Value switch
    {
        null or "" or "~" or "null" => "null",
        "true" or "false" => "boolean",
        _ when long.TryParse(node.Value, CultureInfo.InvariantCulture, out _) => "integer",
        _ when double.TryParse(node.Value, CultureInfo.InvariantCulture, out _) => "number",
        _ => "string",
    };
}
