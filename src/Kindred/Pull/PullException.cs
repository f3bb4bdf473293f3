namespace Kindred.Pull;

/// <summary>A source elsewhere cannot be read; the message says what, where and what to do.</summary>
public sealed class PullException(string message, Exception? inner = null) : Exception(message, inner);
