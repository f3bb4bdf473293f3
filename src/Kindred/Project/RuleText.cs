using System.Collections;
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

    /// <summary>Reads and checks a condition that stands alone in a file, or under the key <c>rule</c> of a segment.</summary>
    /// <param name="path">The name it goes by in messages.</param>
    /// <exception cref="ProjectException">Something in it is wrong; everything found is listed.</exception>
    public static Condition Read(string text, string path, RuleNames names)
    {
        var binder = new ProjectBinder(path);
        var root = ProjectFile.Root(text, path);
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
