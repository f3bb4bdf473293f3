using System.IO.Compression;

namespace Kindred.Numerics.Tests;

/// <summary>The public data sets kept beside the repository, in ../shared/data; a test that needs a missing one is skipped.</summary>
static class PublicData
{
    /// <summary>The lines of a gzip file, split at a separator.</summary>
    internal static string[][] Lines(string path, char separator)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Kindred.slnx")))
        {
            root = root.Parent;
        }

        var file = Path.Combine(root?.FullName ?? ".", "../shared/data", path);
        Assert.SkipUnless(File.Exists(file), $"The public data file {path} is not beside the repository.");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(separator))];
    }
}
