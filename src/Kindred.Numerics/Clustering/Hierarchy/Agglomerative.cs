namespace Kindred.Numerics.Clustering.Hierarchy;

/// <summary>Agglomerative clustering: every row begins alone, and the two closest clusters merge until one is left.</summary>
/// <remarks>
/// <para><see cref="Linkage.Ward"/> follows chains of nearest neighbours among the clusters' means, which a k-d tree finds: O(n·d)
/// memory, and of O(n²·d) time in the worst case far less where the rows have structure. <see cref="Linkage.Single"/> is the minimum spanning tree, by
/// Borůvka's rounds over a k-d tree, with as little memory. <see cref="Linkage.Complete"/> and <see cref="Linkage.Average"/> need the
/// distances of all pairs: 2·n² bytes, O(n²·d) time, at most 65,536 rows; for more see <see cref="TwoStage"/>.</para>
/// <para>Distances are compared in single precision; the heights of Ward's and single linkage are worked out in double, those of the others carry
/// single precision (about 10⁻⁷). Deterministic on any number of cores. Agrees with SciPy's <c>linkage</c>; where several pairs are
/// equally close, another one may merge first.</para>
/// <para>F. Murtagh, "A survey of recent advances in hierarchical clustering algorithms", Computer J. 26 (1983); J. H. Ward, "Hierarchical
/// grouping to optimize an objective function", JASA 58 (1963); O. Borůvka (1926) after W. March, P. Ram and A. Gray, KDD (2010).</para>
/// </remarks>
public static class Agglomerative
{
    /// <summary>Most rows whose pairs fit into one array.</summary>
    const int MostPairedRows = 65_536;

    /// <summary>Merges the rows of <paramref name="points"/> until one cluster is left.</summary>
    /// <param name="points">n × d, at least one row, finite; scale the columns first, since distances are Euclidean.</param>
    /// <param name="linkage">How far apart two clusters are.</param>
    /// <param name="cancellation">Looked at throughout.</param>
    /// <exception cref="ArgumentException">There is no row, a value is not finite, or there are too many rows for the linkage.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static Dendrogram Fit(Matrix points, Linkage linkage, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfFewerRows(1, nameof(points));
        points.ThrowIfNotFinite(nameof(points));
        if (linkage is Linkage.Complete or Linkage.Average && points.Rows > MostPairedRows)
        {
            throw new ArgumentException(
                $"{linkage} linkage compares all pairs of at most {MostPairedRows:N0} rows, found {points.Rows:N0}. Use Ward or single linkage, or a sample.",
                nameof(points));
        }

        var (scaled, unit) = UnitScale.Of(points);
        var joins = linkage switch
        {
            Linkage.Ward => WardChain.Run(scaled, Ones(points.Rows), cancellation),
            Linkage.Single => SpanningTree.Of(scaled, [], cancellation),
            Linkage.Complete or Linkage.Average => PairChain.Run(scaled, linkage, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(linkage), linkage, "There is no such linkage."),
        };
        return Tree(joins, unit);
    }

    /// <summary>Ward's tree over rows that each stand for so many.</summary>
    internal static Dendrogram Ward(Matrix points, int[] sizes, CancellationToken cancellation)
    {
        var (scaled, unit) = UnitScale.Of(points);
        return Dendrogram.Of(sizes, Scaled(WardChain.Run(scaled, sizes, cancellation), unit));
    }

    /// <summary>The tree of joins of single rows, one fewer than there are, whose heights are in some unit.</summary>
    internal static Dendrogram Tree(Join[] joins, double unit) => Dendrogram.Of(Ones(joins.Length + 1), Scaled(joins, unit));

    static Join[] Scaled(Join[] joins, double unit) => Array.ConvertAll(joins, join => join with { Height = join.Height * unit });

    static int[] Ones(int rows)
    {
        var ones = new int[rows];
        Array.Fill(ones, 1);
        return ones;
    }
}
