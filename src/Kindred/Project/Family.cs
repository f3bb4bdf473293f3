namespace Kindred.Project;

/// <summary>Several records of which one stands in a place of the project file: the one whose required key is there.</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class FamilyAttribute(params Type[] members) : Attribute
{
    public IReadOnlyList<Type> Members => members;
}
