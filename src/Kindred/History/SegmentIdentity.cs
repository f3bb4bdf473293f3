using System.Globalization;
using Kindred.ClickHouse;
using Kindred.Segments;

namespace Kindred.History;

/// <summary>Segments of a model keep their id, name and colour from run to run.</summary>
public static class SegmentIdentity
{
    /// <summary>Gives each segment that goes on from one of the run before its id, name and colour, and every other one new ones.</summary>
    /// <param name="run">The run that is under way.</param>
    /// <param name="customers">The customers of its snapshot, ascending.</param>
    public static async Task<(ModelOutcome Outcome, IReadOnlyList<SegmentTurn> Turns)> KeepAsync(
        Engine engine, uint run, ulong[] customers, ModelOutcome outcome, CancellationToken cancellation)
    {
        await Memberships.PrepareAsync(engine, cancellation);
        var (kept, turns, born) = await MatchAsync(engine, run, customers, outcome, cancellation);
        if (born.Count > 0)
        {
            await engine.InsertAsync(
                "segment_lives",
                new Block(
                    Column.Of("run", born.Select(_ => run).ToArray()),
                    Column.Of("model", born.Select(_ => outcome.Definition.Id).ToArray()),
                    Column.Of("segment", born.Select(segment => segment.Id).ToArray()),
                    Column.Of("name", born.Select(segment => segment.Name).ToArray()),
                    Column.Of("slot", born.Select(segment => segment.Slot).ToArray())),
                cancellation);
        }

        return (kept, turns);
    }

    /// <summary>The same without a trace in the store: how the segments would be called.</summary>
    internal static async Task<(ModelOutcome Outcome, IReadOnlyList<SegmentTurn> Turns, IReadOnlyList<Segment> Born)> MatchAsync(
        Engine engine, uint run, ulong[] customers, ModelOutcome outcome, CancellationToken cancellation)
    {
        var model = outcome.Definition.Id;
        var lives = await engine.QueryAsync(
            $"SELECT toString(segment), name, slot FROM segment_lives WHERE model = {model} AND run < {run}",
            row => new Life(row.Get<string>(0), row.Get<string>(1), row.Get<int>(2)),
            cancellation);
        var before = await engine.ValueAsync<uint>($"SELECT toUInt32(max(run)) FROM segments WHERE model = {model} AND run < {run}", cancellation);
        var living = (await engine.QueryAsync(
            $"SELECT toString(segment) FROM segments WHERE model = {model} AND run = {before}", row => row.Get<string>(0), cancellation)).ToHashSet();
        Life[] old = [.. lives.Where(life => living.Contains(life.Id))];
        var shared = await SharedAsync(engine, before, customers, outcome, old, cancellation);
        var predecessors = Succession.Of(shared);
        var named = Named(outcome.Segments, predecessors, old, new Numbers(model, lives));
        var turns = old.Length == 0 ? [] : Succession.Turns(
            shared, predecessors, [.. named.Select(segment => new NamedSegment(segment.Id, segment.Name))], [.. old.Select(life => new NamedSegment(life.Id, life.Name))]);
        return (outcome with { Segments = named }, turns, [.. named.Where((_, i) => predecessors[i] < 0)]);
    }

    /// <summary>New × old: how many customers both runs have put there.</summary>
    static async Task<long[,]> SharedAsync(Engine engine, uint before, ulong[] customers, ModelOutcome outcome, Life[] old, CancellationToken cancellation)
    {
        var shared = new long[outcome.Segments.Count, old.Length];
        if (shared.Length == 0)
        {
            return shared;
        }

        var labels = new int[customers.Length];
        Array.Fill(labels, -1);
        for (var i = 0; i < outcome.Rows.Length; i++)
        {
            labels[outcome.Rows[i]] = outcome.Labels[i];
        }

        var places = Literal.Array(old.Select(life => (Literal)life.Id));
        await foreach (var block in engine.StreamAsync(
            $"""
            SELECT customer_id, toInt32(indexOf({places}, toString(segment))) - 1 AS place
            FROM memberships WHERE run = {before} AND model = {outcome.Definition.Id}
            """,
            cancellation))
        {
            var (ids, formerly) = (block.Column<ulong>("customer_id"), block.Column<int>("place"));
            for (var i = 0; i < ids.Length; i++)
            {
                var place = Array.BinarySearch(customers, ids[i]);
                if (place >= 0 && labels[place] >= 0 && formerly[i] >= 0)
                {
                    shared[labels[place], formerly[i]]++;
                }
            }
        }

        return shared;
    }

    static List<Segment> Named(IReadOnlyList<Segment> segments, int[] predecessors, Life[] old, Numbers numbers)
    {
        var taken = predecessors.Where(j => j >= 0).Select(j => old[j]).ToList();
        var names = taken.Select(life => life.Name).ToHashSet();
        var slots = taken.Select(life => life.Slot).ToHashSet();
        var named = new List<Segment>();
        for (var i = 0; i < segments.Count; i++)
        {
            if (predecessors[i] >= 0)
            {
                var life = old[predecessors[i]];
                named.Add(segments[i] with { Id = life.Id, Name = life.Name, Slot = life.Slot });
                continue;
            }

            var slot = Enumerable.Range(0, int.MaxValue).First(free => slots.Add(free));
            var name = Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? segments[i].Name : $"{segments[i].Name} {n}").First(names.Add);
            named.Add(segments[i] with { Id = numbers.Next(), Name = name, Slot = slot });
        }

        return named;
    }

    sealed record Life(string Id, string Name, int Slot);

    /// <summary>Ids that no segment of the model ever had.</summary>
    sealed class Numbers(string model, IEnumerable<Life> lives)
    {
        int _last = lives.Select(life => int.TryParse(life.Id.AsSpan(model.Length + 1), CultureInfo.InvariantCulture, out var number) ? number : 0).Append(0).Max();

        public string Next() => $"{model}_{++_last}";
    }
}
