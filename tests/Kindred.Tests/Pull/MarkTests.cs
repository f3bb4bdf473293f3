using Kindred.Pull;

namespace Kindred.Tests.Pull;

public sealed class MarkTests
{
    [Theory]
    [InlineData("Moment", "2026-03-01 10:00:00.123456+05:30", "2026-03-01T04:30:00.123456Z")]
    [InlineData("Moment", "2026-03-01 10:00:00+01", "2026-03-01T09:00:00Z")]
    [InlineData("Local", "2026-03-01 10:00:00.5", "2026-03-01 10:00:00.5")]
    [InlineData("Local", "2026-03-01", "2026-03-01 00:00:00")]
    [InlineData("Number", "17.50", "17.50")]
    [InlineData("Number", "9007199254740993", "9007199254740993")]
    [InlineData("Moment", "infinity", null)]
    [InlineData("Local", null, null)]
    public void A_mark_is_written_as_it_is_read_in_one_form(string kind, string? text, string? form)
    {
        var mark = Mark.Parse(Enum.Parse<MarkKind>(kind), text);

        Assert.Equal(form, mark?.ToString());
        Assert.Equal(mark, Mark.Parse(Enum.Parse<MarkKind>(kind), mark?.ToString()));
    }

    [Theory]
    [InlineData("Moment", "2026-03-01T00:05:00Z", null, "2026-02-28T23:55:00Z")]
    [InlineData("Local", "2026-03-01 12:00:00", "1h30m", "2026-03-01 10:30:00")]
    [InlineData("Number", "5000", null, "4000")]
    [InlineData("Number", "5000", "7", "4993")]
    public void An_overlap_reads_back_from_the_mark(string kind, string mark, string? overlap, string from) =>
        Assert.Equal(from, Mark.Parse(Enum.Parse<MarkKind>(kind), mark)!.Value.Before(overlap, "overlap").ToString());

    [Theory]
    [InlineData("Number", "5", "1h", "overlap is the time 1h, but the mark is a number: write how many numbers to read again, such as 1000.")]
    [InlineData("Local", "2026-03-01", "60", "overlap is the number 60, but the mark is a time: write how far to read back, such as 1h.")]
    public void An_overlap_of_the_wrong_kind_is_refused(string kind, string mark, string overlap, string reason)
    {
        var wrong = Assert.Throws<DefinitionException>(() => Mark.Parse(Enum.Parse<MarkKind>(kind), mark)!.Value.Before(overlap, "overlap"));

        Assert.Equal(reason, wrong.Message);
    }

    [Fact]
    public void The_later_of_two_marks_may_be_the_only_one()
    {
        var (early, late) = (new Mark(MarkKind.Number, -5), new Mark(MarkKind.Number, 3));

        Assert.Equal((late, late, early, early, null), (Mark.Later(early, late), Mark.Later(late, early), Mark.Later(early, null), Mark.Later(null, early), Mark.Later(null, null)));
    }
}
