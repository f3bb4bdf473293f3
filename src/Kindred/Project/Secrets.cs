namespace Kindred.Project;

/// <summary>Passwords and keys by name: from the environment, or from files that only their owner can read. They stand nowhere else.</summary>
static class Secrets
{
    const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The value of a secret, without blanks or line ends around it.</summary>
    /// <param name="property">The key of the project file that names it.</param>
    /// <exception cref="DefinitionException">There is none, or others can read it.</exception>
    public static string Read(ProjectFile project, string property, string name)
    {
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } given)
        {
            return given.Trim();
        }

        var path = Path.Combine(Path.GetDirectoryName(project.Store)!, "secrets", name);
        if (!File.Exists(path))
        {
            throw new DefinitionException(
                property, $"{project.PlaceOf(property)}: there is no secret {name}: set the environment variable {name}, or write it to {path} and 'chmod 600' that.");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new DefinitionException(property, $"{project.PlaceOf(property)}: others than you can read {path}: 'chmod 600' it, and change the secret if they may have seen it.");
        }

        return File.ReadAllText(path).Trim();
    }
}
