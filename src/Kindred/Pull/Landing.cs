using Kindred.ClickHouse;

namespace Kindred.Pull;

/// <summary>Rows on their way from a source to the store: on the disk, in a file without a name, so that nothing of them outlives the process.</summary>
sealed class Landing : IDisposable
{
    const int BlockRows = 1 << 16;

    readonly FileStream _file;
    readonly BinaryWriter _writer;

    /// <param name="folder">Where there is room for the rows: beside the store.</param>
    public Landing(string folder, IReadOnlyList<string> columns)
    {
        Columns = columns;
        (_file, _) = Unnamed(folder);
        _writer = new(_file);
    }

    /// <summary>A file that only this process can reach and that is gone with it, and the path by which the engine, which is in the process, can.</summary>
    public static (FileStream File, string Path) Unnamed(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"pull-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 1 << 16, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        if (!OperatingSystem.IsLinux())
        {
            return (file, path);
        }

        File.Delete(path);
        return (file, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}"));
    }

    public IReadOnlyList<string> Columns { get; }

    public long Rows { get; private set; }

    public long Bytes => _file.Position;

    /// <summary>Adds a row; a value that is missing becomes an empty text, as in a file.</summary>
    public void Add(string?[] row)
    {
        foreach (var value in row)
        {
            _writer.Write(value ?? "");
        }

        Rows++;
    }

    /// <summary>The rows as blocks of the columns c0, c1, … and line, counted from 1. They can be read once.</summary>
    public IEnumerable<Block> Blocks()
    {
        _writer.Flush();
        _file.Position = 0;
        using var reader = new BinaryReader(_file, System.Text.Encoding.UTF8, leaveOpen: true);
        for (var first = 0L; first < Rows; first += BlockRows)
        {
            var count = (int)Math.Min(BlockRows, Rows - first);
            var columns = Columns.Select(_ => new string[count]).ToArray();
            for (var row = 0; row < count; row++)
            {
                foreach (var column in columns)
                {
                    column[row] = reader.ReadString();
                }
            }

            yield return new(
            [
                .. columns.Select((values, i) => Column.Of($"c{i}", values)),
                Column.Of("line", Enumerable.Range(0, count).Select(row => (ulong)(first + row + 1)).ToArray()),
            ]);
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }
}
