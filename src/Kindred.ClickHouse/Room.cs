using System.Text.RegularExpressions;

namespace Kindred.ClickHouse;

/// <summary>Whether the disk has room for what a statement changes about a table's definition.</summary>
/// <remarks>
/// On a full disk the engine writes a definition that is cut short or empty, over the one that was there, and says that all went well; it then
/// never opens the store again. So no definition is written without room for it.
/// </remarks>
static partial class Room
{
    /// <summary>Far more than the longest definition.</summary>
    const int Bytes = 1 << 20;

    /// <exception cref="EngineException">There is none.</exception>
    public static void Require(string store, string statement)
    {
        if (!Defining().IsMatch(statement))
        {
            return;
        }

        // Room is taken and given back, since what a quota leaves is not told otherwise.
        var folder = Directory.CreateDirectory(Path.Combine(store, "tmp"));
        var taken = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose, PreallocationSize = Bytes };
        try
        {
            new FileStream(Path.Combine(folder.FullName, Path.GetRandomFileName()), taken).Dispose();
        }
        catch (IOException)
        {
            throw EngineException.Full();
        }
    }

    [GeneratedRegex(@"^(\s|--[^\n]*\n|/\*.*?\*/)*(CREATE|ALTER|ATTACH)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Defining();
}
