using System.Globalization;

namespace Kindred.ClickHouse;

/// <summary>Holds a store's folder for this process, and says who holds it otherwise.</summary>
sealed class StoreLock : IDisposable
{
    /// <summary>What the system says when another process has the lock: EAGAIN on Linux, then on macOS.</summary>
    static readonly int[] Held = [11, 35];

    readonly FileStream _file;

    StoreLock(FileStream file, string folder) => (_file, Folder) = (file, folder);

    public string Folder { get; }

    /// <summary>Makes the folder of a store, which only its owner can look into.</summary>
    static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <exception cref="EngineException">Another process has the store.</exception>
    public static StoreLock Take(string folder)
    {
        Make(folder);
        var owner = Path.Combine(folder, "owner");
        try
        {
            var file = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(file, folder);
        }
        catch (IOException e) when (Held.Contains(e.HResult) && File.Exists(owner))
        {
            throw new EngineException(0, "STORE_LOCKED",
                $"Another kindred is using this project, process {File.ReadAllText(owner)}. Wait until it is done or stop it; "
                + "while kindred serve runs, other commands ask it instead.");
        }
    }

    public void Dispose() => _file.Dispose();
}
