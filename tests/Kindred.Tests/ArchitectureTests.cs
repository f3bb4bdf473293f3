namespace Kindred.Tests;

public sealed class ArchitectureTests
{
    /// <summary>The capabilities in the order of the flow: each may use those to its left, and all may use the root.</summary>
    static readonly string[] Flow =
    [
        "Queries", "Events", "Expressions", "Project", "Import", "Collect", "Init", "Identity", "Pull", "Cleaning", "Quality", "Sessions", "Features", "Segments", "Rules",
        "History", "Validation", "Customers", "Report", "Export", "Runs", "Demo",
    ];

    [Fact]
    public void A_capability_uses_only_those_to_its_left()
    {
        var uses = typeof(DefinitionException).Assembly.GetTypes()
            .SelectMany(type => Dependencies.Of(type).Where(used => used.Assembly == type.Assembly).Select(used => (By: Capability(type), Of: Capability(used), type, used)))
            .Where(use => use.By != use.Of && use.Of != "");

        Assert.Empty(uses.Where(use => Array.IndexOf(Flow, use.By) < Array.IndexOf(Flow, use.Of)).Select(use => $"{use.type} uses {use.used}").Distinct());
    }

    [Fact]
    public void Every_capability_has_its_place_in_the_flow() =>
        Assert.Empty(typeof(DefinitionException).Assembly.GetTypes().Select(Capability).Distinct().Except(Flow).Except([""]));

    /// <summary>The folder right below the project's own; types that the compiler makes count where they are made, or nowhere.</summary>
    static string Capability(Type type) => type.Namespace?.Split('.') is ["Kindred", var capability, ..] ? capability : "";
}
