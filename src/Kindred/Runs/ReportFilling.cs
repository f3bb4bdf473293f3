using System.Globalization;
using System.Reflection;
using Kindred.ClickHouse;
using Kindred.Events;
using Kindred.Features;
using Kindred.Numerics;
using Kindred.Project;
using Kindred.Quality;
using Kindred.Report;
using Kindred.Rules;
using Kindred.Segments;
using Kindred.Validation;

namespace Kindred.Runs;

/// <summary>Puts the results of a run into the words and shapes of the report.</summary>
static class ReportFilling
{
    const int MapPoints = 2000;

    public static async Task<ReportContent> FillAsync(
        Engine engine,
        ProjectFile project,
        Snapshot snapshot,
        IReadOnlyList<ModelOutcome> outcomes,
        IReadOnlyList<ModelEvidence> evidence,
        IReadOnlyList<SourceQuality> quality,
        RunReport run,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        var definition = project.Definition;
        var money = run.Revenue != 0 || run.Refunded != 0;
        var models = new List<ModelResult>();
        foreach (var (outcome, supported) in outcomes.Zip(evidence))
        {
            models.Add(await ModelAsync(engine, definition, snapshot, outcome, money, cancellation) with { Evidence = supported });
        }

        var (first, last) = await PeriodAsync(engine, snapshot.AsOf, cancellation);
        return new()
        {
            Project = definition.Name,
            AsOf = run.AsOf,
            MadeAt = clock.GetUtcNow(),
            Currency = money ? definition.Currency ?? "" : null,
            Figures = new()
            {
                Events = run.Events,
                Customers = run.Customers,
                Sessions = run.Sessions,
                Orders = run.Orders,
                Revenue = money ? run.Revenue : null,
                Refunded = money ? run.Refunded : null,
                From = first,
                Last = last,
            },
            Sources = [.. quality.Select((source, i) => Source(definition, i, source, run))],
            Excluded = [.. Excluded(definition, snapshot.Left)],
            Models = models,
            Changes = run.Changes,
            Overlap = await Overlap.OfAsync(engine, snapshot.Run, cancellation),
            Rfm = Grid(snapshot, money),
            Features = [.. snapshot.Features.Select((feature, i) => new FeatureNote(
                feature.Name,
                feature.Label,
                feature.Definition,
                feature.Unit,
                [.. outcomes.Where(outcome => outcome.Features.Any(used => used.Name == feature.Name)).Select(outcome => outcome.Definition.Name ?? outcome.Definition.Id)],
                snapshot.Customers.Length == 0 ? 0 : snapshot.Columns[i].Count(value => !float.IsNaN(value)) / (double)snapshot.Customers.Length))],
            Method = Method(definition),
        };
    }

    /// <summary>The segments by a rule, with what their customers are worth.</summary>
    public static IReadOnlyList<RuleResult> Rules(Snapshot snapshot, IReadOnlyList<RuleOutcome> rules, bool money)
    {
        var revenue = snapshot["revenue"];
        return [.. rules.Select(rule => new RuleResult(rule.Name, rule.Sentence, rule.Members.Length, money ? rule.Members.Sum(Worth) : null))];

        double Worth(ulong customer) => Array.BinarySearch(snapshot.Customers, customer) is >= 0 and var i && !float.IsNaN(revenue[i]) ? revenue[i] : 0;
    }

    static async Task<ModelResult> ModelAsync(
        Engine engine, ProjectDefinition project, Snapshot snapshot, ModelOutcome outcome, bool money, CancellationToken cancellation)
    {
        var model = outcome.Definition;
        var monthly = money && outcome.Segments.Count > 0 ? await MonthlyAsync(engine, project, snapshot, outcome, cancellation) : null;
        var revenue = snapshot["revenue"];
        var worth = new double[outcome.Segments.Count];
        for (var i = 0; i < outcome.Rows.Length && worth.Length > 0; i++)
        {
            worth[outcome.Labels[i]] += float.IsNaN(revenue[outcome.Rows[i]]) ? 0 : revenue[outcome.Rows[i]];
        }

        return new()
        {
            Name = model.Name ?? model.Id,
            Description = $"k-means on {outcome.Features.Count} features, each {Bent(model.Transform)} and {Scaled(model.Scale)}."
                + (outcome.JudgedOn < outcome.Rows.Length ? $" The number of segments was chosen on {outcome.JudgedOn:N0} customers drawn at random, the segments then fitted to all." : ""),
            Customers = outcome.Rows.Length,
            StructureFound = outcome.StructureFound,
            Reasons = outcome.Reasons,
            ChosenK = outcome.ChosenK,
            Trials = [.. outcome.Trials.Select(trial => new KTrial(trial.K, trial.Silhouette, trial.Inertia, trial.Stability))],
            JudgedOn = outcome.JudgedOn < outcome.Rows.Length ? outcome.JudgedOn : null,
            Segments = [.. outcome.Segments.Select((segment, i) => new SegmentProfile
            {
                Id = segment.Id,
                Slot = segment.Slot,
                Name = segment.Name,
                Sentence = segment.Sentence,
                Customers = segment.Size,
                Revenue = money ? worth[i] : null,
                Stability = segment.Stability,
                Distinctions = [.. segment.Contrasts.Take(5).Where(contrast => !double.IsNaN(contrast.Median)).Select(contrast =>
                    new Distinction(contrast.Feature.Label, contrast.Effect, contrast.Median, contrast.OverallMedian, contrast.Feature.Unit))],
            })],
            Heat = [.. outcome.Segments.Count == 0 ? [] : outcome.Features.Select(feature => Heat(outcome, feature))],
            Map = outcome.Map is null ? null : Map(outcome),
            Revenue = monthly,
        };
    }

    static HeatRow Heat(ModelOutcome outcome, Feature feature)
    {
        var contrasts = outcome.Segments.Select(segment => segment.Contrasts.First(contrast => contrast.Feature.Name == feature.Name)).ToList();
        return new(feature.Label, feature.Unit, [.. contrasts.Select(contrast => contrast.ZScore)], [.. contrasts.Select(contrast => contrast.Median)]);
    }

    static CustomerMap Map(ModelOutcome outcome)
    {
        var fit = outcome.Map!;
        var sample = Enumerable.Range(0, outcome.Rows.Length).ToArray();
        new Rng(1).Shuffle<int>(sample);
        var points = fit.Transform(outcome.Scaled);
        return new(
            Axis(0),
            Axis(1),
            [.. sample.Take(MapPoints).Order().Select(i => new MapPoint(points[i, 0], points[i, 1], outcome.Labels[i]))]);

        PrincipalAxis Axis(int component) => new(
            fit.ExplainedVarianceRatio[component],
            [.. outcome.Features.Select((feature, f) => (feature.Label, (double)fit.Components[component, f]))]);
    }

    static async Task<MonthlyRevenue> MonthlyAsync(
        Engine engine, ProjectDefinition project, Snapshot snapshot, ModelOutcome outcome, CancellationToken cancellation)
    {
        var rows = await engine.QueryAsync(
            $"""
            SELECT segment, toStartOfMonth(toDate(intDiv(ordered_at, 1000), {project.Timezone})) AS month, sum(worth) AS revenue
            FROM orders AS o
            ALL INNER JOIN (SELECT customer_id, toString(segment) AS segment FROM memberships WHERE run = {snapshot.Run} AND model = {outcome.Definition.Id}) AS m USING (customer_id)
            WHERE completed > 0
            GROUP BY segment, month
            """,
            row => (Segment: row.Get<string>(0), Month: row.Get<DateOnly>(1), Revenue: row.Get<double>(2)),
            cancellation);
        var months = new List<DateOnly>();
        for (var month = rows.Count == 0 ? default : rows.Min(row => row.Month); rows.Count > 0 && month <= rows.Max(row => row.Month); month = month.AddMonths(1))
        {
            months.Add(month);
        }

        return new(months, [.. outcome.Segments.Select(segment => (IReadOnlyList<double>)[.. months.Select(month =>
            rows.Where(row => row.Segment == segment.Id && row.Month == month).Sum(row => row.Revenue))])]);
    }

    static RfmGrid? Grid(Snapshot snapshot, bool money)
    {
        var (recency, frequency, revenue) = (snapshot["rfm_recency"], snapshot["rfm_frequency"], snapshot["revenue"]);
        var cells = Enumerable.Range(0, recency.Length)
            .Where(i => !float.IsNaN(recency[i]))
            .GroupBy(i => (Recency: (int)recency[i], Frequency: (int)frequency[i]))
            .Select(cell => new RfmCell(
                cell.Key.Recency, cell.Key.Frequency, cell.Count(), money ? cell.Sum(i => (double)revenue[i]) : null, Rfm.Name(cell.Key.Recency, cell.Key.Frequency)))
            .ToList();
        return cells.Count == 0 ? null : new(cells)
        {
            DaysSinceOrder = [.. Ranges(recency, snapshot["recency_days"])],
            Orders = [.. Ranges(frequency, snapshot["orders"])],
        };
    }

    /// <summary>Between which values each quintile lies.</summary>
    static IEnumerable<QuintileRange> Ranges(float[] quintiles, float[] values) => Enumerable.Range(0, quintiles.Length)
        .Where(i => !float.IsNaN(quintiles[i]) && !float.IsNaN(values[i]))
        .GroupBy(i => (int)quintiles[i], i => values[i])
        .Select(fifth => new QuintileRange(fifth.Key, fifth.Min(), fifth.Max()));

    static SourceReading Source(ProjectDefinition project, int index, SourceQuality quality, RunReport run)
    {
        var source = project.Sources[index];
        return new()
        {
            Name = source.Name,
            Location = string.Join(", ", quality.Files.Select(Path.GetFileName)),
            Read = quality.Read,
            Kept = quality.Kept,
            Duplicate = quality.Duplicate,
            Rejected = [.. quality.Reasons.Select(reason => new RejectCount(reason.Reason, reason.Rows))],
            Fields = [.. quality.Fields.Select(known => Field(project, source, known))],
            Gaps = [.. quality.Gaps.Select(gap => new DayGap(gap.From, gap.Until))],
            Skew = quality.Skew is { } skew
                ? new(skew.Compared, skew.InFuture, TimeSpan.FromMilliseconds(skew.Median), TimeSpan.FromMilliseconds(skew.LargestLead))
                : null,
            Notes =
            [
                .. source.IdenticalRows is IdenticalRows.Merge && quality.Duplicate > 0
                    ? (string[])["Rows that are the same in every column were joined into one whose quantity is their sum, so no revenue is lost."]
                    : [],
                .. run.Freshness.Where(fresh => fresh.Source == source.Name).Select(fresh => fresh.Warning).OfType<string>(),
            ],
        };
    }

    static FieldQuality Field(ProjectDefinition project, SourceDefinition source, FieldCompleteness known)
    {
        var mapping = source.Map.GetValueOrDefault(known.Field.Name);
        var from = mapping?.Column ?? mapping?.Expression?.Text ?? (mapping is null ? "computed" : "constant");
        var cap = project.Cleaning.Caps.GetValueOrDefault(known.Field.Name);
        var missing = project.Cleaning.Missing.GetValueOrDefault(known.Field.Name);
        string[] treatments =
        [
            .. cap?.Min is { } least ? (string[])[$"raised to {least:#,0.##}"] : [],
            .. cap?.Max is { } most ? (string[])[$"capped at {most:#,0.##}"] : [],
            .. missing is null or { Action: MissingAction.Keep } ? (string[])[] : [$"missing: {missing.Action.ToString().ToLowerInvariant()}"],
        ];
        return new(
            known.Field.Name, from, known.Present, known.Missing, Text(known.Field, known.Least), Text(known.Field, known.Most),
            treatments.Length == 0 ? null : string.Join(", ", treatments));
    }

    static string? Text(EventField known, double? value) => value is not { } number || double.IsNaN(number) ? null
        : known.Type is EventFieldType.Time ? DateTimeOffset.FromUnixTimeMilliseconds((long)number).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
        : number.ToString("#,0.##", CultureInfo.InvariantCulture);

    static IEnumerable<Exclusion> Excluded(ProjectDefinition project, LeftOut left)
    {
        if (left.Robots.Customers > 0)
        {
            yield return new(
                "Robots",
                $"Their user agent says so, or they made more than {project.Cleaning.Bots.MaxEventsPerMinute:N0} events in a minute.",
                left.Robots.Customers,
                left.Robots.Events);
        }

        if (left.TestAccounts.Customers > 0)
        {
            yield return new("Test accounts", "One of their ids is declared as a test account or robot.", left.TestAccounts.Customers, left.TestAccounts.Events);
        }

        if (left.ByCondition.Customers > 0)
        {
            yield return new("Other customers", $"They do not meet the project's condition: {project.Customers.Where}.", left.ByCondition.Customers, left.ByCondition.Events);
        }
    }

    static async Task<(DateTimeOffset First, DateTimeOffset Last)> PeriodAsync(Engine engine, long asOf, CancellationToken cancellation)
    {
        var rows = await engine.QueryAsync(
            $"SELECT min(occurred_at), max(occurred_at) FROM events WHERE occurred_at < {asOf}",
            row => (DateTimeOffset.FromUnixTimeMilliseconds(row.Get<long>(0)), DateTimeOffset.FromUnixTimeMilliseconds(row.Get<long>(1))),
            cancellation);
        return rows[0];
    }

    static Method Method(ProjectDefinition project) => new()
    {
        Seed = 1,
        Versions = [("Kindred", typeof(ReportFilling).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "")],
        Rules =
        [
            ("Session", project.Sessions.FromSource ? "as the source counts them" : $"{project.Sessions.Gap.TotalMinutes:0.##} minutes without an event end it"),
            ("Time zone", project.Timezone),
            ("Customers", project.Customers.Where is { } where ? $"those with {where}" : "everyone with an event"),
            ("Identity", project.Identity.AllowSeveralUserIds ? "ids seen together are one customer" : "ids seen together are one customer; two user ids never are"),
            ("Missing values in models", "a missing number of days counts as the longest there is, any other missing value as none"),
        ],
    };

    static string Bent(FeatureTransform transform) => transform switch
    {
        FeatureTransform.None => "as it is",
        FeatureTransform.YeoJohnson => "bent by the Yeo-Johnson power that makes it most normal",
        _ => "as log(1 + x)",
    };

    static string Scaled(FeatureScale scale) => scale switch
    {
        FeatureScale.MinMax => "scaled to 0–1",
        FeatureScale.Robust => "scaled by median and interquartile range",
        _ => "scaled to mean 0 and standard deviation 1",
    };
}
