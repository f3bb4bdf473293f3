using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kindred.Cleaning;
using Kindred.ClickHouse;
using Kindred.Collect;
using Kindred.Export;
using Kindred.Expressions;
using Kindred.Features;
using Kindred.History;
using Kindred.Identity;
using Kindred.Import;
using Kindred.Project;
using Kindred.Pull;
using Kindred.Quality;
using Kindred.Report;
using Kindred.Rules;
using Kindred.Segments;
using Kindred.Validation;

namespace Kindred.Runs;

/// <summary>How a run is asked for.</summary>
public sealed record RunOptions
{
    /// <summary>Only events before this moment count; where left out, all events there are.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

/// <summary>The product's main job: from the files of a project to segments, a report and exports.</summary>
public static class Running
{
    internal static readonly JsonSerializerOptions JsonForm = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        TypeInfoResolver = RunReportJson.Default,
    };

    /// <summary>Brings the store in line with the project. May be repeated at any time, also after a run that was cut short.</summary>
    /// <exception cref="DefinitionException">The project asks for something that cannot be.</exception>
    public static async Task<RunReport> RunAsync(
        Engine engine, ProjectFile project, RunOptions options, TimeProvider clock, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var stages = new Stages(progress);
        (project, var grown) = await CollectedSources.RefreshAsync(engine, project, cancellation);
        var definition = project.Definition;
        var imported = await stages.RunAsync("Import", () => Importing.RunAsync(engine, project, clock, progress, cancellation));
        var pulled = await PullLog.FirstSinceAsync(engine, (await RunHistory.NewestAsync(engine, cancellation))?.FinishedAt ?? 0, cancellation);
        imported = imported with { FirstNew = grown.Append(imported.FirstNew).Append(pulled ?? uint.MaxValue).Min() };
        await engine.TrimAsync(cancellation);
        await RuleSegments.CheckAsync(engine, project, cancellation);
        var run = await RunHistory.BeginAsync(engine, cancellation);
        var before = await RunHistory.LatestAsync(engine, cancellation);
        await MembershipLog.BeginAsync(engine, run, cancellation);
        var asOf = await MomentAsync(engine, options.AsOf, cancellation);
        var (merged, testers) = await stages.RunAsync("Customers", async () =>
        {
            var identities = await Resolution.RunAsync(engine, definition.Identity, asOf, cancellation);
            return (identities.Merged, TestAccounts.Find(definition.Cleaning, identities));
        });
        var files = await stages.RunAsync("Clean", () => CleanAsync(engine, definition, imported, cancellation));
        var features = await stages.RunAsync("Features", () => MeasureAsync(engine, definition, run, asOf, testers, cancellation));
        var turns = new List<ModelTurns>();
        // The engine is idle while customers are compared and a model is fitted, and the other way round.
        var segmenting = stages.RunAsync("Segments", async () =>
        {
            var compared = await Comparing.RunAsync(engine, features, definition.Features, cancellation);
            return (compared, await SegmentAsync(engine, definition, compared, turns, progress, cancellation));
        });
        var looking = stages.RunAsync("Quality", () => DataQuality.RunAsync(engine, definition, files, cancellation));
        await Task.WhenAll(segmenting, looking);
        var ((snapshot, outcomes), quality) = (await segmenting, await looking);
        var rules = await stages.RunAsync("Rules", () => RuleSegments.RunAsync(engine, definition, snapshot, cancellation));
        var validating = stages.RunAsync("Validation", () => Task.Run(() => outcomes.Select(outcome => ModelEvidence.Of(snapshot, outcome, cancellation)).ToList(), cancellation));
        var recording = stages.RunAsync("History", () => MembershipLog.RecordAsync(engine, definition, (run, asOf), before, turns, clock.GetUtcNow(), cancellation));
        await Task.WhenAll(validating, recording);
        var (evidence, changes) = (await validating, await recording);
        var report = Summary(project, snapshot, outcomes, evidence, rules, quality, merged, stages) with
        {
            Changes = changes,
            Freshness = await Freshness.OfAsync(engine, definition, clock.GetUtcNow(), cancellation),
        };
        var content = await stages.RunAsync("Report", () => ReportFilling.FillAsync(engine, project, snapshot, outcomes, evidence, quality, report, clock, cancellation));
        var path = Path.Combine(project.Folder, "report.html");
        content = content with { Rules = ReportFilling.Rules(snapshot, rules, content.Currency is not null) };
        await HtmlReport.WriteAsync(content, path, cancellation);
        foreach (var export in definition.Exports)
        {
            await stages.RunAsync("Export", () => Exporting.WriteAsync(
                engine, definition, run, export.What, export.Format, Path.GetFullPath(export.To, project.Folder), cancellation));
        }

        report = report with { Stages = [.. stages.Done], Seconds = Math.Round(stages.Seconds, 3), PeakMemoryMb = Stages.PeakMemoryMb, Report = path };
        await RunHistory.FinishAsync(
            engine, new(run, asOf, clock.GetUtcNow().ToUnixTimeMilliseconds(), JsonSerializer.Serialize(report, JsonForm)), cancellation);
        return report;
    }

    /// <summary>The moment to look at: that asked for, or right after the last event.</summary>
    static async Task<long> MomentAsync(Engine engine, DateTimeOffset? asked, CancellationToken cancellation)
    {
        if (await engine.ValueAsync<long>($"SELECT count() FROM events", cancellation) == 0)
        {
            throw new DefinitionException("sources", $"There is nothing to analyse: {await WhyNoneAsync(engine, cancellation)}");
        }

        if (asked is not { } moment)
        {
            return await engine.ValueAsync<long>($"SELECT max(occurred_at) + 1 FROM events", cancellation);
        }

        var first = DateTimeOffset.FromUnixTimeMilliseconds(await engine.ValueAsync<long>($"SELECT min(occurred_at) FROM events", cancellation));
        return first < moment
            ? moment.ToUnixTimeMilliseconds()
            : throw new DefinitionException("", string.Create(
                CultureInfo.InvariantCulture,
                $"There is nothing to analyse before {moment.UtcDateTime:yyyy-MM-dd HH:mm} UTC: the first event is of {first.UtcDateTime:yyyy-MM-dd HH:mm}. Give --as-of a later moment."));
    }

    /// <summary>Why no row of any source became an event.</summary>
    static async Task<string> WhyNoneAsync(Engine engine, CancellationToken cancellation)
    {
        var reasons = await engine.QueryAsync(
            $"SELECT source, reason, toInt64(count()), min(line) FROM events_rejected GROUP BY source, reason ORDER BY count() DESC, source, reason LIMIT 3",
            row => string.Create(CultureInfo.InvariantCulture, $"{row.Get<string>(1)} ({row.Get<long>(2):N0} in source {row.Get<string>(0)}, the first in line {row.Get<ulong>(3)})"),
            cancellation);
        return reasons.Count == 0
            ? "the files of the sources have no rows. Name files with rows in kindred.yaml."
            : $"no row of the sources can be used: {string.Join("; ", reasons)}. Correct the map of the source in kindred.yaml, or the file.";
    }

    static async Task<IReadOnlyList<ImportedFile>> CleanAsync(Engine engine, ProjectDefinition definition, ImportReport imported, CancellationToken cancellation)
    {
        var kept = await Repeats.RemoveAsync(engine, definition.Cleaning.RepeatedWithin, imported, cancellation);
        await SessionMedians.FillAsync(engine, definition, imported, cancellation);
        return kept;
    }

    static async Task<Snapshot> MeasureAsync(
        Engine engine, ProjectDefinition definition, uint run, long asOf, IReadOnlyCollection<ulong> testers, CancellationToken cancellation)
    {
        // Measuring is what takes most memory: what finding the customers took is given back before.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        await engine.TrimAsync(cancellation);
        var measured = await Measuring.RunAsync(engine, definition, run, asOf, testers, cancellation);
        await engine.TrimAsync(cancellation);
        return measured;
    }

    static async Task<IReadOnlyList<ModelOutcome>> SegmentAsync(
        Engine engine, ProjectDefinition definition, Snapshot snapshot, List<ModelTurns> turns, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var outcomes = new List<ModelOutcome>();
        foreach (var model in definition.Segments.Where(segment => segment.Rule is null))
        {
            var rows = await RowsAsync(engine, definition, model, snapshot, cancellation);
            var share = new Progress<double>(done => progress.Report(new("Segments", Math.Min(0.99, done), model.Name ?? model.Id)));
            var outcome = await Task.Run(() => Modelling.Run(snapshot, model, rows, share, cancellation), cancellation);
            var (kept, became) = await SegmentIdentity.KeepAsync(engine, snapshot.Run, snapshot.Customers, outcome, cancellation);
            await Memberships.KeepAsync(engine, snapshot.Run, snapshot.Customers, kept, cancellation);
            outcomes.Add(kept);
            turns.Add(new(model.Id, became));
        }

        return outcomes;
    }

    /// <summary>The places in the snapshot of the customers that a model is about.</summary>
    internal static async Task<int[]> RowsAsync(
        Engine engine, ProjectDefinition definition, SegmentDefinition model, Snapshot snapshot, CancellationToken cancellation)
    {
        if (model.Where is not { } where)
        {
            return [.. Enumerable.Range(0, snapshot.Customers.Length)];
        }

        var condition = Expression.CompileCondition(where, Measuring.Scope(definition)).Sql;
        var wanted = (await engine.QueryAsync(
            $"SELECT customer_id FROM features WHERE run = {snapshot.Run} AND left_out = '' AND {condition}", row => row.Get<ulong>(0), cancellation)).ToHashSet();
        return [.. Enumerable.Range(0, snapshot.Customers.Length).Where(i => wanted.Contains(snapshot.Customers[i]))];
    }

    static RunReport Summary(
        ProjectFile project,
        Snapshot snapshot,
        IReadOnlyList<ModelOutcome> outcomes,
        List<ModelEvidence> evidence,
        IReadOnlyList<RuleOutcome> rules,
        IReadOnlyList<SourceQuality> quality,
        long joined,
        Stages stages) => new()
        {
            Run = snapshot.Run,
            Project = project.Definition.Name,
            AsOf = DateTimeOffset.FromUnixTimeMilliseconds(snapshot.AsOf),
            RowsRead = quality.Sum(source => source.Read),
            RowsRejected = quality.Sum(source => source.Rejected),
            RowsDuplicate = quality.Sum(source => source.Duplicate),
            Events = quality.Sum(source => source.Kept),
            Customers = snapshot.Customers.Length,
            CustomersLeftOut = new Dictionary<string, long>
            {
                ["robots"] = snapshot.Left.Robots.Customers,
                ["test_accounts"] = snapshot.Left.TestAccounts.Customers,
                ["by_condition"] = snapshot.Left.ByCondition.Customers,
            },
            IdsJoined = joined,
            Sessions = snapshot.Totals.Sessions,
            Orders = snapshot.Totals.Orders,
            Revenue = Math.Round(snapshot.Totals.Revenue, 2),
            Refunded = Math.Round(snapshot.Totals.Refunded, 2),
            Currency = project.Definition.Currency,
            Features = snapshot.Features.Count,
            Segments =
            [
                .. outcomes.SelectMany((outcome, model) => outcome.Segments.Select((segment, i) =>
                    new SegmentLine(segment.Id, segment.Name, segment.Size, Math.Round(segment.Share, 6), outcome.Definition.Id, segment.Sentence)
                    {
                        Rule = evidence[model].Surrogate?.Rules[i],
                        Indicators = evidence[model].Indicators[i],
                    })),
                .. rules.Select(rule => new SegmentLine(
                    rule.Definition.Id, rule.Name, rule.Members.Length, Math.Round(rule.Share, 6), null, rule.Sentence)),
            ],
            Models = [.. outcomes.Select(outcome => new ModelLine(
                outcome.Definition.Id,
                outcome.StructureFound,
                outcome.ChosenK,
                Math.Round(outcome.Silhouette, 6),
                outcome.Trials.FirstOrDefault(trial => trial.K == outcome.ChosenK)?.Stability,
                outcome.Reasons))],
            Quality = [.. quality.Select(source => new SourceLine(
                source.Source,
                source.Read,
                source.Kept,
                source.Duplicate,
                source.Rejected,
                source.Reasons.ToDictionary(reason => reason.Reason, reason => reason.Rows),
                source.Fields.ToDictionary(known => known.Field.Name, known => Math.Round(known.Present / Math.Max(1.0, known.Present + known.Missing), 6))))],
            Stages = stages.Done,
            Seconds = stages.Seconds,
            PeakMemoryMb = Stages.PeakMemoryMb,
        };
}
