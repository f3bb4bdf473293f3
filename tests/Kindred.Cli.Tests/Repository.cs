namespace Kindred.Cli.Tests;

/// <summary>The clone that these tests were built in.</summary>
static class Repository
{
    public static string Root { get; } = FindRoot(new(AppContext.BaseDirectory));

    /// <summary>Every file that is written by hand, as paths from the root.</summary>
    public static IEnumerable<string> Files() =>
        new DirectoryInfo(Root).EnumerateFileSystemInfos()
            .Where(f => f.Name is not (".git" or "artifacts" or ".vs" or ".idea" or "kindred-demo"))
            .SelectMany(f => f is DirectoryInfo d ? d.EnumerateFiles("*", SearchOption.AllDirectories) : [(FileInfo)f])
            .Select(f => Path.GetRelativePath(Root, f.FullName))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Contains("node_modules"));

    static string FindRoot(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "Kindred.slnx")) ? folder.FullName : FindRoot(folder.Parent!);
}
