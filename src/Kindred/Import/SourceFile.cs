using System.Security.Cryptography;
using System.Text.Json;
using Kindred.Project;

namespace Kindred.Import;

/// <summary>A file that a source names, as it is on the disk now.</summary>
public sealed record SourceFile(SourceDefinition Source, string Path, long Bytes, long ModifiedAt)
{
    /// <summary>Where its bytes are on this machine, if that is not its path.</summary>
    public string? Copy { get; init; }

    /// <summary>What tells its bytes from those of other files, where somebody else says so.</summary>
    public string Tag { get; init; } = "";

    /// <summary>The files of a source in the order of their paths.</summary>
    /// <exception cref="DefinitionException">A path names no file.</exception>
    public static IReadOnlyList<SourceFile> Find(ProjectFile project, int index)
    {
        var source = project.Definition.Sources[index];
        var files = new SortedDictionary<string, SourceFile>(StringComparer.Ordinal);
        foreach (var (pattern, i) in source.Files.Select((pattern, i) => (pattern, i)))
        {
            var found = Matches(System.IO.Path.GetFullPath(pattern, project.Folder)).ToList();
            if (found.Count == 0)
            {
                var property = $"sources[{index}].files[{i}]";
                throw new DefinitionException(
                    property,
                    $"{project.PlaceOf(property)}: source {source.Name} names '{pattern}', but there is no such file. "
                    + "Mend the path; relative ones start from the folder of the project file.");
            }

            foreach (var path in found)
            {
                var info = new FileInfo(path);
                files[path] = new(source, path, info.Length, new DateTimeOffset(info.LastWriteTimeUtc).ToUnixTimeMilliseconds());
            }
        }

        return [.. files.Values];
    }

    /// <summary>Tells files apart without reading the whole: the SHA-256 of the size and of blocks from the first to the last, in hexadecimal.</summary>
    /// <remarks>The last block of a gzip file holds a checksum of everything in it.</remarks>
    public async Task<string> ContentAsync(CancellationToken cancellation)
    {
        const int Block = 1 << 16, Blocks = 32;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(Bytes));
        await using var stream = File.OpenRead(Path);
        var buffer = new byte[Block];
        for (var i = 0; i < Blocks; i++)
        {
            stream.Position = Math.Max(0, Bytes - Block) / (Blocks - 1) * i;
            hash.AppendData(buffer.AsSpan(0, await stream.ReadAtLeastAsync(buffer, Block, throwOnEndOfStream: false, cancellation)));
        }

        stream.Position = Math.Max(0, Bytes - Block);
        hash.AppendData(buffer.AsSpan(0, await stream.ReadAtLeastAsync(buffer, Block, throwOnEndOfStream: false, cancellation)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What decides how the rows of a source become events.</summary>
    public static string Definition(ProjectDefinition project, SourceDefinition source)
    {
        var own = source with { Files = [], Postgres = null, Redshift = null, Snowflake = null, BigQuery = null, S3 = null, Every = null, StaleAfter = null };
        var reading = new ReadingDefinition(own, source.Timezone ?? project.Timezone, project.Identity.Blocked, project.Cleaning.Missing, project.Cleaning.Caps);
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(reading, ReadingDefinitionJson.Default.ReadingDefinition)));
    }

    static IEnumerable<string> Matches(string pattern)
    {
        if (pattern.IndexOfAny(['*', '?']) < 0)
        {
            return File.Exists(pattern) ? [pattern] : [];
        }

        var parts = pattern.Split(System.IO.Path.DirectorySeparatorChar);
        var first = Array.FindIndex(parts, part => part.IndexOfAny(['*', '?']) >= 0);
        IEnumerable<string> folders = [string.Join('/', parts[..first]) + "/"];
        foreach (var part in parts[first..^1])
        {
            folders = folders.SelectMany(folder => part switch
            {
                "**" => Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder),
                _ => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, part) : [],
            });
        }

        return folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, parts[^1]));
    }
}
