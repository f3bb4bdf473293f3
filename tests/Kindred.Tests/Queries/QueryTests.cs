using Kindred.Queries;

namespace Kindred.Tests.Queries;

/// <summary>What a text in the engine's spelling may be; the engine's part is tested with the verb.</summary>
public sealed class QueryTests
{
    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("WITH 1 AS a SELECT a")]
    [InlineData("(SELECT 1) UNION ALL (SELECT 2)")]
    [InlineData("SELECT profile, `SETTINGS a =` FROM events WHERE url = '\\' file( SETTINGS a = 1 INTO OUTFILE'")]
    public void A_question_becomes_a_subquery(string text) =>
        Assert.Equal($"SELECT * FROM ({text})", Query.Question(text).ToString());

    [Theory]
    [InlineData("INSERT INTO events SELECT 1", "begin with SELECT")]
    [InlineData("SET readonly = 0", "begin with SELECT")]
    [InlineData("SELECT 1 INTO OUTFILE 'x' FORMAT CSV", "--json")]
    [InlineData("SELECT 1 FORMAT CSV", "--json")]
    [InlineData("SELECT file('x')", "own tables")]
    [InlineData("SELECT '\\'', FILE('x')", "own tables")]
    [InlineData("SELECT * FROM (SELECT 1 SETTINGS readonly = 0)", "own tables")]
    public void Anything_else_is_refused(string text, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<DefinitionException>(() => Query.Question(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("show tables;", "FROM system.tables WHERE database = currentDatabase() ORDER BY name")]
    [InlineData(" DESCRIBE TABLE `events` ", "FROM system.columns WHERE database = currentDatabase() AND table = 'events'")]
    public void What_lists_tables_or_columns_asks_the_system_tables(string text, string question) =>
        Assert.EndsWith(question, Query.Listing(text)!.ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_question_about_a_table_is_no_listing() => Assert.Null(Query.Listing("SELECT 'show tables'"));
}
