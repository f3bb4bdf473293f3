namespace Kindred.Server.Keys;

/// <summary>A key that lets a client send events, without its secret.</summary>
/// <param name="Source">The source that its events belong to.</param>
/// <param name="Strict">Whether wrong events are answered with 422 and a reason each, instead of being rejected quietly.</param>
/// <param name="ItemsPerSecond">The most events a second; 0 is no limit.</param>
/// <param name="Begins">How the newest secret begins, to know it by.</param>
public sealed record WriteKey(int Number, string Name, string Source, bool Strict, int ItemsPerSecond, string Begins, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <summary>A key with the secret that is shown once, when it is made.</summary>
public sealed record NewKey(WriteKey Key, string Secret);
