namespace Kindred.Testing;

/// <summary>The public data sets kept beside the repository, in ../shared/data; a test that needs a missing one is skipped.</summary>
public static class PublicFile
{
    public static string Path(string name)
    {
        var file = System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository.Root, "../shared/data", name));
        Assert.SkipUnless(File.Exists(file), $"The public data file {name} is not beside the repository.");
        return file;
    }
}
