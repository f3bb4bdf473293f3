using System.Runtime.InteropServices;

namespace Kindred.ClickHouse;

/// <summary>The C interface of libchdb, and where the library is found.</summary>
static partial class ChdbLibrary
{
    const string Name = "chdb";

    static ChdbLibrary() => NativeLibrary.SetDllImportResolver(
        typeof(ChdbLibrary).Assembly,
        (name, _, _) => name == Name ? NativeLibrary.Load(Find()) : IntPtr.Zero);

    [LibraryImport(Name, EntryPoint = "chdb_connect", StringMarshalling = StringMarshalling.Utf8)]
    public static partial IntPtr Connect(int count, string[] arguments);

    [LibraryImport(Name, EntryPoint = "chdb_close_conn")]
    public static partial void Close(IntPtr connection);

    [LibraryImport(Name, EntryPoint = "chdb_query_n")]
    public static partial IntPtr Query(IntPtr connection, ReadOnlySpan<byte> query, nuint length, ReadOnlySpan<byte> format, nuint formatLength);

    [LibraryImport(Name, EntryPoint = "chdb_stream_query_n")]
    public static partial IntPtr Stream(IntPtr connection, ReadOnlySpan<byte> query, nuint length, ReadOnlySpan<byte> format, nuint formatLength);

    [LibraryImport(Name, EntryPoint = "chdb_stream_fetch_result")]
    public static partial IntPtr Fetch(IntPtr connection, IntPtr stream);

    [LibraryImport(Name, EntryPoint = "chdb_stream_cancel_query")]
    public static partial void Cancel(IntPtr connection, IntPtr stream);

    [LibraryImport(Name, EntryPoint = "chdb_destroy_query_result")]
    public static partial void Destroy(IntPtr result);

    [LibraryImport(Name, EntryPoint = "chdb_result_buffer")]
    public static partial IntPtr Buffer(IntPtr result);

    [LibraryImport(Name, EntryPoint = "chdb_result_length")]
    public static partial nuint Length(IntPtr result);

    [LibraryImport(Name, EntryPoint = "chdb_result_error")]
    public static partial IntPtr Error(IntPtr result);

    /// <summary>The library's file: <c>KINDRED_CHDB</c>, or the npm package in the nearest folder upwards that has it.</summary>
    static string Find()
    {
        if (Environment.GetEnvironmentVariable("KINDRED_CHDB") is { Length: > 0 } chosen)
        {
            return chosen;
        }

        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : OperatingSystem.IsMacOS() ? "x86_64" : "x64";
        var package = $"node_modules/@chdb/lib-{system}-{processor}{(OperatingSystem.IsLinux() ? "-gnu" : "")}/libchdb.so";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, package);
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new DllNotFoundException(
            $"The engine is missing: no {package} in or above {AppContext.BaseDirectory}. Run npm ci, or set KINDRED_CHDB.");
    }
}
