using Kindred.Identity;
using Kindred.Numerics;
using Kindred.Project;

namespace Kindred.Tests.Identity;

public sealed class IdentityGraphTests
{
    static readonly IdentityDefinition Usual = new();

    [Fact]
    public void Ids_seen_together_are_one_customer_that_goes_by_the_user_id() =>
        Assert.Equal(["user u1: anonymous a1, anonymous a2, device d1, user u1"], Customers(Usual, "a1-u1", "u1-a2", "a2-d1"));

    [Fact]
    public void Ids_never_seen_together_are_customers_of_their_own() =>
        Assert.Equal(["anonymous a1: anonymous a1", "anonymous a2: anonymous a2"], Customers(Usual, "a1", "a2"));

    [Fact]
    public void A_visitor_id_shared_by_two_users_joins_neither() =>
        Assert.Equal(["anonymous a1: anonymous a1", "user u1: user u1", "user u2: user u2"], Customers(Usual, "u1-a1", "u2-a1"));

    [Fact]
    public void A_visitor_goes_to_the_nearest_user()
    {
        var customers = Customers(Usual, "u1-a1", "a1-d1", "d1-a2", "a2-u2", "a2-a3");

        Assert.Equal(["device d1: device d1", "user u1: anonymous a1, user u1", "user u2: anonymous a2, anonymous a3, user u2"], customers);
    }

    [Fact]
    public void Several_user_ids_join_where_that_is_allowed() =>
        Assert.Equal(["user u1: anonymous a1, user u1, user u2"], Customers(Usual with { AllowSeveralUserIds = true }, "u1-a1", "u2-a1"));

    [Fact]
    public void An_id_that_meets_everybody_joins_nobody()
    {
        string[] links = [.. Enumerable.Range(1, 5).Select(i => $"till-a{i}")];

        Assert.Equal(6, Customers(Usual with { MaxIdsPerCustomer = 5 }, links).Count);
        Assert.Single(Customers(Usual with { MaxIdsPerCustomer = 6 }, links));
    }

    [Fact]
    public void A_chain_that_grows_too_long_falls_apart() =>
        Assert.Equal(6, Customers(Usual with { MaxIdsPerCustomer = 5 }, "a1-a2", "a2-a3", "a3-a4", "a4-a5", "a5-a6").Count);

    [Fact]
    public void Without_a_retracted_link_both_customers_are_as_before()
    {
        var before = Customers(Usual, "u1-a1", "a2-d2");

        Assert.NotEqual(before, Customers(Usual, "u1-a1", "a2-d2", "a1-a2"));
        Assert.Equal(before, Customers(Usual, "u1-a1", "a2-d2"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_order_of_arrival_gives_the_same_customers(bool several)
    {
        var rules = new IdentityDefinition { MaxIdsPerCustomer = 6, AllowSeveralUserIds = several };
        for (var seed = 1UL; seed <= 300; seed++)
        {
            var rng = new Rng(seed);
            string[] links = [.. Enumerable.Range(0, 5 + rng.NextInt32(40)).Select(_ => $"{Id(rng)}-{Id(rng)}")];
            var expected = Customers(rules, links);
            for (var order = 0; order < 5; order++)
            {
                rng.Shuffle<string>(links);

                Assert.True(expected.SequenceEqual(Customers(rules, links)), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void No_customer_ever_has_two_user_ids_or_too_many_ids()
    {
        var rules = new IdentityDefinition { MaxIdsPerCustomer = 6 };
        for (var seed = 1UL; seed <= 300; seed++)
        {
            var rng = new Rng(seed);
            foreach (var customer in Groups(rules, [.. Enumerable.Range(0, 60).Select(_ => $"{Id(rng)}-{Id(rng)}")]))
            {
                Assert.True(customer.Count(id => id.Kind is IdKind.User) <= 1, $"seed {seed}");
                Assert.True(customer.Count() <= 6, $"seed {seed}");
            }
        }
    }

    static string Id(Rng rng) => $"{"uad"[rng.NextInt32(3)]}{rng.NextInt32(12)}";

    /// <summary>Each customer as "name: ids", in order; links are written as "u1-a2", users begin with u, devices with d.</summary>
    static List<string> Customers(IdentityDefinition rules, params string[] links) =>
        [.. Groups(rules, links).Select(group => $"{group.Key}: {string.Join(", ", group.Select(id => $"{id}").Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal)];

    static IEnumerable<IGrouping<Id, Id>> Groups(IdentityDefinition rules, string[] links)
    {
        var (graph, numbers) = (new IdentityGraph(), new Dictionary<string, ulong>());
        foreach (var link in links)
        {
            int[] places = [.. link.Split('-').Select(Place)];
            if (places.Length == 2)
            {
                graph.Link(places[0], places[1]);
            }
        }

        var identities = graph.Resolve(rules);
        return identities.Ids.Select((id, i) => (id, Customer: identities.Ids[identities.Customer[i]])).GroupBy(pair => pair.Customer, pair => pair.id);

        int Place(string text)
        {
            numbers.TryAdd(text, (ulong)numbers.Count);
            var kind = text[0] switch { 'u' => IdKind.User, 'd' => IdKind.Device, _ => IdKind.Anonymous };
            return graph.Add(numbers[text], new(kind, text));
        }
    }
}
