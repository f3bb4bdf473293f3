using System.Collections;
using System.Globalization;
using System.Text;
using Kindred.Expressions;
using Kindred.Project;
using Kindred.Rules;

namespace Kindred.History;

/// <summary>All that decides who is in a segment, as one text: two definitions are the same when their texts are.</summary>
/// <remarks>
/// Written as in the project file but with every default, so that a default that changes shows too. What only names things is left out.
/// </remarks>
public static class DefinitionText
{
    /// <summary>What lines begin with that are not about the segment itself but about what is measured of whom.</summary>
    public const string Foundation = "project ";

    /// <summary>What the line of a feature of one's own begins with, before its name and a colon.</summary>
    public const string Feature = Foundation + "feature ";

    static readonly HashSet<string> Naming = ["name", "description"];

    /// <summary>The segment or model with what it rests on: segments and features of one's own that it names, who is analysed, what a session is.</summary>
    public static string Of(ProjectDefinition project, SegmentDefinition segment)
    {
        var text = new StringBuilder();
        if (segment.Rule is { } rule)
        {
            Entry(text, "rule:", rule, "");
            foreach (var (name, named) in RuleTree.Named(rule, project, segment.Id))
            {
                Write(text, named, $"{name} ", Naming);
            }
        }
        else
        {
            Write(text, segment, "", Naming);
        }

        var own = text.ToString();
        foreach (var feature in project.Features.Custom.Where(feature => own.Contains(feature.Name, StringComparison.Ordinal)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{Feature}{feature.Name}: {feature.Expression}\n");
        }

        if (project.Customers.Where is { } where)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Foundation}customers where: {where}\n");
        }

        Write(text, project.Sessions, $"{Foundation}sessions ", Naming);
        return text.ToString();
    }

    /// <summary>A condition or any other record of the project file as YAML.</summary>
    public static string Yaml(object record)
    {
        var text = new StringBuilder();
        Write(text, record, "", []);
        return text.ToString();
    }

    static void Write(StringBuilder text, object record, string indent, HashSet<string> without)
    {
        foreach (var key in ProjectShape.KeysOf(record.GetType()))
        {
            if (key.Property.GetValue(record) is { } value && !without.Contains(key.Name))
            {
                Entry(text, $"{indent}{key.Name}:", value, indent);
            }
        }
    }

    static void Entry(StringBuilder text, string head, object value, string indent)
    {
        if (Scalar(value) is { } plain)
        {
            text.Append(head).Append(' ').Append(plain).Append('\n');
        }
        else if (value is IDictionary entries)
        {
            text.Append(head).Append('\n');
            foreach (DictionaryEntry entry in entries)
            {
                Entry(text, $"{indent}  {entry.Key}:", entry.Value!, indent + "  ");
            }
        }
        else if (value is IEnumerable items)
        {
            Items(text, head, [.. items.Cast<object>()], indent);
        }
        else
        {
            text.Append(head).Append('\n');
            Write(text, value, indent + "  ", []);
        }
    }

    static void Items(StringBuilder text, string head, object[] items, string indent)
    {
        var plain = Array.ConvertAll(items, Scalar);
        if (Array.TrueForAll(plain, item => item is not null))
        {
            text.Append(head).Append(" [").AppendJoin(", ", plain).Append("]\n");
            return;
        }

        text.Append(head).Append('\n');
        foreach (var item in items)
        {
            var inner = new StringBuilder();
            Write(inner, item, indent + "    ", []);
            text.Append(indent).Append("  - ").Append(inner.ToString().AsSpan().TrimStart());
        }
    }

    static string? Scalar(object value) => value switch
    {
        string word => word,
        bool truth => truth ? "true" : "false",
        Enum choice => ProjectShape.WordOf(choice),
        TimeSpan span => Duration.Format(span),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        ExpressionText expression => expression.Text,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ when value.GetType().IsValueType => value.ToString(),
        _ => null,
    };
}
