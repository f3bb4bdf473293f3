using System.Text;

namespace Kindred.ClickHouse.Tests;

public sealed class SqlTests
{
    [Fact]
    public void Values_are_written_and_fragments_are_kept()
    {
        Sql condition = $"name = {"it's"}";
        Sql query = $"SELECT {5} FROM {Sql.Identifier("events")} WHERE {condition} AND id IN {Literal.List([1L, -2])} AND share > {0.5} LIMIT {10}";

        Assert.Equal(@"SELECT 5 FROM `events` WHERE name = 'it\'s' AND id IN (1,  -2) AND share > 0.5 LIMIT 10", query.ToString());
    }

    [Fact]
    public void Numbers_keep_their_kind()
    {
        Sql query = $"{1.0} {1e300} {-0.5} {5_000_000_000} {ulong.MaxValue} {true} {DateTimeOffset.UnixEpoch.AddDays(365)}";

        Assert.Equal("1.0 1E+300  -0.5 toInt64(5000000000) 18446744073709551615 1 toInt64(31536000000)", query.ToString());
    }

    [Fact]
    public void A_template_is_filled_once()
    {
        var template = new SqlTemplate("t.sql", "SELECT {a}, {b}, {a} WHERE match(s, '[0-9]{2}') -- {");

        var sql = template.Fill(("a", "{b}"), ("b", 2));

        Assert.Equal("SELECT '{b}', 2, '{b}' WHERE match(s, '[0-9]{2}') -- {", sql.ToString());
    }

    [Fact]
    public void A_place_without_a_value_and_a_value_without_a_place_are_refused_by_name()
    {
        var template = new SqlTemplate("t.sql", "SELECT {from}");

        Assert.Contains("t.sql has a place {from}", Assert.Throws<ArgumentException>(() => template.Fill()).Message, StringComparison.Ordinal);
        Assert.Contains("no place {until}", Assert.Throws<ArgumentException>(() => template.Fill(("from", 1), ("until", 2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused_by_name() =>
        Assert.Contains("No/Such.sql", Assert.Throws<ArgumentException>(() => Sql.Load("No/Such.sql")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_is_loaded_from_the_calling_assembly() => Assert.Equal("SELECT 41 + 1\n", Sql.Load("Sample.sql").Fill(("one", 1)).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a b")]
    [InlineData("a`")]
    [InlineData("a\n")]
    [InlineData("größe")]
    [InlineData("a.b")]
    public void A_name_with_other_characters_is_refused(string name) => Assert.Throws<ArgumentException>(() => Sql.Identifier(name));

    [Fact]
    public void What_no_engine_reads_alike_is_refused()
    {
        Assert.Throws<ArgumentException>(() => (Literal)double.NaN);
        Assert.Throws<ArgumentException>(() => (Literal)double.PositiveInfinity);
        Assert.Throws<EncoderFallbackException>(() => (Literal)"half a \ud83d pair, \ufffd");
        Assert.Throws<ArgumentException>(() => Literal.List(Array.Empty<long>()));
        Assert.Throws<ArgumentNullException>(() => (Literal)(string)null!);
        Assert.Throws<InvalidOperationException>(() => default(Literal).ToString());
    }
}
