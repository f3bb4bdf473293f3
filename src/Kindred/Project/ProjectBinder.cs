using System.Collections;
using Kindred.Expressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kindred.Project;

/// <summary>Turns YAML nodes into records by their declared keys, noting every problem and where every value stands.</summary>
sealed class ProjectBinder(string file)
{
    public List<ProjectProblem> Problems { get; } = [];

    public Dictionary<string, Place> Places { get; } = [];

    /// <summary>The value of <paramref name="node"/>, or null where it is wrong; the problem is noted then.</summary>
    public object? Bind(YamlNode node, Type type, string path)
    {
        Places[path] = PlaceOf(node);
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            type = inner;
        }

        return ProjectShape.ElementOf(type) is { } element ? BindList(node, element, path)
            : ProjectShape.ValueOf(type) is { } value ? BindDictionary(node, value, path)
            : type.IsEnum ? BindWord(node, type, path)
            : type == typeof(ExpressionText) ? BindExpression(node, path)
            : ProjectScalars.ByType.TryGetValue(type, out var scalar) ? BindScalar(node, scalar, path)
            : ProjectShape.MembersOf(type) is { Count: > 0 } members ? BindMember(node, members, path)
            : BindRecord(node, type, path);
    }

    object? BindRecord(YamlNode node, Type type, string path)
    {
        var keys = ProjectShape.KeysOf(type);
        if (node is YamlScalarNode && ProjectShape.ShorthandOf(type) is { } shorthand)
        {
            var (lone, count) = (Activator.CreateInstance(type)!, Problems.Count);
            Fill(lone, keys.First(key => key.Name == shorthand), node, path);
            return Problems.Count == count ? lone : null;
        }

        if (node is not YamlMappingNode mapping)
        {
            return Refuse(node, path, $"keys with values: {Listed(keys.Select(key => key.Name))}");
        }

        var record = Activator.CreateInstance(type)!;
        var before = Problems.Count;
        var given = new HashSet<string>();
        foreach (var (name, value) in mapping.Children)
        {
            var known = Key(name, path, keys.Select(key => key.Name));
            if (known is null)
            {
                // A misspelt key is one mistake: what it was meant to be is not missing besides.
                given.Add(Problems[^1].Suggestion ?? "");
            }
            else if (!IsNull(value))
            {
                given.Add(known);
                Fill(record, keys.First(key => key.Name == known), value, Under(path, known));
            }
        }

        foreach (var key in keys.Where(key => key.Required && !given.Contains(key.Name)))
        {
            Problems.Add(new(Places[path], Under(path, key.Name), "nothing", key.Description.TrimEnd('.')));
        }

        return Problems.Count == before ? record : null;
    }

    /// <summary>The one record of a family whose key is there; lone text stands for the one that has a shorthand.</summary>
    object? BindMember(YamlNode node, IReadOnlyList<(string Key, Type Record)> members, string path)
    {
        if (node is not YamlMappingNode mapping)
        {
            return TextOf(node) is null
                ? Refuse(node, path, $"keys with values, one of them {Listed(members.Select(member => member.Key))}")
                : BindRecord(node, members.First(member => ProjectShape.ShorthandOf(member.Record) is not null).Record, path);
        }

        var names = mapping.Children.Keys.OfType<YamlScalarNode>().Where(name => name.Value is not null).ToList();
        var told = names.Where(name => members.Any(member => member.Key == name.Value)).ToList();
        if (told.Count == 1)
        {
            return BindRecord(node, members.First(member => member.Key == told[0].Value).Record, path);
        }

        var keys = members.Select(member => member.Key).ToList();
        var odd = told.Count > 1 ? told[1] : names.Find(name => Spelling.Nearest(name.Value!, keys) is not null) ?? (YamlNode)node;
        var text = (odd as YamlScalarNode)?.Value;
        Problems.Add(new(
            PlaceOf(odd),
            text is null ? path : Under(path, text),
            told.Count > 1 ? $"the key '{text}' beside '{told[0].Value}'" : text is null ? Describe(node) : $"the key '{text}'",
            told.Count > 1 ? "one condition; several stand in a list under all or any" : $"one of the keys {Listed(keys)}",
            told.Count > 1 || text is null ? null : Spelling.Nearest(text, keys)));
        return null;
    }

    void Fill(object record, ProjectKey key, YamlNode node, string path)
    {
        var before = Problems.Count;
        var value = Bind(node, key.Type, path);
        if (value is null)
        {
            return;
        }

        if (key.Rule is { } rule && Problems.Count == before && !rule.Allows(value))
        {
            Refuse(node, path, rule.Expected, TextOf(node) is { } text ? Spelling.Nearest(text, rule.Valid) : null);
        }

        if (key.FieldKeys is { } fields)
        {
            foreach (var name in ((YamlMappingNode)node).Children.Keys)
            {
                Key(name, path, fields.Names);
            }
        }

        key.Property.SetValue(record, value);
    }

    /// <summary>The text of a key that is one of <paramref name="valid"/>; null, and a problem, where it is another.</summary>
    string? Key(YamlNode name, string path, IEnumerable<string> valid)
    {
        var text = name is YamlScalarNode { Value: { } value } ? value : null;
        if (text is not null && valid.Contains(text))
        {
            return text;
        }

        var nearest = text is null ? null : Spelling.Nearest(text, valid);
        var found = text is null ? Describe(name) : $"the key '{text}'";
        Problems.Add(new(PlaceOf(name), text is null ? path : Under(path, text), found, $"one of {Listed(valid)}", nearest));
        return null;
    }

    IList? BindList(YamlNode node, Type element, string path)
    {
        if (node is YamlMappingNode && ProjectShape.ShorthandOf(element) is null)
        {
            return (IList?)Refuse(node, path, "a list, each entry after a dash");
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        var entries = node is YamlSequenceNode sequence ? sequence.Children : [node];
        for (var i = 0; i < entries.Count; i++)
        {
            if (Bind(entries[i], element, $"{path}[{i}]") is { } value)
            {
                list.Add(value);
            }
        }

        return list;
    }

    IDictionary? BindDictionary(YamlNode node, Type valueType, string path)
    {
        if (node is not YamlMappingNode mapping)
        {
            return (IDictionary?)Refuse(node, path, "keys with values");
        }

        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), valueType))!;
        foreach (var (name, value) in mapping.Children)
        {
            if (name is not YamlScalarNode { Value: { Length: > 0 } key })
            {
                Refuse(name, path, "a name");
            }
            else if (Bind(value, valueType, Under(path, key)) is { } bound)
            {
                dictionary.Add(key, bound);
            }
        }

        return dictionary;
    }

    object? BindWord(YamlNode node, Type choice, string path)
    {
        var choices = ProjectShape.WordsOf(choice);
        var words = choices.Select(word => word.Word).ToList();
        var written = TextOf(node);
        return choices.FirstOrDefault(word => word.Word == written).Value
            ?? Refuse(node, path, Listed(words), written is null ? null : Spelling.Nearest(written, words));
    }

    object? BindScalar(YamlNode node, ProjectScalar scalar, string path) =>
        (TextOf(node) is { } text ? scalar.Parse(text) : null) ?? Refuse(node, path, scalar.Expected);

    ExpressionText? BindExpression(YamlNode node, string path)
    {
        if (TextOf(node) is not { } text)
        {
            return (ExpressionText?)Refuse(node, path, "an expression");
        }

        var style = ((YamlScalarNode)node).Style;
        var at = PlaceOf(node);
        var expression = new ExpressionText(text)
        {
            At = style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted ? at with { Column = at.Column + 1 } : at,
            QuotesDoubled = style is ScalarStyle.SingleQuoted,
        };
        try
        {
            Expression.Check(expression);
            return expression;
        }
        catch (ExpressionException error)
        {
            Problems.Add(new(error.At!, path, error.Found, error.Expected, error.Suggestion));
            return null;
        }
    }

    object? Refuse(YamlNode node, string path, string expected, string? suggestion = null)
    {
        Problems.Add(new(PlaceOf(node), path, Describe(node), expected, suggestion));
        return null;
    }

    Place PlaceOf(YamlNode node) => new(file, (int)node.Start.Line, (int)node.Start.Column);

    static string? TextOf(YamlNode node) => node is YamlScalarNode { Value: { } value } && !IsNull(node) ? value : null;

    /// <summary>A key without a value counts as left out.</summary>
    static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    static string Describe(YamlNode node) => node switch
    {
        YamlMappingNode => "keys with values",
        YamlSequenceNode => "a list",
        _ when IsNull(node) => "nothing (a null is written in quotes where the word is meant)",
        _ => $"'{((YamlScalarNode)node).Value}'",
    };

    static string Under(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    static string Listed(IEnumerable<string> names) => string.Join(", ", names);
}
