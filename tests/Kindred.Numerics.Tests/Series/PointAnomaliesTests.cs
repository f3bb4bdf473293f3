using Kindred.Numerics.Series;
using Kindred.Numerics.Tests.Statistics;

namespace Kindred.Numerics.Tests.Series;

public sealed class PointAnomaliesTests
{
    [Fact]
    public void One_high_value_among_few_is_found()
    {
        var report = PointAnomalies.Find([2, 3, 2, 3, 2, 30, 3, 2, 3, 2], new() { MaxShare = 0.1 });

        var anomaly = Assert.Single(report.Anomalies);
        Assert.Equal((5, 30.0), (anomaly.Index, anomaly.Value));
        Assert.True(anomaly.Score > 10);
        Assert.InRange(anomaly.Expected, 2, 3);
    }

    [Fact]
    public void Critical_values_are_those_of_Rosners_table()
    {
        // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.17.3: n = 54, 5 %
        Assert.Equal(3.159, PointAnomalies.Critical(54, 0.05), 0.0015);
        Assert.Equal(3.144, PointAnomalies.Critical(52, 0.05), 0.0015);
        Assert.Equal(3.085, PointAnomalies.Critical(45, 0.05), 0.0015);
    }

    [Fact]
    public void A_low_Sunday_is_no_anomaly_but_a_low_Monday_is()
    {
        var rng = new Rng(6);
        var series = Enumerable.Range(0, 140).Select(i => 100 + (0.2 * i) - (i % 7 == 6 ? 60 : 0) + rng.NextNormal()).ToArray();
        series[70] -= 60;
        series[101] = double.NaN;

        var report = PointAnomalies.Find(series, new() { Period = 7 });

        Assert.Equal([70], report.Anomalies.Select(x => x.Index));
        Assert.True(report.Anomalies[0].Score < -20);
        Assert.Equal(114, report.Expected[70], 2.5);
        Assert.Equal(0, report.Scores[101]);
    }

    [Fact]
    public void R_finds_the_same_anomalies_by_its_own_decomposition()
    {
        var golden = SeriesData.Golden("anomalies.csv");

        var report = PointAnomalies.Find(golden["value"], new() { Period = 7, MaxShare = 0.05 });

        SeriesData.Agree(golden["expected"], report.Expected, 1e-9);
        SeriesData.Agree(golden["score"], report.Scores, 1e-9);
        Assert.Equal(golden["anomaly"].Index().Where(x => x.Item == 1).Select(x => x.Index), report.Anomalies.Select(anomaly => anomaly.Index));
    }

    [Fact]
    public void Several_anomalies_do_not_hide_each_other()
    {
        var rng = new Rng(3);
        var series = Enumerable.Range(0, 400).Select(_ => rng.NextNormal()).ToArray();
        int[] places = [50, 51, 120, 200, 201, 202, 330];
        foreach (var place in places)
        {
            series[place] += 12;
        }

        Assert.Equal(places, PointAnomalies.Find(series, new() { TrendWindow = 51 }).Anomalies.Select(x => x.Index));
    }

    [Fact]
    public void Noise_raises_few_alarms()
    {
        var rng = new Rng(2);
        var alarms = Enumerable.Range(0, 200).Count(_ =>
            PointAnomalies.Find(Enumerable.Range(0, 200).Select(_ => rng.NextNormal()).ToArray()).Anomalies.Count > 0);

        Assert.InRange(alarms, 2, 40); // 5 % asked for; the median distance varies more than a deviation would
    }

    [Fact]
    public void Where_nothing_varies_nothing_stands_out()
    {
        var flat = PointAnomalies.Find(Enumerable.Repeat(5.0, 40).ToArray(), new() { Period = 4 });

        Assert.Empty(flat.Anomalies);
        Assert.Equal(0, PointAnomalies.Find(Enumerable.Repeat(5.0, 40).ToArray()).Scale);
    }

    [Fact]
    public void A_series_upside_down_has_the_same_anomalies() => Sampled.ForAll((first, second) =>
    {
        double[] series = [.. first, .. second, 1, 2, 3];

        var (report, turned) = (PointAnomalies.Find(series), PointAnomalies.Find([.. series.Select(x => -x)]));

        Assert.Equal(report.Scale, turned.Scale, 1e-9 * (1 + report.Scale));
        Assert.Equal(report.Anomalies.Select(x => x.Index), turned.Anomalies.Select(x => x.Index));
        Assert.All(report.Scores.Zip(turned.Scores), pair => Assert.Equal(0, pair.First + pair.Second, 1e-6));
    });

    [Fact]
    public void What_cannot_be_judged_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PointAnomalies.Find([]));
        Assert.Throws<ArgumentException>(() => PointAnomalies.Find([1, 2, 3, 4]));
        Assert.Throws<ArgumentException>(() => PointAnomalies.Find([1, 2, 3, 4, double.NaN]));
        Assert.Throws<ArgumentException>(() => PointAnomalies.Find([1, 2, 3, 4, double.PositiveInfinity]));
        Assert.Throws<ArgumentException>(() => PointAnomalies.Find(new double[9], new() { Period = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PointAnomalies.Find(new double[9], new() { Level = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PointAnomalies.Find(new double[9], new() { MaxShare = 0.5 }));
        Assert.Throws<ArgumentException>(() => PointAnomalies.Find(new double[9], new() { TrendWindow = 4 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PointAnomalies.Find(new double[9], new() { Period = 0 }));
        Assert.Throws<OperationCanceledException>(() => PointAnomalies.Find([1, 2, 3, 4, 5, 9], null, new(true)));
    }
}
