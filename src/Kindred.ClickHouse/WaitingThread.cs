using System.Collections.Concurrent;

namespace Kindred.ClickHouse;

/// <summary>A thread for work that mostly waits: for the engine in this process, or for bytes of a server.</summary>
/// <remarks>On threads of the pool, a few long queries would leave none for anything else.</remarks>
sealed class WaitingThread : IAsyncDisposable
{
    readonly BlockingCollection<Task> _work = [];
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WaitingThread(string name) => new Thread(WorkToTheEnd) { IsBackground = true, Name = name }.Start();

    /// <summary>Does work after what was asked for before.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var task = new Task<T>(work, TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(task);
        return task;
    }

    /// <summary>Ends the thread once its work is done.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _ended.Task;
    }

    void WorkToTheEnd()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work.RunSynchronously(TaskScheduler.Default);
        }

        _work.Dispose();
        _ended.SetResult();
    }
}
