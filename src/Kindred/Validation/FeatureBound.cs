using System.Globalization;
using Kindred.Features;
using Kindred.Project;

namespace Kindred.Validation;

/// <summary>A comparison of one feature: above one bound, at most the other; a bound that is not asked for is null.</summary>
/// <param name="Feature">The name of the feature.</param>
/// <param name="OrMissing">Whether a customer without a value meets it too.</param>
public sealed record FeatureBound(string Feature, string Label, FeatureUnit Unit, double? Above, double? AtMost, bool OrMissing)
{
    /// <summary>Whether a value, NaN where missing, meets the bounds.</summary>
    /// <remarks>Compared as floats, which models hold: as one of those 0.3 is more than the number 0.3.</remarks>
    public bool Holds(double value) => double.IsNaN(value) ? OrMissing : !((float)value <= (float?)Above) && !((float)value > (float?)AtMost);

    /// <summary>The comparison as a condition of a segment by a rule.</summary>
    public Condition AsCondition()
    {
        var compared = new FeatureCondition { Feature = Feature, Above = Above, AtMost = AtMost };
        return OrMissing ? new AnyCondition { Any = [compared, new FeatureCondition { Feature = Feature, Missing = true }] } : compared;
    }

    /// <summary>The comparison in words, such as "orders over 3".</summary>
    public string Words
    {
        get
        {
            var label = char.ToLowerInvariant(Label[0]) + Label[1..];
            var bounds = (Above, AtMost) switch
            {
                ({ } above, { } most) when Whole && above + 1 == most => $"exactly {Written(most)}",
                ({ } above, { } most) => $"{(Whole ? $"{Written(above + 1)} to" : $"over {Written(above)}, at most")} {Written(most)}",
                ({ } above, null) => $"over {Written(above)}",
                (null, { } most) when Whole && most == 0 => "none",
                (null, { } most) => $"at most {Written(most)}",
                _ => "any",
            };
            return $"{label} {bounds}{(OrMissing ? " or unknown" : "")}";
        }
    }

    /// <summary>The comparison as a condition of the expression language.</summary>
    public string Expression
    {
        get
        {
            string[] parts =
            [
                .. Above is { } above ? (string[])[$"{Feature} > {Number(above)}"] : [],
                .. AtMost is { } most ? (string[])[$"{Feature} <= {Number(most)}"] : [],
            ];
            return OrMissing ? $"({string.Join(" and ", parts)} or is_missing({Feature}))" : string.Join(" and ", parts);
        }
    }

    bool Whole => Unit is FeatureUnit.Count;

    string Written(double value) => Unit switch
    {
        FeatureUnit.Share => value.ToString("0.#%", CultureInfo.InvariantCulture),
        FeatureUnit.Days => $"{Number(value)} days",
        FeatureUnit.Minutes => $"{Number(value)} min",
        _ => value.ToString("#,0.####", CultureInfo.InvariantCulture),
    };

    static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
