using Kindred.Project;

namespace Kindred.Init;

/// <summary>A source as it can be declared after looking at its files.</summary>
/// <param name="OnlyOrders">Whether every event is an order or its return.</param>
/// <param name="SessionsFromSource">Whether the sessions are best taken from the source.</param>
/// <param name="Zoned">Whether the times tell their time zone.</param>
/// <param name="Currency">What a sign beside the money tells.</param>
sealed record SourceDraft(
    SourceDefinition Source, IReadOnlyList<Guess> Guesses, bool OnlyOrders, bool SessionsFromSource, bool Zoned, string? Currency);
