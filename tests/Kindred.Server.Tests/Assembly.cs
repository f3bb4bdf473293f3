// The engine holds one store a process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
