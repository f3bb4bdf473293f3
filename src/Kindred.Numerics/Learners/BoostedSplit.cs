namespace Kindred.Numerics.Learners;

/// <summary>Summed derivatives of some rows.</summary>
readonly record struct GradientSums(double Slope, double Curvature, int Rows)
{
    public static GradientSums operator +(GradientSums one, GradientSums other) =>
        new(one.Slope + other.Slope, one.Curvature + other.Curvature, one.Rows + other.Rows);

    public static GradientSums operator -(GradientSums all, GradientSums part) =>
        new(all.Slope - part.Slope, all.Curvature - part.Curvature, all.Rows - part.Rows);
}

/// <summary>The best cut of a node: bins up to <see cref="Bin"/> go left, and missing values where <see cref="MissingLeft"/> says; no gain where there is none.</summary>
readonly record struct BoostedSplit(double Gain, int Column, int Bin, bool MissingLeft, GradientSums Left);

/// <summary>Finds the cut of a column that lowers the loss, to second order, the most.</summary>
/// <remarks>Cuts are tried from the left with missing values on the right, then, where the column has any, from the right with them on the left;
/// an equal gain does not replace an earlier one.</remarks>
readonly struct SplitSearch(FeatureBins bins, BoostedTreesOptions options)
{
    const double LeastCurvature = 1e-3;
    const double Tiny = 1e-15;

    /// <summary>The answer of a leaf before shrinking: minus slope over curvature.</summary>
    internal double Answer(GradientSums sums) => -sums.Slope / (sums.Curvature + options.Penalty + Tiny);

    internal BoostedSplit Best(int column, GradientHistogram histogram, GradientSums all)
    {
        var cells = histogram.Column(column);
        var (known, missing) = (bins.Count(column), bins.HasMissing[column]);
        var (best, part, before) = (default(BoostedSplit), default(GradientSums), Worth(all));
        for (var bin = 0; bin < (missing ? known : known - 1); bin++)
        {
            part += Of(cells, bin);
            if (Allowed(part) && Allowed(all - part) && Worth(part) + Worth(all - part) - before is var gain && gain > best.Gain)
            {
                best = new(gain, column, bin, MissingLeft: false, part);
            }
        }

        part = default;
        for (var bin = known - 1; bin > 0 && missing; bin--)
        {
            part += Of(cells, bin);
            if (Allowed(part) && Allowed(all - part) && Worth(part) + Worth(all - part) - before is var gain && gain > best.Gain)
            {
                best = new(gain, column, bin - 1, MissingLeft: true, all - part);
            }
        }

        return best;
    }

    static GradientSums Of(ReadOnlySpan<double> cells, int bin) =>
        new(cells[GradientHistogram.Cell * bin], cells[(GradientHistogram.Cell * bin) + 1], (int)cells[(GradientHistogram.Cell * bin) + 2]);

    /// <summary>Twice what the best answer for these rows takes off the loss.</summary>
    double Worth(GradientSums sums) => -sums.Slope * Answer(sums);

    bool Allowed(GradientSums sums) => sums.Rows >= options.MinLeafRows && sums.Curvature >= LeastCurvature;
}
