using Kindred.Collect;

namespace Kindred.Tests.Collect;

public sealed class ArrivalBlockTests
{
    readonly ArrivalBlock _block = new();

    [Fact]
    public void A_message_that_is_in_the_block_already_is_only_counted()
    {
        Assert.True(Add("a", "web", 1, row => row.Set("url", "first")));
        Assert.False(Add("a", "app", 2, row => row.Set("url", "second")));
        Assert.True(Add("b", "app", 2, row => row.Set("url", "third")));

        var columns = _block.ToBlock();

        Assert.Equal(["a", "b"], columns.Column<string>("message_id"));
        Assert.Equal(["first", "third"], columns.Column<string>("url"));
        Assert.Equal(["web", "app"], columns.Column<string>("source"));
        Assert.Equal([1u, 2u, 2u], _block.Files.Order());
    }

    [Fact]
    public void A_field_that_an_event_lacks_is_empty_or_missing()
    {
        Add("a", "web", 1, row => row.Set("price", 2.5));
        Add("b", "web", 1, row => row.Set("url", "there"));
        Add("c", "web", 1, row => row.Properties = "{}");

        var columns = _block.ToBlock();

        Assert.Equal(["", "there", ""], columns.Column<string>("url"));
        Assert.Equal([2.5, double.NaN, double.NaN], columns.Column<double>("price"));
        Assert.Equal(["", "", "{}"], columns.Column<string>("properties"));
        Assert.Equal(["occurred_at", "price", "url"], _block.Fields.Order());
    }

    [Fact]
    public void A_block_that_is_used_again_holds_nothing_of_the_one_before()
    {
        Add("a", "web", 1, row => (row.Flagged, row.Properties) = ("url", "{}"));
        Add("b", "web", 1, row => row.Set("country", "DE"));
        Add("c", "web", 1, row => row.Set("price", 7.5));

        _block.Clear();
        var added = Add("a", "web", 3, row => row.Set("url", "new"));
        Add("b", "web", 3, row => row.Set("price", 2.5));
        Add("c", "web", 3, row => row.Set("quantity", 1.0));
        var columns = _block.ToBlock();

        Assert.True(added);
        Assert.Equal(["occurred_at", "price", "quantity", "url"], _block.Fields.Order());
        Assert.Equal([double.NaN, 2.5, double.NaN], columns.Column<double>("price"));
        Assert.Equal([3u, 3u, 3u], _block.Files);
        Assert.Equal(["", ""], [columns.Column<string>("flagged")[0], columns.Column<string>("properties")[0]]);
        Assert.Equal(3, columns.Rows);
    }

    [Fact]
    public void Ids_stand_with_the_source_and_the_time_of_their_event()
    {
        Add("a", "web", 1, row => row.Set("user_id", "u"));
        Add("b", "app", 2, row => row.Set("anonymous_id", "v"));

        Assert.Equal([new ArrivedIds("u", "", "", "web", 1, 100), new ArrivedIds("", "v", "", "app", 2, 100)], _block.Ids);
    }

    bool Add(string message, string source, uint file, Action<EventRow> fill)
    {
        var row = new EventRow();
        row.Set("occurred_at", 100L);
        fill(row);
        return _block.Add(row, message, source, file);
    }
}
