using Kindred.Report.Page;

namespace Kindred.Tests.Report;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0, 1_157_000, 5, new[] { 0, 250_000, 500_000, 750_000, 1_000_000, 1_250_000.0 })]
    [InlineData(0.311, 0.412, 4, new[] { 0.3, 0.35, 0.4, 0.45 })]
    [InlineData(-30, 90, 4, new[] { -50.0, 0, 50, 100 })]
    [InlineData(5, 5, 2, new[] { 4.0, 5, 6 })]
    public void Marks_are_round_and_hold_all_values(double smallest, double largest, int steps, double[] marks)
    {
        var axis = Axis.Around(smallest, largest, steps);

        Assert.Equal(marks, axis.Marks, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.InRange(axis.At(smallest), 0, 100);
        Assert.InRange(axis.At(largest), 0, 100);
    }

    [Fact]
    public void Marks_are_written_with_the_decimals_that_tell_them_apart()
    {
        var fine = Axis.Around(0.311, 0.412, 4);
        var finer = Axis.Around(0.2, 0.295, 4);
        var coarse = Axis.Around(0, 1_157_000, 5);

        Assert.Equal(["0.30", "0.35", "0.40", "0.45"], fine.Marks.Select(mark => Figures.Mark(mark, fine)));
        Assert.Equal(["0.200", "0.225", "0.250", "0.275", "0.300"], finer.Marks.Select(mark => Figures.Mark(mark, finer)));
        Assert.Equal(["£0", "£0.25\u00A0M", "£0.5\u00A0M", "£0.75\u00A0M", "£1\u00A0M", "£1.25\u00A0M"], coarse.Marks.Select(mark => Figures.Mark(mark, coarse, "GBP")));
    }
}
