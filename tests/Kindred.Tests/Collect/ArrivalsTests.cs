using Kindred.Collect;

namespace Kindred.Tests.Collect;

public sealed class ArrivalsTests(EmbeddedFixture fixture) : IClassFixture<EmbeddedFixture>
{
    [Fact]
    public async Task A_block_that_is_stored_again_is_there_once_and_knows_what_came_in_others()
    {
        await Arrivals.PrepareAsync(fixture.Engine, CancellationToken.None);
        await StoreAsync("block 1", again: false, "a", "b");

        var once = await StoreAsync("block 2", again: false, "x", "a", "y");
        var again = await StoreAsync("block 2", again: true, "x", "a", "y");
        var later = await StoreAsync("block 3", again: false, "y", "z", "a");

        Assert.Equal([1], once);
        Assert.Equal([1], again);
        Assert.Equal([0, 2], later);
        Assert.Equal(5, await fixture.Engine.ValueAsync<long>(
            $"SELECT toInt64(count()) FROM events WHERE user_id IN ('user a', 'user b', 'user x', 'user y', 'user z')", CancellationToken.None));
    }

    [Fact]
    public async Task A_table_of_ids_that_does_not_note_blocks_is_taken_on()
    {
        await fixture.Engine.ExecuteAsync($"DROP TABLE IF EXISTS event_ids", CancellationToken.None);
        await fixture.Engine.ExecuteAsync($"CREATE TABLE event_ids (event_id FixedString(16), day Date) ENGINE = ReplacingMergeTree ORDER BY event_id", CancellationToken.None);
        await fixture.Engine.ExecuteAsync($"INSERT INTO event_ids SELECT sipHash128('old'), today()", CancellationToken.None);

        await Arrivals.PrepareAsync(fixture.Engine, CancellationToken.None);

        Assert.Equal([0], await StoreAsync("block 9", again: false, "old", "new"));
    }

    Task<IReadOnlyList<int>> StoreAsync(string token, bool again, params string[] messages)
    {
        var block = new ArrivalBlock();
        foreach (var message in messages)
        {
            var row = new EventRow();
            row.Set("event", "Page Viewed");
            row.Set("user_id", $"user {message}");
            row.Set("occurred_at", 1_700_000_000_000);
            block.Add(row, message, "web", 1);
        }

        return Arrivals.StoreAsync(fixture.Engine, block, [], token, again, CancellationToken.None);
    }
}
