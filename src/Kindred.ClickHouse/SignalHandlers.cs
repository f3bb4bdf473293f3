using System.Runtime.InteropServices;

namespace Kindred.ClickHouse;

/// <summary>Keeps the process's signal handlers as they are while foreign code starts.</summary>
/// <remarks>
/// libchdb installs handlers of its own when it starts. .NET turns a memory fault into NullReferenceException, and stops threads for garbage
/// collection, by signals: without its own handlers the process hangs or dies at the first null.
/// </remarks>
static partial class SignalHandlers
{
    const int Signals = 64;

    // struct sigaction has 152 bytes on Linux x64, fewer elsewhere.
    const int Size = 256;

    /// <summary>Does the work and puts back every handler that it replaced.</summary>
    public static T Preserve<T>(Func<T> work)
    {
        var saved = new byte[(Signals + 1) * Size];
        var known = new bool[Signals + 1];
        for (var signal = 1; signal <= Signals; signal++)
        {
            known[signal] = Get(signal, IntPtr.Zero, saved.AsSpan(signal * Size, Size)) == 0;
        }

        try
        {
            return work();
        }
        finally
        {
            for (var signal = 1; signal <= Signals; signal++)
            {
                if (known[signal])
                {
                    _ = Set(signal, saved.AsSpan(signal * Size, Size), IntPtr.Zero);
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Get(int signal, IntPtr replacement, Span<byte> current);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Set(int signal, ReadOnlySpan<byte> replacement, IntPtr current);
}
