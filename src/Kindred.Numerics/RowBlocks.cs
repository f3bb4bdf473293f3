using System.Runtime.ExceptionServices;

namespace Kindred.Numerics;

/// <summary>Parallel work over rows cut into blocks of a fixed size, so that no result depends on the number of cores.</summary>
/// <remarks>Runs on the current task scheduler: whoever wants fewer threads calls a kernel under a scheduler that has fewer.</remarks>
static class RowBlocks
{
    /// <summary>How many blocks of <paramref name="size"/> rows cover <paramref name="rows"/>; the last may be shorter.</summary>
    internal static int Count(int rows, int size) => (int)(((long)rows + size - 1) / size);

    /// <summary>Rows a block where a kernel has no reason to choose otherwise.</summary>
    internal const int Usual = 4096;

    /// <summary>Calls <paramref name="body"/> once for every number below <paramref name="count"/>; what one call throws is thrown as it is.</summary>
    internal static void Each(int count, Action<int> body, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { TaskScheduler = null, CancellationToken = cancellation }, body);
        }
        catch (AggregateException all)
        {
            ExceptionDispatchInfo.Throw(all.Flatten().InnerExceptions[0]);
        }
    }

    /// <summary>Calls <paramref name="body"/> once a block with its number, first row and the row after its last.</summary>
    internal static void For(int rows, int size, Action<int, int, int> body, CancellationToken cancellation)
    {
        var count = Count(rows, size);
        if (count == 1)
        {
            cancellation.ThrowIfCancellationRequested();
            body(0, 0, rows);
            return;
        }

        Each(count, block => body(block, block * size, (int)Math.Min(rows, ((long)block + 1) * size)), cancellation);
    }
}
