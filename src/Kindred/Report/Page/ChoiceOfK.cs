namespace Kindred.Report.Page;

/// <summary>Why this number of segments: three measures over all numbers tried, with the chosen one marked.</summary>
static class ChoiceOfK
{
    const string SilhouetteReading =
        "Higher is better: how much nearer customers are to their own segment than to the next one. 1 is perfect, 0 is no separation.";

    const string InertiaReading = "Always falls with more segments; a bend marks where more of them stop paying.";

    const string StabilityReading =
        "Higher is better: mean Jaccard similarity with the segments found in bootstrap resamples. Below 0.6 segments come and go.";

    public static Html Of(ModelResult model)
    {
        if (model.Trials.Count < 2)
        {
            return Html.Empty;
        }

        return Html.Of($"""
            <div class="block">
            <h3>How sure is this?</h3>
            <p class="sub">{Tried(model)}</p>
            <div class="trio">
            {Panel(model, "Silhouette", SilhouetteReading, trial => trial.Silhouette, value => Figures.Decimal(value, 3))}
            {Panel(model, "Inertia (elbow)", InertiaReading + Summed(model), trial => trial.Inertia, value => Figures.ShortMoney(value, null))}
            {Panel(model, "Stability", StabilityReading, trial => trial.Stability, value => Figures.Decimal(value))}
            </div>
            {Plot.Data("All numbers of segments in figures", Trials(model))}
            </div>

            """);
    }

    static string Tried(ModelResult model)
    {
        var best = model.Trials.MaxBy(trial => double.IsNaN(trial.Silhouette) ? double.NegativeInfinity : trial.Silhouette)!.K == model.ChosenK;
        var chosen = best ? $"{model.ChosenK} has the best silhouette" : $"{model.ChosenK} was chosen";
        var end = model.StructureFound ? "." : ", which is not enough: see the verdict above.";
        var drawn = model.JudgedOn is { } rows ? $" Each was fitted and judged on {Figures.Count(rows)} customers drawn at random, the chosen one then fitted to all." : "";
        return $"{model.Trials[0].K} to {model.Trials[^1].K} segments were tried; {chosen}{end}{drawn}";
    }

    static string Summed(ModelResult model) => model.JudgedOn is { } rows ? $" Summed over the {Figures.Count(rows)} customers drawn." : "";

    static Html Panel(ModelResult model, string name, string reading, Func<KTrial, double?> measure, Func<double, string> write)
    {
        var points = model.Trials.Select(trial => (trial.K, Value: measure(trial) ?? double.NaN)).Where(point => double.IsFinite(point.Value)).ToList();
        if (points.Count < 2)
        {
            return points.Count == 0 ? Html.Empty : Alone(name, reading, points[0].K, points[0].Value);
        }

        var across = new Axis(model.Trials[0].K - 0.5, model.Trials[^1].K + 0.5, []);
        var up = Axis.Around(points.Min(point => point.Value), points.Max(point => point.Value), 4);
        var best = points.Where(point => point.K == model.ChosenK).ToList();
        var marks = up.Marks.Select(mark => Figures.Mark(mark, up)).ToList();
        var words = marks.Zip(up.Marks, (text, mark) => Plot.LabelY(up.At(mark), text))
            .Concat(Numbers(model, across))
            .Concat(points.Select(point => Plot.Spot(across.At(point.K), up.At(point.Value), $"{point.K} segments: {write(point.Value)}")));
        return Html.Of($"""
            <figure><figcaption><b>{name}</b> {best.Select(point => Html.Of($"<span>{write(point.Value)} at {point.K}</span>"))}</figcaption>
            {Plot.Frame("line", $"{name} for {model.Trials[0].K} to {model.Trials[^1].K} segments", Line(points, best, across, up), words, marks.Max(text => text.Length))}
            <p class="note">{reading}</p></figure>

            """);
    }

    /// <summary>A share that was measured for one number of segments only.</summary>
    static Html Alone(string name, string reading, int k, double share) => Html.Of($"""
        <figure><figcaption><b>{name}</b> <span>measured at {k} only</span></figcaption>
        <p class="lone">{Figures.Decimal(share)}</p>
        <span class="fill" aria-hidden="true"><i style="width:{Math.Clamp(share, 0, 1) * 100}%"></i></span>
        <p class="note">{reading}</p></figure>

        """);

    /// <summary>About a dozen numbers of segments below the axis, the chosen one always among them.</summary>
    static IEnumerable<Html> Numbers(ModelResult model, Axis across)
    {
        var step = (model.Trials.Count + 11) / 12;
        return model.Trials
            .Where((trial, i) => i % step == 0 || trial.K == model.ChosenK)
            .Select(trial => Plot.LabelX(across.At(trial.K), Html.Of($"{trial.K}"), trial.K == model.ChosenK ? "chosen" : ""));
    }

    static Html Line(List<(int K, double Value)> points, List<(int K, double Value)> best, Axis across, Axis up)
    {
        Html At((int K, double Value) point) => Html.Of($"{across.At(point.K)} {100 - up.At(point.Value)}");
        Html Dots(IEnumerable<(int K, double Value)> some) => Html.Of($"{some.Select(point => Html.Of($"M{At(point)}h0"))}");
        return Html.Of($"""
            {Plot.GridY(up)}
            <path class="mark" d="{best.Select(point => Html.Of($"M{across.At(point.K)} 0V100"))}"/>
            <path class="curve" d="M{At(points[0])}{points.Skip(1).Select(point => Html.Of($"L{At(point)}"))}"/>
            <path class="dot" d="{Dots(points)}"/>
            <path class="dot best" d="{Dots(best)}"/>
            """);
    }

    static Html Trials(ModelResult model) => Table.Of(
        "Measures by number of segments",
        ["Segments", "#Silhouette", "#Inertia", "#Stability"],
        model.Trials.Select(trial => Table.Row(
            trial.K == model.ChosenK ? $"{trial.K} (chosen)" : $"{trial.K}",
            Table.Number(Figures.Decimal(trial.Silhouette, 4)),
            Table.Number(Figures.Decimal(trial.Inertia, 1)),
            Table.Number(trial.Stability is { } stability ? Figures.Decimal(stability, 3) : "not measured"))));
}
