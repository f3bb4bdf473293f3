using Kindred.Features;
using Kindred.Numerics;
using Kindred.Numerics.Scaling;
using Kindred.Project;

namespace Kindred.Segments;

/// <summary>The table that a model clusters: chosen features of chosen customers, without gaps, bent and scaled.</summary>
/// <param name="Rows">The place of each row in the snapshot.</param>
/// <param name="Features">What each column holds.</param>
/// <param name="Raw">Rows × features in their own units; NaN where missing.</param>
/// <param name="Scaled">The same filled, transformed and scaled.</param>
sealed record ModelInput(int[] Rows, IReadOnlyList<Feature> Features, Matrix Raw, Matrix Scaled)
{
    /// <summary>Features that say much about most shops, tried where a model names none.</summary>
    static readonly string[] Usual =
    [
        "inactive_days", "tenure_days", "sessions", "session_events", "session_minutes", "orders", "revenue", "average_order_value",
        "cart_adds", "product_views", "categories", "feature_breadth", "support_contacts",
    ];

    /// <exception cref="DefinitionException">A feature is unknown, or restates the declared outcome.</exception>
    public static ModelInput Of(Snapshot snapshot, SegmentDefinition model, int[] rows)
    {
        var features = model.Features.Count > 0 ? Named(snapshot, model) : Sensible(snapshot, model, rows);
        var raw = new Matrix(rows.Length, Math.Max(1, features.Count));
        Parallel.For(0, features.Count, f =>
        {
            var values = raw.Values;
            var column = snapshot[features[f].Name];
            for (var i = 0; i < rows.Length; i++)
            {
                values[(i * features.Count) + f] = column[rows[i]];
            }
        });

        return new(rows, features, raw, Scale(Bend(Filled(raw, features), model.Transform), model.Scale));
    }

    static List<Feature> Named(Snapshot snapshot, SegmentDefinition model)
    {
        var names = snapshot.Features.Select(feature => feature.Name).ToList();
        foreach (var name in model.Features.Where(name => !names.Contains(name)))
        {
            var near = Spelling.Nearest(name, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";
            throw new DefinitionException("features", $"The model {model.Id} names the feature '{name}', which does not exist.{near}");
        }

        var chosen = model.Features.Select(name => snapshot.Features[names.IndexOf(name)]).ToList();
        var restating = chosen.Where(feature => model.Outcome is { } outcome && feature.Outcomes.Contains(outcome)).Select(feature => feature.Name).ToList();
        return restating.Count == 0 ? chosen : throw new DefinitionException(
            "features",
            $"The model {model.Id} has the outcome {model.Outcome}, but clusters by {string.Join(", ", restating)}, which rest on that very event: "
            + "the segments would only restate the outcome. Take them out of features, or take out outcome if segments may rest on it.");
    }

    static List<Feature> Sensible(Snapshot snapshot, SegmentDefinition model, int[] rows) =>
    [
        .. Usual.Select(name => snapshot.Features.First(feature => feature.Name == name))
            .Where(feature => model.Outcome is null || !feature.Outcomes.Contains(model.Outcome))
            .Where(feature => Varies(snapshot[feature.Name], rows)),
    ];

    static bool Varies(float[] column, int[] rows)
    {
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var row in rows)
        {
            // A comparison with what is missing is false.
            least = column[row] < least ? column[row] : least;
            most = column[row] > most ? column[row] : most;
        }

        return least < most;
    }

    /// <summary>A missing number of days is the longest there is, since it never happened; anything else missing is none.</summary>
    static Matrix Filled(Matrix raw, List<Feature> features)
    {
        var filled = raw.Copy();
        Parallel.For(0, features.Count, f =>
        {
            var values = filled.Values;
            var most = 0f;
            if (features[f].Unit is FeatureUnit.Days)
            {
                for (var i = f; i < values.Length; i += features.Count)
                {
                    most = values[i] > most ? values[i] : most;
                }
            }

            for (var i = f; i < values.Length; i += features.Count)
            {
                values[i] = float.IsNaN(values[i]) ? most : values[i];
            }
        });
        return filled;
    }

    /// <summary>log(1 + x) keeps its shape for negative values (refunds, trends) by symmetry.</summary>
    static Matrix Bend(Matrix filled, FeatureTransform transform)
    {
        switch (transform)
        {
            case FeatureTransform.None:
                return filled;
            case FeatureTransform.YeoJohnson:
                return YeoJohnson.Fit(filled).Apply(filled);
            default:
                var bent = filled.Copy();
                Parallel.For(0, bent.Rows, row =>
                {
                    foreach (ref var value in bent.Row(row))
                    {
                        value = MathF.CopySign((float)Math.Log(1 + Math.Abs((double)value)), value);
                    }
                });
                return bent;
        }
    }

    static Matrix Scale(Matrix bent, FeatureScale scale) => scale switch
    {
        FeatureScale.MinMax => ColumnScale.MinMax(bent).Apply(bent),
        FeatureScale.Robust => ColumnScale.Robust(bent).Apply(bent),
        _ => ColumnScale.ZScore(bent).Apply(bent),
    };
}
