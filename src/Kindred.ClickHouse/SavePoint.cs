using System.Runtime.InteropServices;

namespace Kindred.ClickHouse;

/// <summary>A store as it was before a change, kept beside it until the change is whole.</summary>
/// <remarks>
/// The engine never changes a file of data once it is written, so a second name for each of them keeps the store at the cost of its list of
/// files. A save point that is still there when a store is opened is of a change that was cut short, by a kill or a crash: the store is put
/// back. Every step can itself be cut short and is repeated by the next opening.
/// </remarks>
static partial class SavePoint
{
    const string Complete = "saved";
    const string Unfinished = "saving";
    const string Spent = "spent";

    /// <summary>What is no part of the data.</summary>
    static readonly HashSet<string> Apart = ["lock", "owner", "engine.xml", "tmp", Complete, Unfinished, Spent];

    /// <summary>Small files that the engine may write over in their place.</summary>
    static readonly HashSet<string> Rewritten = [".sql", ".txt", ".json"];

    /// <summary>Keeps the store as it is now. The caller holds its lock, and no engine has it open.</summary>
    public static void Take(string store)
    {
        Remove(Path.Combine(store, Unfinished));
        CopyFolder(store, Path.Combine(store, Unfinished));
        Directory.Move(Path.Combine(store, Unfinished), Path.Combine(store, Complete));
    }

    /// <summary>Puts the store back to its save point, if it has one. The caller holds its lock, and no engine has it open.</summary>
    public static void Restore(string store)
    {
        Remove(Path.Combine(store, Spent));
        var saved = Path.Combine(store, Complete);
        if (!Directory.Exists(saved))
        {
            return;
        }

        foreach (var entry in Entries(store))
        {
            Remove(entry.FullName);
        }

        CopyFolder(saved, store);
        Drop(store);
    }

    /// <summary>Lets go of the save point: from here on the store stays as it is.</summary>
    public static void Drop(string store)
    {
        Directory.Move(Path.Combine(store, Complete), Path.Combine(store, Spent));
        Remove(Path.Combine(store, Spent));
    }

    static IEnumerable<FileSystemInfo> Entries(string store) =>
        new DirectoryInfo(store).GetFileSystemInfos().Where(entry => !Apart.Contains(entry.Name));

    static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in Entries(from))
        {
            Copy(entry, Path.Combine(to, entry.Name));
        }
    }

    static void Copy(FileSystemInfo entry, string to)
    {
        if (entry.LinkTarget is { } target)
        {
            File.CreateSymbolicLink(to, target);
        }
        else if (entry is DirectoryInfo folder)
        {
            Directory.CreateDirectory(to);
            foreach (var inner in folder.GetFileSystemInfos())
            {
                Copy(inner, Path.Combine(to, inner.Name));
            }
        }
        else if (Rewritten.Contains(entry.Extension) || Link(entry.FullName, to) != 0)
        {
            // Some file systems know no second names.
            File.Copy(entry.FullName, to);
        }
    }

    static void Remove(string path)
    {
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
