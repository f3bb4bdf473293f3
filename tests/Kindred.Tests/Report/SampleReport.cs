using Kindred.Features;
using Kindred.History;
using Kindred.Numerics;
using Kindred.Report;
using Kindred.Validation;

namespace Kindred.Tests.Report;

/// <summary>A report as a wholesaler of gifts would get it: made-up segments in the proportions of a real year of orders.</summary>
static class SampleReport
{
    static readonly string[] Labels =
    [
        "Days since last order", "Orders", "Revenue", "Average order value", "Days between orders", "Distinct products", "Share of orders returned", "Tenure",
    ];

    static readonly FeatureUnit[] Units =
    [
        FeatureUnit.Days, FeatureUnit.Count, FeatureUnit.Money, FeatureUnit.Money, FeatureUnit.Days, FeatureUnit.Count, FeatureUnit.Share, FeatureUnit.Days,
    ];

    static readonly double[] Overall = [50, 2, 674.49, 293.9, 61.2, 35, 0, 298];

    static readonly (string Name, string Sentence, long Customers, double Revenue, double[] Z, double[] Medians, double X, double Y)[] Kinds =
    [
        ("Frequent big spenders", "Order often, spend much and ordered lately; half of them within the last 15 days.", 711, 5_832_120.44,
            [-0.91, 1.86, 1.72, 0.55, -0.62, 1.58, 0.71, 0.83], [15, 9, 3_406.9, 388.2, 32.4, 121, 0.067, 361], 3.1, -0.4),
        ("Steady regulars", "Come back every two months or so with middling orders.", 1_098, 1_874_502.31,
            [-0.38, 0.52, 0.44, 0.08, 0.31, 0.49, 0.12, 0.66], [31, 4, 1_196.05, 288.4, 64.8, 61, 0, 334], 0.9, -0.9),
        ("Rare bulk buyers", "Order once or twice, but large orders of few products.", 402, 618_903.77,
            [0.41, -0.71, 0.36, 1.94, 0.08, -0.52, -0.18, -0.11], [84, 1, 1_012.5, 871.1, 71, 18, 0, 262], 0.2, 2.3),
        ("Recent newcomers", "First ordered within the last four months and have not had time to do more.", 866, 302_118.9,
            [-0.72, -0.63, -0.58, -0.31, -0.72, -0.41, -0.25, -1.71], [28, 1, 302.1, 238.7, double.NaN, 22, 0, 58], -1.1, -1.8),
        ("Lapsed one-timers", "Ordered once, little, and more than half a year ago.", 1_261, 283_762.48,
            [1.28, -0.79, -0.86, -0.49, 0.12, -0.72, -0.32, 0.21], [243, 1, 207.5, 189.3, double.NaN, 13, 0, 291], -1.9, 0.7),
    ];

    public static ReportContent Content { get; } = new()
    {
        Project = "Online Retail",
        AsOf = Time(2011, 12, 10),
        MadeAt = Time(2026, 3, 2, 9, 41),
        Currency = "GBP",
        Figures = new()
        {
            Events = 397_884 + 8_905,
            Customers = 4_338,
            Sessions = 19_213,
            Orders = 18_532,
            Revenue = 8_911_407.90,
            Refunded = 611_342.09,
            From = Time(2010, 12, 1, 8, 26),
            Last = Time(2011, 12, 9, 12, 50),
        },
        Sources = [Source],
        Excluded =
        [
            new("Customers without an order", "Only cancelled something; there is nothing to measure them by.", 34, 61),
            new("Bots", "More than 60 events within a minute, or a robot’s user agent.", 0, 0),
            new("Test accounts", "Declared in the project: ids that begin with “test-”.", 2, 19),
            new("Revenue above the cap", "The declared cap of 50,000 per line holds back nothing but counts what it would.", null, 2),
        ],
        Models = [Model],
        Changes = Changes("Steady regulars", "Rare bulk buyers"),
        Overlap = new(
            [new("behaviour", "behaviour_1", "Frequent big spenders"), new("behaviour", "behaviour_2", "Steady regulars"), new("at_risk", "at_risk", "At risk")],
            [[711, 0, 31], [0, 1_098, 402], [31, 402, 640]]),
        Rfm = Rfm(),
        Features = Features(),
        Method = new()
        {
            Seed = 20_111_209,
            Versions = [("Kindred", "0.1.0"), ("ClickHouse", "26.5.3")],
            Rules =
            [
                ("Time zone", "Europe/London"),
                ("Identity", "customer_id as given"),
                ("Session", "ends after 30 minutes without an event"),
                ("Outliers", "quantity capped at 5,000 a line"),
            ],
            Caveats = ["The source has no page views: whatever needs them (conversion, cart abandonment) is absent, not zero."],
        },
    };

    /// <summary>What a customer might be called who wants to do harm.</summary>
    public const string HostileText = "</title></style></script><img src=x onerror=alert(1)>\"'`&<!--";

    /// <summary>The same with a hostile text wherever people write texts.</summary>
    public static ReportContent Hostile => Content with
    {
        Project = HostileText,
        Currency = HostileText,
        Sources = [Source with
        {
            Name = HostileText,
            Location = HostileText,
            Rejected = [new(HostileText, 129_895)],
            Fields = [new(HostileText, HostileText, 1, 1, HostileText, HostileText, HostileText)],
            Notes = [HostileText],
        }],
        Excluded = [new(HostileText, HostileText, 1, 1)],
        Models = [Model with
        {
            Name = HostileText,
            Description = HostileText,
            Reasons = [HostileText],
            Segments = [.. Model.Segments.Select(segment => segment with
            {
                Id = HostileText,
                Name = HostileText,
                Sentence = HostileText,
                Distinctions = [new(HostileText, 1, 1, 1, FeatureUnit.Money)],
            })],
            Heat = [.. Model.Heat.Select(row => row with { Label = HostileText })],
            Evidence = Evidence(HostileText),
            Map = Map() with { Across = new(0.5, [(HostileText, 0.9)]), Up = new(0.3, [(HostileText, -0.9)]) },
        }],
        Changes = Changes(HostileText, HostileText),
        Overlap = new([new("a", HostileText, HostileText), new("b", HostileText, HostileText)], [[5, 2], [2, 3]]),
        Rfm = new([new(5, 5, 10, 10, HostileText)]),
        Features = [new(HostileText, HostileText, HostileText, FeatureUnit.Money, [HostileText], 1), new(HostileText, HostileText, HostileText, FeatureUnit.Money, [], 1)],
        Method = Content.Method with { Versions = [(HostileText, HostileText)], Rules = [(HostileText, HostileText)], Caveats = [HostileText] },
    };

    /// <summary>The same with more of everything: two models of twelve segments, long names without spaces, three years, large amounts.</summary>
    public static ReportContent Crowded
    {
        get
        {
            var map = Map();
            var model = Model with
            {
                Segments = [.. Enumerable.Range(0, 12).Select(i => Model.Segments[i % 5] with { Slot = i, Name = i % 3 == 0 ? "Verylongnamewithoutanyspacesinit" + i : "Kind " + i, Customers = 361, Revenue = 98_765_432_109.87 })],
                Evidence = Repeated(Model.Evidence!, 12),
                Heat = [.. Enumerable.Range(0, 24).Select(i => new HeatRow($"A feature with quite a long label {i}", FeatureUnit.Money, [.. Enumerable.Range(0, 12).Select(k => (k - 5.5) / 2)], [.. Enumerable.Repeat(98_765.43, 12)]))],
                Map = map with { Points = [.. Enumerable.Range(0, 4_000).Select(i => map.Points[i % map.Points.Count] with { Segment = i % 12 })] },
                Revenue = new([.. Enumerable.Range(0, 36).Select(month => new DateOnly(2009, 1, 1).AddMonths(month))], [.. Enumerable.Range(0, 12).Select(k => (IReadOnlyList<double>)[.. Enumerable.Range(0, 36).Select(month => (k == 3 ? -1e8 : 1e9) * (month + 1))])]),
            };
            return Content with { Project = "Onlineretailandwholesaleofgiftsandhomewares", Currency = "CHF", Figures = Content.Figures with { From = Time(2009, 1, 1) }, Models = [model, model with { Name = "another model with a rather long name" }] };
        }
    }

    /// <summary>Support tickets, say: nothing was bought.</summary>
    public static ReportContent WithoutMoney => Content with
    {
        Currency = null,
        Figures = Content.Figures with { Orders = 0, Revenue = null, Refunded = null },
        Excluded = [],
        Models = [Model with
        {
            Segments = [.. Model.Segments.Select(segment => segment with { Revenue = null, Distinctions = [.. segment.Distinctions.Where(distinction => distinction.Label != "Revenue")] })],
            Heat = [.. Model.Heat.Where(row => row.Label != "Revenue")],
            Map = null,
            Revenue = null,
        }],
        Rfm = null,
        Features = [],
    };

    static SourceReading Source => new()
    {
        Name = "orders",
        Location = "online_retail.csv.gz",
        Read = 541_909,
        Kept = 406_789,
        Duplicate = 5_225,
        Rejected = [new("No customer", 129_353), new("Price is zero or less", 539), new("Quantity is not a number", 3)],
        Fields =
        [
            new("time", "InvoiceDate", 406_789, 0, "1 Dec 2010 08:26", "9 Dec 2011 12:50"),
            new("customer", "CustomerID", 406_789, 0, null, null),
            new("order", "InvoiceNo", 406_789, 0, null, null),
            new("product", "StockCode", 406_789, 0, null, null),
            new("product name", "Description", 405_335, 1_454, null, null, "kept as missing"),
            new("quantity", "Quantity", 406_789, 0, "−80,995", "80,995", "below 0: Order Refunded"),
            new("price", "UnitPrice", 406_789, 0, "0.001", "38,970", null),
            new("country", "Country", 361_200, 45_589, null, null, "kept as missing"),
        ],
        Gaps = Gaps(),
        Skew = new(406_789, 12, TimeSpan.FromSeconds(1.4), TimeSpan.FromMinutes(41)),
        Notes = ["8,905 rows with a quantity below zero were read as Order Refunded."],
    };

    static ModelResult Model => new()
    {
        Name = "behaviour",
        Description = "k-means on 8 features, each Yeo–Johnson transformed and scaled to mean 0 and standard deviation 1; 10 starts.",
        Customers = 4_338,
        StructureFound = true,
        Reasons =
        [
            "Of 2 to 10 segments, 5 separate best (silhouette 0.412), and 5 is not at the edge of the range.",
            "The segments come back when customers are resampled (mean Jaccard 0.87 over 50 bootstrap samples).",
            "The largest segment holds 29.1% of customers; none holds more than 90%.",
        ],
        ChosenK = 5,
        Trials =
        [
            new(2, 0.371, 24_980.4, 0.96), new(3, 0.338, 20_610.9, 0.81), new(4, 0.387, 16_904.2, 0.84), new(5, 0.412, 13_711.6, 0.87), new(6, 0.366, 12_480.8, 0.69),
            new(7, 0.341, 11_502.3, 0.61), new(8, 0.329, 10_733.0, 0.55), new(9, 0.318, 10_120.7, 0.57), new(10, 0.311, 9_611.5, null),
        ],
        Segments = [.. Kinds.Select((kind, i) => new SegmentProfile
        {
            Id = $"behaviour/{i + 1}",
            Slot = i,
            Name = kind.Name,
            Sentence = kind.Sentence,
            Customers = kind.Customers,
            Revenue = kind.Revenue,
            Stability = 0.93 - (0.03 * i),
            Distinctions = [.. Labels.Select((label, f) => new Distinction(label, kind.Z[f] * 1.12, kind.Medians[f], Overall[f], Units[f]))
                .OrderByDescending(distinction => Math.Abs(distinction.Effect)).Take(4)],
        })],
        Heat = [.. Labels.Select((label, f) => new HeatRow(label, Units[f], [.. Kinds.Select(kind => kind.Z[f])], [.. Kinds.Select(kind => kind.Medians[f])]))],
        Evidence = Evidence("Support contacts"),
        Map = Map(),
        Revenue = Revenue(),
    };

    static ModelEvidence Evidence(string label)
    {
        var found = new Feature("support_contacts", label, "", FeatureUnit.Count);
        return new(
            new(0.91, 2_169, [.. Kinds.Select((_, i) => new SegmentRule(
                $"behaviour/{i + 1}",
                i == 3 ? [] : [[new("orders", label, FeatureUnit.Count, 3 + i, null, false), new("recency_days", "Days since last order", FeatureUnit.Days, null, 61.5, i == 1)]],
                0.93 - (0.02 * i),
                0.9 - (0.03 * i)))]),
            [.. Kinds.Select((_, i) => (IReadOnlyList<Indication>)
            [
                new(KeyIndicator.Conversion, 0.31 - (0.05 * i), new(0.29 - (0.05 * i), 0.33 - (0.05 * i)), 700),
                new(KeyIndicator.OrderValue, 390 - (40 * i), new(360 - (40 * i), 431 - (40 * i)), 640),
                i == 4 ? new(KeyIndicator.Retention, double.NaN, new(double.NaN, double.NaN), 0) : new(KeyIndicator.Retention, 0.8 - (0.1 * i), new(0.76 - (0.1 * i), 0.84 - (0.1 * i)), 520),
                new(KeyIndicator.Churn, 0.04 + (0.15 * i), new(0.03 + (0.15 * i), 0.06 + (0.15 * i)), 610),
            ])],
            [.. Kinds.Select((_, i) => (IReadOnlyList<FeatureDifference>)[new(found, 3 - (i * 0.5), 1, 0.52 - (0.2 * i), i == 2 ? 0.2 : 0.0004), new(found, 1, 2, -0.21, 0.012)])],
            [KeyIndicator.OrderValue]);
    }

    static ModelEvidence Repeated(ModelEvidence evidence, int segments) => evidence with
    {
        Surrogate = evidence.Surrogate! with { Rules = [.. Enumerable.Range(0, segments).Select(i => evidence.Surrogate.Rules[i % Kinds.Length])] },
        Indicators = [.. Enumerable.Range(0, segments).Select(i => evidence.Indicators[i % Kinds.Length])],
        Differences = [.. Enumerable.Range(0, segments).Select(i => evidence.Differences[i % Kinds.Length])],
    };

    static RunChanges Changes(string a, string b) => new(
        7,
        Time(2011, 12, 10),
        6,
        Time(2011, 11, 10),
        false,
        [new(a, 2, [new(' ', "model: kmeans"), new('-', "clusters: 2..10"), new('+', "clusters: 2..8 # " + b)]), new(b, 1, [new('+', "id: new")])],
        [new("behaviour",
        [
            new(TurnKind.Continued, new("behaviour_1", a), [new(new("behaviour_1", a), 600)]),
            new(TurnKind.Split, new("behaviour_2", a), [new(new("behaviour_2", a), 700), new(new("behaviour_6", b), 380)]),
            new(TurnKind.Born, new("behaviour_6", b), [new(new("behaviour_2", a), 380)]),
        ])],
        [
            new("behaviour", "behaviour_2", a, new Dictionary<ChangeReason, long> { [ChangeReason.Data] = 61, [ChangeReason.Clock] = 12 }, new Dictionary<ChangeReason, long> { [ChangeReason.Others] = 402 }),
            new("behaviour", "behaviour_6", b, new Dictionary<ChangeReason, long> { [ChangeReason.Definition] = 402 }, new Dictionary<ChangeReason, long>()),
        ]);

    static CustomerMap Map()
    {
        var rng = new Rng(7);
        double[] across = [-0.31, 0.47, 0.49, 0.22, -0.08, 0.45, 0.24, 0.36];
        double[] up = [0.33, -0.21, 0.14, 0.71, 0.12, -0.17, -0.05, -0.53];
        var points = new List<MapPoint>();
        while (points.Count < 2_000)
        {
            var pick = rng.NextInt32(4_338);
            var segment = 0;
            while (pick >= Kinds[segment].Customers)
            {
                pick -= (int)Kinds[segment++].Customers;
            }

            points.Add(new((float)(Kinds[segment].X + (0.75 * rng.NextNormal())), (float)(Kinds[segment].Y + (0.6 * rng.NextNormal())), segment));
        }

        return new(
            new(0.436, [.. Labels.Select((label, f) => (label, across[f]))]),
            new(0.187, [.. Labels.Select((label, f) => (label, up[f]))]),
            points);
    }

    static MonthlyRevenue Revenue()
    {
        var rng = new Rng(11);
        double[] season = [0.064, 0.063, 0.05, 0.067, 0.053, 0.076, 0.074, 0.067, 0.072, 0.107, 0.116, 0.13, 0.058];
        IReadOnlyList<double> Spread(int i)
        {
            var weights = season.Select((share, month) =>
                share * (0.85 + (0.3 * rng.NextDouble())) * (i == 3 ? Math.Max(0, month - 8) : i == 4 ? Math.Max(0, 8 - month) : 1)).ToList();
            return [.. weights.Select(weight => Math.Round(Kinds[i].Revenue * weight / weights.Sum(), 2))];
        }

        return new(
            [.. Enumerable.Range(0, 13).Select(month => new DateOnly(2010, 12, 1).AddMonths(month))],
            [.. Enumerable.Range(0, Kinds.Length).Select(Spread)]);
    }

    static RfmGrid Rfm()
    {
        string[] names = ["Lost", "At risk", "Needs attention", "Loyal", "Champions"];
        var rng = new Rng(3);
        var cells = new List<RfmCell>();
        for (var r = 1; r <= 5; r++)
        {
            for (var f = 1; f <= 5; f++)
            {
                if ((r, f) is (5, 2))
                {
                    continue;
                }

                var customers = 60 + (long)(320 * Math.Exp(-0.5 * (r - f) * (r - f)) * (0.8 + (0.4 * rng.NextDouble())));
                cells.Add(new(r, f, customers, Math.Round(customers * 90 * Math.Pow(2.3, f - 1) * (1 + (0.2 * r)), 2), names[Math.Clamp(((r + f + 1) / 2) - 1, 0, 4)]));
            }
        }

        return new(cells)
        {
            DaysSinceOrder = [new(1, 180, 374), new(2, 72, 179), new(3, 33, 71), new(4, 14, 32), new(5, 1, 13)],
            Orders = [new(1, 1, 1), new(2, 2, 2), new(3, 3, 3), new(4, 4, 6), new(5, 7, 210)],
        };
    }

    static IReadOnlyList<FeatureNote> Features() =>
    [
        .. Labels.Select((label, f) => new FeatureNote(
            label.ToLowerInvariant().Replace(' ', '_'), label, $"{label}, counted over all events up to the as-of moment; refunds are taken off.", Units[f], ["behaviour"], f == 4 ? 0.655 : 1)),
        .. Enumerable.Range(1, 34).Select(i => new FeatureNote($"extra_{i}", $"Extra measure {i}", $"The measure numbered {i} that describes customers but is not clustered.", FeatureUnit.Number, [], 0.9)),
    ];

    static IReadOnlyList<DayGap> Gaps()
    {
        var saturdays = Enumerable.Range(0, 52).Select(week => new DateOnly(2010, 12, 4).AddDays(week * 7)).Where(day => day.Month != 1 || day.Day > 3);
        return [.. saturdays.Select(day => new DayGap(day, day.AddDays(1))), new(new(2010, 12, 24), new(2011, 1, 4)), new(new(2011, 4, 22), new(2011, 4, 26))];
    }

    static DateTimeOffset Time(int year, int month, int day, int hour = 0, int minute = 0) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);
}
