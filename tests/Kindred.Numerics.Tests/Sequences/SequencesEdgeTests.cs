using Kindred.Numerics.Sequences;

namespace Kindred.Numerics.Tests.Sequences;

/// <summary>Every analysis of sequences, matrices and graphs on odd ones: refused by name, or answered without NaN.</summary>
public sealed class SequencesEdgeTests
{
    static readonly Dictionary<string, int[][]> Odd = new()
    {
        ["none"] = [],
        ["empty ones"] = [[], []],
        ["one of one step"] = [[0]],
        ["all of one step"] = [[0], [1], [2]],
        ["one state for ever"] = [[1, 1, 1, 1, 1]],
        ["one of two steps"] = [[0, 2]],
        ["equal ones"] = [[0, 1, 2], [0, 1, 2], [0, 1, 2]],
        ["a state below 0"] = [[0, -1, 2]],
        ["a state too high"] = [[0, 3, 2]],
        ["the highest state"] = [[0, int.MaxValue, 2]],
    };

    static readonly Dictionary<string, double[,]> Matrices = new()
    {
        ["empty"] = new double[0, 0],
        ["not square"] = new double[2, 3],
        ["one state"] = new[,] { { 1.0 } },
        ["identity"] = new[,] { { 1.0, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
        ["a circle"] = new[,] { { 0, 1.0, 0 }, { 0, 0, 1 }, { 1, 0, 0 } },
        ["hardly ever leaving"] = new[,] { { 1.0, 0, 1e-17 }, { 0.5, 0.5, 0 }, { 0, 0, 1 } },
        ["next to impossible ways"] = new[,] { { 0, 1, 1e-300 }, { 1, 0, 1e-300 }, { 1e-300, 0, 1 } },
        ["a row of zeros"] = new[,] { { 0, 1.0 }, { 0, 0 } },
        ["NaN"] = new[,] { { double.NaN, 1 }, { 0.5, 0.5 } },
        ["infinite"] = new[,] { { double.PositiveInfinity, 1 }, { 0.5, 0.5 } },
        ["negative"] = new[,] { { -1.0, 2 }, { 0.5, 0.5 } },
    };

    public static TheoryData<string> SequenceNames => [.. Odd.Keys];

    public static TheoryData<string> MatrixNames => [.. Matrices.Keys];

    [Theory]
    [MemberData(nameof(SequenceNames))]
    public void Every_odd_set_of_sequences_is_refused_by_name_or_answered_in_numbers(string name)
    {
        var (sequences, some) = (Odd[name], Odd[name].Select((_, i) => i == 0).ToArray());

        foreach (var order in new[] { 0, 1, 2, 3, 4 })
        {
            Answers.RefusedOrNumbers(() => Asked(MarkovChain.Fit(sequences, 3, order)));
            Answers.RefusedOrNumbers(() => MarkovOrder.Select(sequences, 3, order));
        }

        Answers.RefusedOrNumbers(() => StationaryDistribution.Of(MarkovChain.Fit(sequences, 3).TransitionMatrix()));
        Answers.RefusedOrNumbers(() => RemovalEffect.Of(sequences, some, 3));
        Answers.RefusedOrNumbers(() => RemovalEffect.Of(sequences, [.. some.Select(_ => true)], 3));
        Answers.RefusedOrNumbers(() => RemovalEffect.Of(sequences, [.. some.Select(_ => false)], 3));
        foreach (var support in new[] { 0, 1, 2, int.MaxValue })
        {
            Answers.RefusedOrNumbers(() => PrefixSpan.Mine(sequences, new() { MinimumSupport = support }));
        }
    }

    [Theory]
    [MemberData(nameof(MatrixNames))]
    public void Every_odd_matrix_is_refused_by_name_or_answered_in_numbers(string name)
    {
        var (matrix, states) = (Matrices[name], Matrices[name].GetLength(0));

        Answers.RefusedOrNumbers(() => StationaryDistribution.Of(matrix));
        for (var end = -1; end <= states; end++)
        {
            Answers.RefusedOrNumbers(() => Asked(new(matrix, end), states, end));
        }

        Answers.Refused(() => new AbsorbingChain(matrix));
        Answers.Refused(() => new AbsorbingChain(matrix, [.. Enumerable.Range(0, states)]));
    }

    [Fact]
    public void A_way_out_however_small_is_taken_in_the_end()
    {
        var chain = new AbsorbingChain(Matrices["hardly ever leaving"], 2);

        Assert.Equal(1, chain.Probability(0, 2), 1e-12);
        Assert.Equal(1, chain.Steps(0) / 1e17, 1e-12);
        Assert.Equal(2, chain.Visits(1, 1), 1e-12);
    }

    [Fact]
    public void Items_may_be_any_number_that_is_not_negative()
    {
        var pattern = Assert.Single(PrefixSpan.Mine([[int.MaxValue, 7], [int.MaxValue]], new() { MinimumSupport = 2 }));

        Assert.Equal(([int.MaxValue], 2), (pattern.Items.ToArray(), pattern.Support), (a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2 == b.Item2);
    }

    [Fact]
    public void Every_odd_graph_is_refused_by_name_or_answered_in_numbers()
    {
        double[] weights = [double.NaN, double.NegativeInfinity, -1, 0, 1e-300, 1, 1e300, 1.7e308, double.PositiveInfinity];
        foreach (var nodes in new[] { -1, 0, 1, 2, 4 })
        {
            Answers.RefusedOrNumbers(() => PageRank.Of(nodes, []));
            Answers.RefusedOrNumbers(() => Betweenness.Of(nodes, []));
            foreach (var weight in weights)
            {
                foreach (var other in weights)
                {
                    Edge[] edges = [new(0, 0, weight), new(0, 1, other), new(0, 1, weight), new(1, 2, other)];
                    Answers.RefusedOrNumbers(() => PageRank.Of(nodes, edges));
                    Answers.RefusedOrNumbers(() => Betweenness.Of(nodes, edges));
                    Answers.RefusedOrNumbers(() => PageRank.Of(2, [new(0, 1), new(1, 0)], new() { Damping = weight, Tolerance = other }));
                }
            }
        }

        Answers.Refused(() => PageRank.Of(2, [new(0, 2)]));
        Answers.Refused(() => Betweenness.Of(2, [new(-1, 0)]));
        Answers.Refused(() => PageRank.Of(2, [new(0, 1)], new() { MaxIterations = 0 }));
    }

    static List<double> Asked(MarkovChain chain)
    {
        List<double> numbers = [chain.LogLikelihood, chain.Parameters];
        var context = new int[chain.Order];
        Array.Fill(context, 1);
        numbers.Add(chain.Visits(context));
        if (chain.Visits(context) > 0)
        {
            numbers.AddRange([chain.Probability(context, 1), chain.StandardError(context, 1)]);
        }

        return numbers;
    }

    static List<double> Asked(AbsorbingChain chain, int states, int end)
    {
        List<double> numbers = [];
        for (var state = 0; state < states; state++)
        {
            numbers.AddRange([chain.Probability(state, end), chain.Steps(state), chain.StepsVariance(state), chain.StepsTo(state, end)]);
            numbers.AddRange([chain.Visits(0, state), chain.Reach(0, state), .. chain.DropOff(state, end)]);
        }

        return numbers;
    }
}
