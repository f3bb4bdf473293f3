namespace Kindred.Cli.Tests;

/// <summary>Holds a text against <c>NAME.approved.txt</c> in this folder; what differs is left beside it as <c>NAME.received.txt</c>.</summary>
static class Approved
{
    public static void Check(string name, string text)
    {
        var approved = Path.Combine(Repository.Root, "tests", "Kindred.Cli.Tests", $"{name}.approved.txt");
        var received = approved.Replace(".approved.", ".received.", StringComparison.Ordinal);
        File.Delete(received);
        if (!File.Exists(approved) || File.ReadAllText(approved) != text)
        {
            File.WriteAllText(received, text);
        }

        Assert.True(!File.Exists(received), $"Look at {received}; if it is right, move it over {approved}.");
    }
}
