namespace Kindred.Features;

/// <summary>Something measured of each customer.</summary>
/// <param name="Name">Its name in the project file, in exports and in SQL.</param>
/// <param name="Label">Its name for readers.</param>
/// <param name="Definition">A sentence that says how it is counted.</param>
/// <param name="Outcomes">Events that it counts or rests on: a model whose outcome is one of them may not cluster by it.</param>
public sealed record Feature(string Name, string Label, string Definition, FeatureUnit Unit, params IReadOnlyList<string> Outcomes);
