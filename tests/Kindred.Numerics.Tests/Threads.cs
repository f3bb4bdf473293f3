namespace Kindred.Numerics.Tests;

/// <summary>Runs a kernel with a given number of threads, however many cores there are.</summary>
static class Threads
{
    internal static T Run<T>(int threads, Func<T> kernel)
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, threads + 1), ports);
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler;
        return Task.Factory.StartNew(kernel, CancellationToken.None, TaskCreationOptions.None, scheduler).GetAwaiter().GetResult();
    }

    /// <summary>The kernel gives the same numbers, bit for bit, on 1, 2 and 16 threads.</summary>
    internal static void GiveTheSame<T>(Func<T[]> kernel)
    {
        var alone = Run(1, kernel);

        Assert.Equal(alone, Run(2, kernel));
        Assert.Equal(alone, Run(16, kernel));
    }
}
