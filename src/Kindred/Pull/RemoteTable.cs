namespace Kindred.Pull;

/// <summary>The columns of a table elsewhere, and what kind of value its mark is.</summary>
sealed record RemoteColumns(IReadOnlyList<string> Names, int Mark, MarkKind Kind);

/// <summary>A table elsewhere whose rows are pulled as texts.</summary>
interface IRemoteTable : IAsyncDisposable
{
    /// <exception cref="PullException">It cannot be reached or read, or has no such column.</exception>
    Task<RemoteColumns> DescribeAsync(CancellationToken cancellation);

    /// <summary>The rows whose mark is at or above one, with those that have none; all rows where it is null.</summary>
    /// <exception cref="PullException">It cannot be read.</exception>
    IAsyncEnumerable<string?[]> ReadAsync(Mark? from, CancellationToken cancellation);
}
