using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kindred.ClickHouse;

/// <summary>A block as a file for the engine to read: in memory alone on Linux, else a temporary file.</summary>
sealed partial class NativeFile : IDisposable
{
    readonly FileStream _stream;

    NativeFile(FileStream stream, string path) => (_stream, Path) = (stream, path);

    /// <summary>Where the engine reads it.</summary>
    public string Path { get; }

    public static NativeFile Write(Block block, string folder)
    {
        var file = OperatingSystem.IsLinux() ? InMemory() : OnDisk(folder);
        new NativeWriter(file._stream).Write(block);
        file._stream.Flush();
        return file;
    }

    public void Dispose() => _stream.Dispose();

    static NativeFile InMemory()
    {
        var descriptor = CreateInMemory("kindred", 1);
        return descriptor < 0
            ? throw new IOException($"The system refuses a file in memory (error {Marshal.GetLastPInvokeError()}).")
            : new(new(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, 1 << 16), $"/proc/self/fd/{descriptor}");
    }

    static NativeFile OnDisk(string folder)
    {
        var path = System.IO.Path.Combine(folder, System.IO.Path.GetRandomFileName());
        return new(new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16, FileOptions.DeleteOnClose), path);
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int CreateInMemory(string name, uint closeOnExec);
}
