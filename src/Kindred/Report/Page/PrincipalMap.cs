namespace Kindred.Report.Page;

/// <summary>A sample of customers on their two principal components, with the axes put in words.</summary>
static class PrincipalMap
{
    /// <summary>Dots are drawn in this many rounds over all segments, so that none lies wholly on top.</summary>
    const int Rounds = 6;

    /// <summary>How much longer the scales are than the range that they are made for.</summary>
    const double Room = 1.16;

    /// <summary>Loadings from this share of the largest on are worth a word.</summary>
    const double WorthSaying = 0.4;

    public static Html Of(ModelResult model)
    {
        if (model.Map is not { Points.Count: > 1 } map || model.Segments.Count == 0)
        {
            return Html.Empty;
        }

        var (x, y, ratio) = Ranges(map.Points);
        var beyond = map.Points.Count(point => x.At(point.X) is < 0 or > 100 || y.At(point.Y) is < 0 or > 100);
        var says = $"Scatter plot of {map.Points.Count} customers coloured by segment";
        return Html.Of($"""
            <div class="block">
            <h3>The map of customers</h3>
            <p class="sub">{Figures.Count(map.Points.Count)} of {Figures.Count(model.Customers)} customers, placed by the two directions in which they differ most.
            Near means alike; together the two directions hold {Figures.Share(map.Across.ExplainedShare + map.Up.ExplainedShare)}
            of the differences between customers, the rest is not to be seen here.{(beyond == 0 ? "" : $" Far-off customers ({Figures.Count(beyond)}) are drawn at the edge.")}</p>
            <div class="map">
            <div class="plane" style="--ratio:{ratio}">
            {Plot.Frame("dots", says, Dots(map.Points, model.Segments, x, y), Badges(map.Points, model.Segments, x, y))}
            </div>
            <div class="reading">{Segment.Legend(model.Segments)}
            <dl class="axes">{Words("Across", "to the right", "to the left", map.Across)}{Words("Up", "towards the top", "towards the bottom", map.Up)}</dl></div>
            </div>
            {Plot.Data("Loadings of every feature", Loadings(map))}
            </div>

            """);
    }

    /// <summary>Both scales with the same unit, so that distances read true, in a shape between a square and a screen.</summary>
    /// <remarks>A few far-off customers would press all others together, so the scales hold the middle 99 % on each side and some room.</remarks>
    static (Axis X, Axis Y, double Ratio) Ranges(IReadOnlyList<MapPoint> points)
    {
        var (left, right) = Middle(points.Select(point => point.X));
        var (low, high) = Middle(points.Select(point => point.Y));
        var width = Math.Max(1e-6, right - left) * Room;
        var height = Math.Max(1e-6, high - low) * Room;
        var ratio = Math.Clamp(width / height, 1, 1.6);
        (width, height) = (Math.Max(width, height * ratio), Math.Max(height, width / ratio));
        return (Centred((left + right) / 2.0, width), Centred((low + high) / 2.0, height), ratio);
    }

    static (double Low, double High) Middle(IEnumerable<float> coordinates)
    {
        var sorted = coordinates.Order().ToArray();
        var cut = sorted.Length / 200;
        return (sorted[cut], sorted[^(cut + 1)]);
    }

    static Axis Centred(double middle, double length) => new(middle - (length / 2), middle + (length / 2), []);

    static Html Dots(IReadOnlyList<MapPoint> points, IReadOnlyList<SegmentProfile> segments, Axis x, Axis y) =>
        Html.Of($"{points.Chunk((points.Count / Rounds) + 1).SelectMany(round => round.GroupBy(point => point.Segment)).Select(group => Html.Of($"""
            <path class="{Segment.Colour(segments[group.Key])}" d="{group.Select(point => Dot(point, x, y))}"/>
            """))}");

    static Html Dot(MapPoint point, Axis x, Axis y) =>
        Html.Of($"M{Math.Round(Math.Clamp(x.At(point.X), 0, 100), 1)} {Math.Round(100 - Math.Clamp(y.At(point.Y), 0, 100), 1)}h0");

    static IEnumerable<Html> Badges(IReadOnlyList<MapPoint> points, IReadOnlyList<SegmentProfile> segments, Axis x, Axis y) =>
        points.GroupBy(point => point.Segment).OrderBy(group => group.Key).Select(group => Plot.Spot(
            x.At(group.Average(point => point.X)), y.At(group.Average(point => point.Y)), segments[group.Key].Name, Segment.Badge(segments[group.Key])));

    static Html Words(string name, string more, string less, PrincipalAxis axis)
    {
        var least = axis.Loadings.Select(loading => Math.Abs(loading.Loading)).DefaultIfEmpty().Max() * WorthSaying;
        string List(int sign) => string.Join(", ", axis.Loadings
            .Where(loading => loading.Loading * sign >= least && loading.Loading != 0)
            .OrderByDescending(loading => Math.Abs(loading.Loading))
            .Take(4)
            .Select(loading => $"{loading.Label} ({Figures.Difference(loading.Loading)})"));
        var (up, down) = (List(1), List(-1));
        return Html.Of($"""
            <div><dt>{name}: {Figures.Share(axis.ExplainedShare)} of the variance</dt>
            <dd>{(up.Length > 0 ? $"Higher {more}: {up}. " : "")}{(down.Length > 0 ? $"Higher {less}: {down}." : "")}</dd></div>

            """);
    }

    static Html Loadings(CustomerMap map)
    {
        var up = map.Up.Loadings.ToLookup(loading => loading.Label, loading => loading.Loading);
        return Table.Of("Loadings", ["Feature", "#Across", "#Up"], map.Across.Loadings.Select(across => Table.Row(
            across.Label, Table.Number(Figures.Difference(across.Loading)), Table.Number(Figures.Difference(up[across.Label].FirstOrDefault())))));
    }
}
