namespace Kindred.Testing;

/// <summary>Where this repository is on the disk.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Kindred.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException($"No Kindred.slnx in or above {AppContext.BaseDirectory}.");
        }

        return folder;
    }
}
