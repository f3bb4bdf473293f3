namespace Kindred.Demo;

/// <summary>What changes in the last month.</summary>
static class Drift
{
    /// <summary>How much more likely a web visit is made by phone.</summary>
    public const double PhoneRise = 0.2;

    /// <summary>The feature of the application that is new, and its share of all uses from then on.</summary>
    public const string NewFeature = "trail_map";

    public const double NewFeatureShare = 0.35;
}
