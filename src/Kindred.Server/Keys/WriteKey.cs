using Kindred.Project;

namespace Kindred.Server.Keys;

/// <summary>A key that lets a client send events, without its secret.</summary>
/// <param name="Source">The source that its events belong to.</param>
/// <param name="Strict">Whether wrong events are answered with 422 and a reason each, instead of being rejected quietly.</param>
/// <param name="ItemsPerSecond">The most events a second; 0 is no limit.</param>
/// <param name="Require">Purposes that a visitor must have allowed, besides those that the project and the source require.</param>
/// <param name="Begins">How the newest secret begins, to know it by.</param>
public sealed record WriteKey(
    int Number, string Name, string Source, bool Strict, int ItemsPerSecond, IReadOnlyList<Purpose> Require, string Begins, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <summary>A key with the secret that is shown once, when it is made.</summary>
public sealed record NewKey(WriteKey Key, string Secret);

/// <summary>What is to become another with a key; what is null stays as it is.</summary>
public sealed record KeyChange(bool? Strict = null, int? ItemsPerSecond = null, IReadOnlyList<Purpose>? Require = null);
