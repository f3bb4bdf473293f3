namespace Kindred.Init;

/// <summary>What was found in the files, and the project that was written from it.</summary>
/// <param name="Path">The project file.</param>
/// <param name="Text">What it holds.</param>
public sealed record InitReport(string Path, string Text, IReadOnlyList<SourceGuess> Sources);

/// <summary>One source as it was guessed from its files.</summary>
public sealed record SourceGuess(string Name, IReadOnlyList<string> Files, IReadOnlyList<Guess> Guesses);

/// <summary>One decision.</summary>
/// <param name="Property">The key of the source it decided, as in <c>map.user_id</c>.</param>
/// <param name="Value">What was decided.</param>
/// <param name="Why">Why, in a sentence.</param>
public sealed record Guess(string Property, string Value, string Why);
