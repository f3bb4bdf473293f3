using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Kindred.Testing;

namespace Kindred.ClickHouse.Tests;

/// <summary>Holds docs/sql-portability.md against the newest and the oldest engine.</summary>
public sealed partial class PortabilityTests(EmbeddedStore store, ClusterFixture cluster) : IClassFixture<EmbeddedStore>, IAsyncLifetime
{
    static readonly string[] Page = File.ReadAllLines(Path.Combine(Repository.Root, "docs/sql-portability.md"));

    public async ValueTask InitializeAsync() => await store.OpenAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_is_the_same_everywhere_is()
    {
        var expressions = Page.SkipWhile(l => l != "```sql").Skip(1).TakeWhile(l => l != "```").Where(l => !l.StartsWith("--", StringComparison.Ordinal));
        var differences = new List<string>();
        foreach (var expression in expressions)
        {
            var (newest, oldest) = (await AnswerAsync(store.Engine!, expression), await AnswerAsync(await cluster.EngineAsync(), expression));
            if (newest != oldest || newest.StartsWith("refused", StringComparison.Ordinal))
            {
                differences.Add($"{expression}\n  newest: {newest}\n  oldest: {oldest}");
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Fact]
    public async Task What_is_to_be_avoided_differs_and_its_replacement_does_not()
    {
        var rows = Page.Select(l => Row().Match(l)).Where(m => m.Success).ToArray();
        var mistakes = new List<string>();
        foreach (var row in rows)
        {
            var (avoid, differs, instead) = (row.Groups[1].Value, row.Groups[2].Success, row.Groups[3].Value.Replace("\\|", "|", StringComparison.Ordinal));
            var (newest, oldest) = (await AnswerAsync(store.Engine!, avoid), await AnswerAsync(await cluster.EngineAsync(), avoid));
            if (newest.StartsWith("refused", StringComparison.Ordinal) || newest == oldest || differs == oldest.StartsWith("refused", StringComparison.Ordinal))
            {
                mistakes.Add($"{avoid}\n  newest: {newest}\n  oldest: {oldest}");
            }

            if (instead.Length > 0)
            {
                var (now, then) = (await AnswerAsync(store.Engine!, instead), await AnswerAsync(await cluster.EngineAsync(), instead));
                if (now != then || (!differs && now != newest))
                {
                    mistakes.Add($"{instead}, for {newest}\n  newest: {now}\n  oldest: {then}");
                }
            }
        }

        Assert.NotEmpty(rows);
        Assert.True(mistakes.Count == 0, string.Join("\n", mistakes));
    }

    /// <summary>The rows of an answer as text, whatever the width of their numbers.</summary>
    static async Task<string> AnswerAsync(Engine engine, string expression)
    {
        try
        {
            var block = await engine.QueryAsync(Sql.Trusted($"SELECT {expression}"), TestContext.Current.CancellationToken);
            return string.Join("; ", Enumerable.Range(0, block.Rows).Select(row => string.Join(", ", block.Columns.Select(c => Text(c[row])))));
        }
        catch (EngineException refusal)
        {
            return $"refused: {refusal.Message}";
        }
    }

    static string Text(object? value) => value switch
    {
        null => "NULL",
        byte[] bytes => Convert.ToHexString(bytes),
        string text => $"'{text}'",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]",
        bool truth => truth ? "1" : "0",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    [GeneratedRegex(@"^\| `(.+?)`( ≠)? \| (?:`(.+)`)? ?\|$")]
    private static partial Regex Row();
}
