using System.ComponentModel;
using System.Reflection;

namespace Kindred.Project;

/// <summary>A rule that ships with the program and goes by its name in a project file.</summary>
public sealed record ReadySegment
{
    const string File = "Project/ReadySegments.yaml";

    [Description("The name that a project file knows it by.")]
    [Identifier]
    public required string Id { get; init; }

    [Description("The name for readers.")]
    public required string Name { get; init; }

    [Description("Who is in it, in a sentence.")]
    public required string Meaning { get; init; }

    [Description("The condition that the members meet.")]
    public required Condition Rule { get; init; }

    /// <summary>All of them, in the order of the guide.</summary>
    public static IReadOnlyList<ReadySegment> All { get; } = Read();

    /// <summary>The one of a name, or null.</summary>
    public static ReadySegment? Find(string id) => All.FirstOrDefault(ready => ready.Id == id);

    static List<ReadySegment> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(File)!;
        using var reader = new StreamReader(stream);
        return (List<ReadySegment>)new ProjectBinder(File).Bind(ProjectFile.Root(reader.ReadToEnd(), File, "list of segments"), typeof(IReadOnlyList<ReadySegment>), "")!;
    }
}
