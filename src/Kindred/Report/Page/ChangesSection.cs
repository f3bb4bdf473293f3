using Kindred.History;

namespace Kindred.Report.Page;

/// <summary>What is different from the run before: who entered and left which segment and why, what became of segments, changed definitions.</summary>
static class ChangesSection
{
    public static Html Of(RunChanges? changes) => changes is null ? Html.Empty : Html.Of($"""
        <section id="changes">
        <h2>What changed</h2>
        {Contents(changes)}
        </section>

        """);

    static Html Contents(RunChanges changes) => changes switch
    {
        { Before: null } => Html.Of($"""<p class="sub">This is the first run: all memberships begin with it. The next one will tell here who entered and left, and why.</p>"""),
        { LooksBack: true } => Html.Of($"""
            <p class="sub">This run looks back: run {(int)changes.Before!} has looked as far as {Figures.Moment(changes.BeforeAsOf!.Value)}. The log of memberships goes forward in time, so nothing of this run is in it.</p>
            {Definitions(changes)}
            """),
        _ => Html.Of($"""
            <p class="sub">Against run {(int)changes.Before!}, as of {Figures.Moment(changes.BeforeAsOf!.Value)}. Segments keep their id, name and colour when at least half of the customers are the same.</p>
            {Turns(changes)}
            {Moves(changes)}
            {Definitions(changes)}
            """),
    };

    static Html Turns(RunChanges changes)
    {
        var turns = changes.Turns.SelectMany(model => model.Turns).Where(turn => turn.Kind is not TurnKind.Continued).ToList();
        return turns.Count == 0 ? Html.Empty : Html.Of($"""
            <ul class="turns">{turns.Select(turn => Html.Of($"<li class=\"{turn.Kind.ToString().ToLowerInvariant()}\">{turn.Sentence}</li>"))}</ul>

            """);
    }

    static Html Moves(RunChanges changes)
    {
        if (changes.Moves.Count == 0)
        {
            return Html.Of($"<p>Nobody entered or left a segment.</p>");
        }

        var most = changes.Moves.SelectMany(move => (long[])[move.Entered.Values.Sum(), move.Left.Values.Sum()]).Max();
        return Html.Of($"""
            {Table.Of("Customers who entered and left segments", ["Segment", "Entered", "Left"], changes.Moves.Select(move => Table.Row(
                Html.Of($"{move.Name}<small><code>{move.Segment}</code></small>"), [Side(move.Entered, "in", "+", most), Side(move.Left, "out", "−", most)])), "moves")}
            <p class="note">The first reason that holds: the definition changed; ids were joined or parted; nothing is left of the customer; the customer did something or is new;
            time passed; or nothing about the customer changed, but the others moved the border.</p>

            """);
    }

    static Html Side(IReadOnlyDictionary<ChangeReason, long> counts, string kind, string sign, long most)
    {
        var total = counts.Values.Sum();
        return total == 0 ? Html.Of($"<td>–</td>") : Html.Of($"""
            <td><b>{sign}{Figures.Count(total)}</b> <span class="flow {kind}" aria-hidden="true"><i style="width:{100.0 * total / most}%"></i></span>
            <small>{string.Join(", ", counts.OrderByDescending(reason => reason.Value).Select(reason => $"{Figures.Count(reason.Value)} {Words(reason.Key)}"))}</small></td>
            """);
    }

    static string Words(ChangeReason reason) => reason switch
    {
        ChangeReason.Definition => "by definition",
        ChangeReason.Merge => "by joined or parted ids",
        ChangeReason.Deletion => "deleted",
        ChangeReason.Data => "by what they did",
        ChangeReason.Clock => "by time passing",
        _ => "by what others did",
    };

    static Html Definitions(RunChanges changes) => changes.Definitions.Count == 0 ? Html.Empty : Html.Of($"""
        <div class="block"><h3>Changed definitions</h3>
        {changes.Definitions.Select(change => Html.Of($"""
            <p><b>{change.Model}</b>, {(change.IsNew ? "new" : $"version {change.Version}")}</p>
            {(change.IsNew ? Html.Empty : Html.Of($"<pre class=\"diff\">{change.Diff.Select(Line)}</pre>"))}
            """))}
        </div>

        """);

    static Html Line(DiffLine line) => Html.Of($"""
        <span class="{line.Sign switch { '+' => "plus", '-' => "minus", _ => "same" }}">{line.ToString()}</span>

        """);
}
