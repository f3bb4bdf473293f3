namespace Kindred.Demo;

/// <summary>How well something that is known of the sample shop was found again.</summary>
/// <param name="Truth">What is known: identities, behaviour types, and so on.</param>
/// <param name="Measure">What is measured of it.</param>
/// <param name="Found">The value found.</param>
/// <param name="Known">What it would be if all were found; null where that is not one number.</param>
public sealed record FoundTruth(string Truth, string Measure, double Found, double? Known);
