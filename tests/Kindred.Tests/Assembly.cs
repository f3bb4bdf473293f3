using Kindred.Testing;

// A process holds one embedded store at a time, so these tests run one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(ClusterFixture))]
