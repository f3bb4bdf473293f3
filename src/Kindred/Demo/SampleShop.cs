using Kindred.ClickHouse;
using Kindred.Init;
using Kindred.Numerics;
using Kindred.Project;

namespace Kindred.Demo;

/// <summary>How large the sample shop is, and which of all possible ones.</summary>
public sealed record SampleShopOptions
{
    /// <summary>Customers, not counting passers-by.</summary>
    public int Customers { get; init; } = 20_000;

    public ulong Seed { get; init; } = 1;
}

/// <summary>The sample shop, Larkfell Outdoor: a year of an outdoor retailer, made up, with everything known about it.</summary>
/// <remarks>The same options give the same files, byte for byte in their content, on any number of cores.</remarks>
public static class SampleShop
{
    /// <summary>People are made in blocks of this size, each with chance of its own, so that the number of cores changes nothing.</summary>
    const int BlockSize = 500;

    const string ProjectText = "Demo/kindred.yaml";

    /// <summary>Whether a folder holds a whole sample shop.</summary>
    public static bool IsIn(string folder) => Files(folder).All(File.Exists);

    /// <summary>The project as it will be in a folder; its file need not be there yet.</summary>
    /// <exception cref="DefinitionException">The folder holds a project of somebody's own.</exception>
    public static ProjectFile ProjectIn(string folder)
    {
        var path = Path.Combine(folder, ProjectFile.FileName);
        if (IsIn(folder))
        {
            return ProjectFile.Open(folder);
        }

        return File.Exists(path)
            ? throw new DefinitionException("dir", $"{path} is a project of your own: the sample shop wants a folder for itself, say which with --dir.")
            : ProjectFile.Parse(Text(), path);
    }

    /// <summary>Writes the files of the shop's systems, the truths about them and, last, the project that reads them.</summary>
    /// <param name="engine">Writes the Parquet file.</param>
    public static async Task WriteAsync(
        Engine engine, string folder, SampleShopOptions options, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        progress.Report(new("Make a year of shopping"));
        var all = await Task.Run(() => Make(options, cancellation), cancellation);
        progress.Report(new("Make a year of shopping", 1));
        progress.Report(new("Write its files", 0.3));
        var data = Path.Combine(folder, "data");
        Action[] writing =
        [
            .. Enumerable.Range(0, 12).Select(month => (Action)(() => WebFiles.Write(data, month, all))),
            () => ShopFiles.Write(data, all),
            .. Enumerable.Range(0, TillFiles.Stores.Count).Select(store => (Action)(() => TillFiles.Write(data, store, all))),
            () => ContactFiles.WriteSupport(data, all),
            () => ContactFiles.WriteMails(data, all),
            () => TruthFiles.Write(folder, all),
        ];
        await Task.Run(() => Parallel.Invoke(new() { CancellationToken = cancellation }, writing), cancellation);
        await AppFile.WriteAsync(engine, data, all, cancellation);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, ProjectInit.SchemaFile))!);
        await File.WriteAllTextAsync(Path.Combine(folder, ProjectInit.SchemaFile), ProjectSchema.Write(), cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, ProjectFile.FileName), Text(), cancellation);
        progress.Report(new("Write its files", 1));
    }

    /// <summary>Everybody's year, in blocks of people; the crowd is the last block.</summary>
    internal static Records[] Make(SampleShopOptions options, CancellationToken cancellation)
    {
        var blocks = (options.Customers + BlockSize - 1) / BlockSize;
        var all = new Records[blocks + 1];
        Parallel.For(0, blocks, new() { CancellationToken = cancellation }, block =>
            all[block] = Block(new Rng(options.Seed + (ulong)block), 1 + (block * BlockSize), Math.Min(BlockSize, options.Customers - (block * BlockSize))));
        Person[] people = [.. all[..blocks].SelectMany(records => records.People)];
        all[blocks] = Crowd.Make(new Rng(options.Seed + (ulong)blocks), people, options.Customers / 20_000.0);
        return all;
    }

    static Records Block(Rng rng, int first, int count)
    {
        var records = new Records();
        var shares = Chance.Sums(BehaviourType.All.Select(type => type.Share));
        for (var i = 0; i < count; i += 2)
        {
            // One pair of people in sixty shares a tablet; nobody can tell whose visits on it are whose.
            var household = rng.Happens(1 / 60.0) ? Person.Visitor(rng) : "";
            for (var j = i; j < Math.Min(i + 2, count); j++)
            {
                var person = Person.Of(rng, first + j, BehaviourType.All[rng.Place(shares)], household);
                records.People.Add(person);
                Life.Live(person, rng, records);
            }

            if (household.Length > 0)
            {
                records.Ids.Add(new("anonymous_id", household, 0, true));
            }
        }

        return records;
    }

    static string[] Files(string folder) => [Path.Combine(folder, ProjectFile.FileName), Path.Combine(folder, TruthFiles.Folder, "README.md")];

    static string Text()
    {
        using var reader = new StreamReader(typeof(SampleShop).Assembly.GetManifestResourceStream(ProjectText)!);
        return reader.ReadToEnd();
    }
}
