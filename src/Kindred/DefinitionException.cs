namespace Kindred;

/// <summary>A person asked for something that cannot be done as written; the message says what was found and what to do.</summary>
public class DefinitionException(string property, string message) : Exception(message)
{
    /// <summary>The path of the offending key, as in <c>sources[0].map.occurred_at</c>.</summary>
    public string Property { get; } = property;
}
