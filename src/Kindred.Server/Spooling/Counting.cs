namespace Kindred.Server.Spooling;

/// <summary>What became of the events that clients sent, as the collector of a project counts it.</summary>
public static class Counting
{
    /// <summary>The counts of all time, also while a server runs; none where nothing was ever collected.</summary>
    public static IReadOnlyList<Count> Of(string store)
    {
        if (!File.Exists(Spool.PathOf(store)))
        {
            return [];
        }

        using var file = SpoolFile.Open(Spool.PathOf(store));
        return SpoolFile.Counts(file);
    }
}
