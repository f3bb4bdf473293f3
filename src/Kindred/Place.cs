namespace Kindred;

/// <summary>Where a text stands: line and column count from 1.</summary>
public sealed record Place(string File, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
