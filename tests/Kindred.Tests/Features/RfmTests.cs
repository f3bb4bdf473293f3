using Kindred.Features;

namespace Kindred.Tests.Features;

public sealed class RfmTests
{
    [Fact]
    public void Many_customers_with_one_order_share_the_lowest_fifth() =>
        Assert.Equal([1, 1, 1, 1, 3, 3, 4, 4, 5, 5], Rfm.Quintiles([1, 1, 1, 1, 2, 2, 3, 3, 4, 9], lessIsMore: false));

    [Fact]
    public void The_fewest_days_since_the_last_order_are_the_highest_fifth() =>
        Assert.Equal([5, 4, 3, 2, 1, float.NaN], Rfm.Quintiles([1, 5, 9, 20, 300, float.NaN], lessIsMore: true));
}
