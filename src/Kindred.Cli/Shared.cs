using System.CommandLine;

namespace Kindred.Cli;

/// <summary>The options that every verb takes.</summary>
static class Shared
{
    public static readonly Option<DirectoryInfo?> Folder = new("--dir")
    {
        Description = "The project folder; where left out, the nearest folder with a kindred.yaml from here upwards.",
        HelpName = "D",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object to standard output, and nothing else.",
        Recursive = true,
    };

    public static readonly Option<bool> Quiet = new("--quiet")
    {
        Description = "Say nothing on the way.",
        Recursive = true,
    };
}
