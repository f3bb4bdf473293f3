namespace Kindred.Expressions;

/// <summary>What the value of an expression is.</summary>
public enum ExpressionType
{
    /// <summary>A Float64, or NULL where it is missing.</summary>
    Number,

    /// <summary>A String; the empty one is missing.</summary>
    Text,

    /// <summary>0 or 1, never missing.</summary>
    Truth,

    /// <summary>Int64 milliseconds since 1970 in UTC, or NULL where it is missing.</summary>
    Time,

    /// <summary>A String from outside that becomes a number or a time where one is needed.</summary>
    Raw,
}
