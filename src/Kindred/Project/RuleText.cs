using System.Collections;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kindred.Expressions;
using YamlDotNet.RepresentationModel;

namespace Kindred.Project;

/// <summary>Conditions as text, by themselves: as one line of JSON, which is YAML too, or read from a file of either.</summary>
public static class RuleText
{
    static readonly JsonSerializerOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The condition in the words of the project file; equal conditions give equal text.</summary>
    public static string Write(Condition condition) => Node(condition).ToJsonString(Form);

    /// <summary>The condition as it stands in a project file: lists of conditions one below the other, each other condition on a line.</summary>
    /// <param name="indent">How far the lines after the first are moved in.</param>
    public static string Yaml(Condition condition, int indent)
    {
        var text = new StringBuilder();
        Lines(text, Node(condition).AsObject(), new string(' ', indent));
        return text.ToString();
    }

    static void Lines(StringBuilder text, JsonObject condition, string indent)
    {
        if (condition.Count == 1 && condition.First() is (var key, JsonArray inner) && inner.All(one => one is JsonObject))
        {
            text.Append(key).Append(":\n");
            foreach (var one in inner)
            {
                text.Append(indent).Append("  - ");
                Lines(text, one!.AsObject(), indent + "    ");
            }
        }
        else
        {
            text.Append(Flow(condition)).Append('\n');
        }
    }

    static string Flow(JsonNode node) => node switch
    {
        JsonObject record => $"{{ {string.Join(", ", record.Select(entry => $"{entry.Key}: {Flow(entry.Value!)}"))} }}",
        JsonArray list => $"[{string.Join(", ", list.Select(one => Flow(one!)))}]",
        JsonValue value when value.TryGetValue<string>(out var word) && word.Length > 0 && word.All(c => char.IsAsciiLetterLower(c) || c is '_') && word is not ("true" or "false" or "null" or "yes" or "no") => word,
        _ => node.ToJsonString(Form),
    };

    /// <summary>Reads and checks a condition that stands alone in a file, or under the key <c>rule</c> of a segment.</summary>
    /// <param name="path">The name it goes by in messages.</param>
    /// <exception cref="ProjectException">Something in it is wrong; everything found is listed.</exception>
    public static Condition Read(string text, string path, RuleNames names)
    {
        var binder = new ProjectBinder(path);
        var root = ProjectFile.Root(text, path, "condition");
        var inner = root is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode("rule"), out var given) ? given : root;
        var rule = (Condition?)binder.Bind(inner, typeof(Condition), "rule");
        var problems = binder.Problems;
        if (rule is not null && problems.Count == 0)
        {
            new RuleCheck(names, property => ProjectFile.Nearest(binder.Places, property), problems).Run(rule, "rule", "");
        }

        return problems.Count == 0 ? rule! : throw new ProjectException([.. problems.OrderBy(problem => problem.At.Line).ThenBy(problem => problem.At.Column)]);
    }

    static JsonNode Node(object value) => value switch
    {
        string text => JsonValue.Create(text),
        ExpressionText expression => JsonValue.Create(expression.Text),
        bool truth => JsonValue.Create(truth),
        int number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        TimeSpan span => JsonValue.Create(Duration.Format(span)),
        Percent share => JsonValue.Create(share.ToString()),
        IReadOnlyList<string> and [var only] => JsonValue.Create(only),
        IEnumerable list => new JsonArray([.. list.Cast<object>().Select(Node)]),
        _ => Record(value),
    };

    static JsonObject Record(object record)
    {
        var written = new JsonObject();
        foreach (var key in ProjectShape.KeysOf(record.GetType()))
        {
            if (key.Property.GetValue(record) is { } value)
            {
                written[key.Name] = Node(value);
            }
        }

        return written;
    }
}
