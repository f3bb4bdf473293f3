using System.Text.Json;

namespace Kindred.Server;

/// <summary>How a running server can be reached by commands of the same user: its address, and a secret that only those can read.</summary>
public sealed record ServeFile(string Address, string Token)
{
    /// <summary>Where the server of a project leaves it.</summary>
    public static string PathOf(string store) => Path.Combine(Path.GetDirectoryName(store)!, "serve.json");

    /// <summary>What the server of a project left, or null where none runs.</summary>
    public static ServeFile? Read(string store)
    {
        try
        {
            return JsonSerializer.Deserialize<ServeFile>(File.ReadAllBytes(PathOf(store)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What a server that listens on every address of the machine is known by on the machine itself.</summary>
    internal static string Near(string address) =>
        address.Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//[::1]:", StringComparison.Ordinal);

    /// <summary>Leaves it for others, readable by this user alone.</summary>
    internal void Write(string store)
    {
        var path = PathOf(store);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, this);
    }

    internal static void Remove(string store) => File.Delete(PathOf(store));
}
