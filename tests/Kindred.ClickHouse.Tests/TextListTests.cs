namespace Kindred.ClickHouse.Tests;

public sealed class TextListTests
{
    [Fact]
    public void Texts_of_any_length_come_back_as_they_were_added()
    {
        string[] added = ["", "a", "äöü 漢 🙂", new('x', 5000), "", .. Enumerable.Range(0, 1000).Select(i => $"text {i}")];
        var texts = new TextList();

        Array.ForEach(added, texts.Add);

        Assert.Equal(added, Enumerable.Range(0, texts.Count).Select(texts.Text));
        Assert.Equal("a"u8, texts[1]);
    }

    [Fact]
    public void A_list_is_made_longer_by_empty_texts_and_shorter_at_its_end()
    {
        var texts = new TextList();
        texts.Add("kept");
        texts.SetCount(3);
        texts.Add("dropped");
        texts.SetCount(2);
        texts.Add("new");

        Assert.Equal(["kept", "", "new"], Enumerable.Range(0, texts.Count).Select(texts.Text));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void What_is_not_in_the_list_is_refused(int index)
    {
        var texts = new TextList();
        texts.Add("one");
        texts.Add("two");
        texts.SetCount(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => texts.Text(index));
    }

    [Fact]
    public void A_column_of_texts_reads_as_strings()
    {
        var texts = new TextList();
        texts.Add("a");
        texts.Add("");

        var column = Column.Of("t", texts);

        Assert.Equal(["a", ""], column.Values<string>());
        Assert.Equal("a", column[0]);
        Assert.False(column.IsMissing(1));
        Assert.Throws<InvalidCastException>(() => column.Value<long>(0));
    }
}
