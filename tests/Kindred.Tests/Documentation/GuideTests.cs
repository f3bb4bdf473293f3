using System.Globalization;
using Kindred.Events;
using Kindred.Expressions;
using Kindred.Project;

namespace Kindred.Tests.Documentation;

/// <summary>The pages of the guide say what the program does.</summary>
public sealed class GuideTests
{
    [Fact]
    public void Every_function_is_in_the_guide_with_its_meaning()
    {
        var page = Page("expressions.md");

        foreach (var function in Functions.All)
        {
            var where = !function.Kinds.HasFlag(ExpressionKind.Customer) ? " Over events." : "";
            Assert.Contains($"| `{function.Signature}` | {function.Meaning}{where} |\n", page);
        }
    }

    [Fact]
    public void The_expressions_in_the_guide_can_be_read()
    {
        foreach (var line in Page("expressions.md").Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)))
        {
            Expression.Check(line.Trim());
        }
    }

    [Fact]
    public void Every_key_is_in_the_guide_with_its_default_and_meaning()
    {
        var page = Page("project-file.md");

        foreach (var row in Records().SelectMany(record => ProjectShape.KeysOf(record).Select(key => Row(record, key))))
        {
            Assert.Contains(row, page);
        }
    }

    [Fact]
    public void Every_field_of_an_event_is_in_the_guide()
    {
        var page = Page("project-file.md");

        foreach (var known in EventField.All)
        {
            Assert.Contains($"| `{known.Name}` | {known.Type.ToString().ToLowerInvariant()} | {known.Meaning} |\n", page);
        }
    }

    [Fact]
    public void The_project_in_the_guide_is_valid()
    {
        var page = Page("project-file.md");
        var start = page.IndexOf("```yaml\n", StringComparison.Ordinal) + 8;
        var text = page[start..page.IndexOf("```", start, StringComparison.Ordinal)];

        Assert.Equal("online_retail", ProjectFile.Parse(text, "kindred.yaml").Definition.Name);
        Assert.Empty(Project.SchemaCheck.Refused(ProjectSchema.Write(), text));
    }

    /// <summary>The records of the project file, each before those that stand within it.</summary>
    static List<Type> Records()
    {
        var records = new List<Type> { typeof(ProjectDefinition) };
        for (var i = 0; i < records.Count; i++)
        {
            var within = ProjectShape.KeysOf(records[i])
                .Select(key => ProjectShape.ElementOf(key.Type) ?? ProjectShape.ValueOf(key.Type) ?? key.Type)
                .SelectMany(type => ProjectShape.MembersOf(type).Select(member => member.Record).Prepend(type))
                .Where(type => ProjectShape.KeysOf(type).Count > 0);
            records.AddRange(within.Except(records));
        }

        return records;
    }

    static string Row(Type record, ProjectKey key)
    {
        var type = Nullable.GetUnderlyingType(key.Type) ?? key.Type;
        var words = type.IsEnum ? $" One of {string.Join(", ", ProjectShape.WordsOf(type).Select(word => $"`{word.Word}`"))}." : "";
        return $"| `{key.Name}` | {(key.Required ? "required" : Default(key.Property.GetValue(Activator.CreateInstance(record))))} | {key.Description}{words} |\n";
    }

    static string Default(object? value) => value switch
    {
        null => "",
        string { Length: 0 } => "",
        bool truth => truth ? "`true`" : "`false`",
        TimeSpan span => $"`{Duration.Format(span)}`",
        Enum word => $"`{ProjectShape.WordOf(word)}`",
        IReadOnlyCollection<string> list => list.Count == 0 ? "" : $"`{string.Join("`, `", list)}`",
        string or char or ClusterRange or IFormattable => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
        _ => "",
    };

    static string Page(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Kindred.slnx")))
        {
            root = root.Parent!;
        }

        return File.ReadAllText(Path.Combine(root.FullName, "docs/guide", name));
    }
}
