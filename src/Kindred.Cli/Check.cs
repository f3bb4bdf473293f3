namespace Kindred.Cli;

/// <summary>How a check ended: a warning does not keep Kindred from working.</summary>
public enum Verdict
{
    Ok,
    Warn,
    Fail,
}

/// <summary>One thing looked at, what was found, and what to do about it.</summary>
sealed record Check(string Name, Verdict Verdict, string Found, string? Advice = null);
