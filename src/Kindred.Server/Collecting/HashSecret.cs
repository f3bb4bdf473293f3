using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kindred.Server.Collecting;

/// <summary>The secret that personal data is hashed with, so that nobody without it can try values out.</summary>
static class HashSecret
{
    public const string Variable = "KINDRED_PRIVACY_SECRET";

    const int Shortest = 16;

    /// <summary>The secret from the environment, else from a file beside the store that is made when it is first needed and readable by this user alone.</summary>
    /// <exception cref="DefinitionException">It is too short, or others can read the file.</exception>
    public static byte[] Of(string store)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return Checked(given, $"The environment variable {Variable}");
        }

        var path = Path.Combine(Path.GetDirectoryName(store)!, "privacy.secret");
        if (!File.Exists(path))
        {
            Make(path);
        }

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0
            ? throw new DefinitionException("", $"Others can read {path}, which holds the secret of hashed data: chmod 600 it.")
            : Checked(File.ReadAllText(path).Trim(), path);
    }

    static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(64, lowercase: true)));
        file.Flush(flushToDisk: true);
    }

    static byte[] Checked(string secret, string where) => secret.Length >= Shortest
        ? Encoding.UTF8.GetBytes(secret)
        : throw new DefinitionException("", string.Create(CultureInfo.InvariantCulture, $"{where} holds a secret of {secret.Length} characters: take at least {Shortest}, and keep them, for hashes change with them."));
}
