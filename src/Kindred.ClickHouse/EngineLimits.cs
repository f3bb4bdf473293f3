namespace Kindred.ClickHouse;

/// <summary>How much of the machine the embedded engine, or one query of a server, may use.</summary>
public sealed record EngineLimits
{
    /// <summary>Bytes of memory for all queries together; beyond half of it grouping and sorting go to disk.</summary>
    public long MemoryBytes { get; init; } = (long)(0.6 * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Threads of one query.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where large intermediate results go; the store's own <c>tmp</c> when not said. Only the embedded engine uses it.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Refuse whatever changes data or settings, or reads from outside the store by a table function.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The limits as settings, which both the oldest and the newest engine know.</summary>
    internal IEnumerable<(string Name, long Value)> Settings()
    {
        yield return ("max_memory_usage", MemoryBytes);
        yield return ("max_threads", Threads);
        yield return ("max_bytes_before_external_group_by", MemoryBytes / 2);
        yield return ("max_bytes_before_external_sort", MemoryBytes / 2);
        if (ReadOnly)
        {
            yield return ("readonly", 1); // last, since it forbids further settings
        }
    }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryBytes, 64L << 20, nameof(MemoryBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(Threads));
    }
}
