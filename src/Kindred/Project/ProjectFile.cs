using Kindred.Expressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kindred.Project;

/// <summary>A project as its file declares it, with the place of every value for whoever finds fault with one later.</summary>
public sealed class ProjectFile
{
    /// <summary>The name that a project file has in its folder.</summary>
    public const string FileName = "kindred.yaml";

    /// <summary>The name of the file, beside the store, in which a server keeps what it collects until the engine has it.</summary>
    public const string SpoolName = "spool.db";

    readonly IReadOnlyDictionary<string, Place> _places;

    ProjectFile(string path, ProjectDefinition definition, IReadOnlyDictionary<string, Place> places) =>
        (Path, Definition, _places) = (path, definition, places);

    public string Path { get; }

    public ProjectDefinition Definition { get; }

    /// <summary>The folder that relative paths in the file start from.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>The folder in which the embedded engine keeps the project's data.</summary>
    public string Store => System.IO.Path.Combine(Folder, ".kindred", "store");

    /// <summary>Whether a server has ever collected events for this project.</summary>
    public bool Collects => File.Exists(System.IO.Path.Combine(Folder, ".kindred", SpoolName));

    /// <summary>The nearest folder with a project file, from a folder upwards; null where there is none.</summary>
    public static string? Find(string folder)
    {
        var nearest = new DirectoryInfo(folder);
        while (nearest is not null && !File.Exists(System.IO.Path.Combine(nearest.FullName, FileName)))
        {
            nearest = nearest.Parent;
        }

        return nearest?.FullName;
    }

    /// <summary>Reads and checks the project file of a folder.</summary>
    /// <param name="features">The feature catalogue, which names in conditions and segments are held against; not at all where null.</param>
    /// <exception cref="ProjectException">The file is missing or something in it is wrong; everything found is listed.</exception>
    public static ProjectFile Open(string folder, IReadOnlyList<ScopeName>? features = null)
    {
        var path = System.IO.Path.Combine(folder, FileName);
        return File.Exists(path)
            ? Parse(File.ReadAllText(path), path, features)
            : throw new ProjectException([new(new(path, 1, 1), "", "no such file", "a project file; 'kindred init FILE…' writes one")]);
    }

    /// <summary>Reads and checks a project file that is already in memory.</summary>
    /// <param name="path">The name it goes by in messages; relative paths in it start from its folder.</param>
    /// <exception cref="ProjectException">Something in it is wrong; everything found is listed.</exception>
    public static ProjectFile Parse(string text, string path, IReadOnlyList<ScopeName>? features = null)
    {
        var binder = new ProjectBinder(path);
        var root = Root(text, path, "project");
        var definition = (ProjectDefinition?)binder.Bind(root, typeof(ProjectDefinition), "");
        if (definition is null || binder.Problems.Count > 0)
        {
            throw new ProjectException([.. binder.Problems.OrderBy(problem => problem.At.Line).ThenBy(problem => problem.At.Column)]);
        }

        var file = new ProjectFile(path, definition, binder.Places);
        var problems = new ProjectCheck(file, features).Problems();
        return problems.Count == 0 ? file : throw new ProjectException(problems);
    }

    /// <summary>Holds the rules against names that are known only later, as those of the events that happened.</summary>
    /// <exception cref="ProjectException">A rule names what does not exist; everything found is listed.</exception>
    public void CheckRules(RuleNames names)
    {
        var problems = new List<ProjectProblem>();
        foreach (var (i, segment) in Definition.Segments.Index())
        {
            if (segment.Rule is { } rule)
            {
                new RuleCheck(names, PlaceOf, problems).Run(rule, $"segments[{i}].rule", segment.Id);
            }
        }

        if (problems.Count > 0)
        {
            throw new ProjectException(problems);
        }
    }

    /// <summary>The same file with another definition in force.</summary>
    internal ProjectFile With(ProjectDefinition definition) => new(Path, definition, _places);

    /// <summary>Where the value at a path such as <c>sources[0].map.occurred_at</c> stands, or the nearest that encloses it.</summary>
    public Place PlaceOf(string property) => Nearest(_places, property);

    /// <summary>The place of a path, or of the nearest that encloses it.</summary>
    internal static Place Nearest(IReadOnlyDictionary<string, Place> places, string property)
    {
        while (!places.ContainsKey(property))
        {
            property = property[..Math.Max(0, property.LastIndexOfAny(['.', '[']))];
        }

        return places[property];
    }

    /// <summary>Where a tab indents; the reader of YAML does not say.</summary>
    static Place FirstTab(string text, string path)
    {
        var line = Array.FindIndex(text.Split('\n'), written => written.TrimStart(' ').StartsWith('\t'));
        return new(path, 1 + Math.Max(0, line), 1);
    }

    /// <summary>Whether the file gives a value at a path.</summary>
    internal bool Has(string property) => _places.ContainsKey(property);

    /// <param name="what">What the file is to hold, for messages.</param>
    internal static YamlNode Root(string text, string path, string what)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            var at = error.Message.Contains("invalid tab", StringComparison.Ordinal) ? FirstTab(text, path) : new(path, (int)Math.Max(1, error.Start.Line), (int)Math.Max(1, error.Start.Column));
            throw new ProjectException([new(at, "", $"text that is not YAML ({error.Message.TrimEnd('.')})", "keys with values, indented alike")]);
        }

        return stream.Documents.Count == 1
            ? stream.Documents[0].RootNode
            : throw new ProjectException([new(new(path, 1, 1), "", stream.Documents.Count == 0 ? "nothing" : $"{stream.Documents.Count} documents", $"one {what}")]);
    }
}
