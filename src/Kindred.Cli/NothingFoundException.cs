namespace Kindred.Cli;

/// <summary>What was asked for is not there, though it could be; the message says what and where.</summary>
sealed class NothingFoundException(string message) : Exception(message);
