using Kindred.Features;
using Kindred.Segments;

namespace Kindred.Tests.Segments;

public sealed class SegmentNamesTests
{
    [Fact]
    public void The_two_strongest_differences_make_the_name() =>
        Assert.Equal("Frequent, app-first customers", Name(Of("orders", 2.0, 11, 3), Of("app_share", 1.0, 0.9, 0), Of("sessions", 0.5, 30, 15)));

    [Fact]
    public void What_nobody_in_the_segment_has_is_no_name_for_them() =>
        Assert.Equal("Occasional, browsing customers", Name(Of("average_order_value", -4, double.NaN, 50), Of("orders", -2, 0, 3), Of("conversion", -1, 0, 0.2)));

    [Fact]
    public void What_medians_show_goes_before_what_they_do_not() =>
        Assert.Equal("Big-basket, occasional customers", Name(Of("average_order_value", 2, 600, 50), Of("app_share", -1, 0, 0), Of("orders", -0.3, 2, 3)));

    [Fact]
    public void A_segment_without_differences_is_average() =>
        Assert.Equal("Average customers", Name(Of("orders", 0.1, 3, 3)));

    [Fact]
    public void Segments_alike_in_two_words_are_told_apart_by_a_third()
    {
        Contrast[] one = [Of("orders", 2, 11, 3), Of("sessions", 1, 30, 15), Of("app_share", 0.9, 0.9, 0)];
        Contrast[] other = [Of("orders", 2, 11, 3), Of("sessions", 1, 30, 15), Of("discount_share", 0.9, 0.2, 0)];

        Assert.Equal(
            ["Frequent, often-visiting customers", "Frequent, often-visiting, bargain-hunting customers"], SegmentNames.Of([one, other]));
    }

    static string Name(params Contrast[] contrasts) => SegmentNames.Of([contrasts])[0];

    static Contrast Of(string feature, double effect, double median, double overall) =>
        new(FeatureCatalogue.Measured.Single(known => known.Name == feature), effect, effect, median, overall);
}
