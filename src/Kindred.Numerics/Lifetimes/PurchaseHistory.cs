namespace Kindred.Numerics.Lifetimes;

/// <summary>All that the purchase models need to know of a customer.</summary>
/// <param name="Repeats">Purchases after the first, x; several on one day usually count as one.</param>
/// <param name="Recency">Time from the first purchase to the last, tₓ; 0 where nothing was repeated.</param>
/// <param name="Age">Time from the first purchase to the end of observation, T, in the same unit.</param>
public readonly record struct PurchaseHistory(int Repeats, double Recency, double Age);
