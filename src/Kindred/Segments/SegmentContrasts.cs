using Kindred.Features;

namespace Kindred.Segments;

/// <summary>How each segment differs from all other customers in the features it was found by.</summary>
static class SegmentContrasts
{
    /// <summary>For each segment its contrasts, strongest first.</summary>
    /// <remarks>
    /// A missing number of days is the longest there is, since it never happened, so it counts; of anything else only who has a value does:
    /// somebody without orders has no small basket.
    /// </remarks>
    public static IReadOnlyList<Contrast>[] Of(ModelInput input, int[] labels, int segments)
    {
        var found = new Contrast[input.Features.Count][];
        Parallel.For(0, found.Length, f => found[f] = Of(input, f, labels, segments));
        return [.. Enumerable.Range(0, segments).Select(segment => found.Select(each => each[segment]).OrderByDescending(contrast => Math.Abs(contrast.Effect)).ToList())];
    }

    static Contrast[] Of(ModelInput input, int f, int[] labels, int segments)
    {
        var (raw, scaled) = (new float[labels.Length], new float[labels.Length]);
        var counts = input.Features[f].Unit is FeatureUnit.Days;
        for (var i = 0; i < labels.Length; i++)
        {
            raw[i] = input.Raw[i, f];
            scaled[i] = counts || !float.IsNaN(raw[i]) ? input.Scaled[i, f] : float.NaN;
        }

        var (medians, overall) = SegmentMedians.Of(raw, labels, segments);
        var own = Moments(scaled, labels, segments);
        var all = Together(own);
        var contrasts = new Contrast[segments];
        for (var segment = 0; segment < segments; segment++)
        {
            var others = Together(own.Where((_, other) => other != segment));
            contrasts[segment] = new(input.Features[f], CohenD(own[segment], others), ZScore(own[segment], all), medians[segment], overall);
        }

        return contrasts;
    }

    /// <summary>How many known values each segment has, their mean and the sum of squared distances to it.</summary>
    static Moment[] Moments(float[] values, int[] labels, int segments)
    {
        var (counts, means, squares) = (new int[segments], new double[segments], new double[segments]);
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsNaN(values[i]))
            {
                counts[labels[i]]++;
                means[labels[i]] += values[i];
            }
        }

        for (var segment = 0; segment < segments; segment++)
        {
            means[segment] /= Math.Max(1, counts[segment]);
        }

        for (var i = 0; i < values.Length; i++)
        {
            var distance = values[i] - means[labels[i]];
            squares[labels[i]] += double.IsNaN(distance) ? 0 : distance * distance;
        }

        return [.. counts.Select((count, segment) => new Moment(count, means[segment], squares[segment]))];
    }

    static Moment Together(IEnumerable<Moment> parts)
    {
        Moment[] filled = [.. parts.Where(part => part.Count > 0)];
        var count = filled.Sum(part => part.Count);
        var mean = filled.Sum(part => part.Count * part.Mean) / Math.Max(1, count);
        return new(count, mean, filled.Sum(part => part.Squares + (part.Count * (part.Mean - mean) * (part.Mean - mean))));
    }

    /// <summary>The difference of the means over the pooled standard deviation; 0 without others or without spread.</summary>
    static double CohenD(Moment own, Moment others)
    {
        var squares = own.Squares + others.Squares;
        return own.Count == 0 || others.Count == 0 || squares == 0 ? 0
            : (own.Mean - others.Mean) / Math.Sqrt(squares / (own.Count + others.Count - 2));
    }

    static double ZScore(Moment own, Moment all) =>
        own.Count == 0 ? double.NaN : all.Squares > 0 ? (own.Mean - all.Mean) / Math.Sqrt(all.Squares / all.Count) : 0;

    readonly record struct Moment(double Count, double Mean, double Squares);
}
