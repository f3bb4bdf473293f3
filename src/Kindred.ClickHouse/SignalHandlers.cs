using System.Runtime.InteropServices;

namespace Kindred.ClickHouse;

/// <summary>Keeps the process's signal handlers and the thread's signal mask as they are while foreign code starts.</summary>
/// <remarks>
/// libchdb installs handlers of its own when it starts, and leaves SIGPIPE blocked on the thread that starts it; whatever thread or process is
/// later started from there would inherit that. .NET turns a memory fault into NullReferenceException, and stops threads for garbage
/// collection, by signals: without its own handlers the process hangs or dies at the first null.
/// </remarks>
static partial class SignalHandlers
{
    const int Signals = 64;

    // libchdb leaves SIGCHLD alone, but .NET handles it only from the first process it starts: that may be right now, in another thread.
    static readonly int ChildEnded = OperatingSystem.IsLinux() ? 17 : 20;

    // struct sigaction has 152 bytes on Linux x64, fewer elsewhere.
    const int Size = 256;

    // sigset_t has 128 bytes on Linux, fewer elsewhere.
    const int MaskSize = 128;

    static readonly int SetMaskTo = OperatingSystem.IsLinux() ? 2 : 3;

    /// <summary>Does the work and puts back every handler that it replaced.</summary>
    public static T Preserve<T>(Func<T> work)
    {
        var saved = new byte[(Signals + 1) * Size];
        var known = new bool[Signals + 1];
        for (var signal = 1; signal <= Signals; signal++)
        {
            known[signal] = signal != ChildEnded && Get(signal, IntPtr.Zero, saved.AsSpan(signal * Size, Size)) == 0;
        }

        var mask = new byte[MaskSize];
        _ = GetMask(SetMaskTo, IntPtr.Zero, mask);
        try
        {
            return work();
        }
        finally
        {
            _ = SetMask(SetMaskTo, mask, IntPtr.Zero);
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

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int GetMask(int how, IntPtr replacement, Span<byte> current);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int SetMask(int how, ReadOnlySpan<byte> replacement, IntPtr current);
}
