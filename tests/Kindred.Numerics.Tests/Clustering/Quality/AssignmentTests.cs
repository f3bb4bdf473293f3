using Kindred.Numerics.Clustering.Quality;

namespace Kindred.Numerics.Tests.Clustering.Quality;

public sealed class AssignmentTests
{
    [Fact]
    public void The_cheapest_pairing_is_found() =>
        Assert.Equal([1, 0, 2], Assignment.Solve(new double[,] { { 4, 1, 3 }, { 2, 0, 5 }, { 3, 2, 2 } })); // 1 + 2 + 2

    [Fact]
    public void Rows_without_a_column_go_without() =>
        Assert.Equal([-1, 0], Assignment.Solve(new double[,] { { 5 }, { 3 } }));

    [Fact]
    public void It_agrees_with_SciPy()
    {
        var rows = Golden.Rows("clustering/costs");
        var costs = new double[rows.Length, rows[0].Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows[i].Length; j++)
            {
                costs[i, j] = rows[i][j];
            }
        }

        Assert.Equal(Golden.Labels("clustering/assignment"), Assignment.Solve(costs));
    }

    [Fact]
    public void No_permutation_is_cheaper() =>
        Property.ForAll(
            points =>
            {
                var costs = new double[4, 4];
                for (var i = 0; i < 16; i++)
                {
                    costs[i / 4, i % 4] = points.Values[i % points.Values.Length] * ((i % 5) + 1);
                }

                var pairs = Assignment.Solve(costs);

                Assert.Equal([0, 1, 2, 3], pairs.Order());
                Assert.Equal(Permutations([0, 1, 2, 3]).Min(order => Cost(costs, order)), Cost(costs, pairs), 1e-9);
            },
            maxRows: 8);

    [Fact]
    public void Aligned_labels_take_the_names_of_the_reference() =>
        Assert.Equal([2, 2, 0, 0, 0, 3, -1], Assignment.Align([2, 2, 0, 0, 2, 0, 0], [5, 5, 9, 9, 9, 7, -1]));

    [Fact]
    public void A_cost_that_is_not_finite_is_refused() =>
        Assert.Throws<ArgumentException>(() => Assignment.Solve(new[,] { { double.NaN } }));

    [Fact]
    public void Labelings_of_other_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => Assignment.Align([1], [1, 2]));

    static double Cost(double[,] costs, int[] pairs) => pairs.Select((column, row) => costs[row, column]).Sum();

    static IEnumerable<int[]> Permutations(int[] items) =>
        items.Length == 1 ? [items] : items.SelectMany(first => Permutations([.. items.Where(x => x != first)]).Select(rest => (int[])[first, .. rest]));
}
