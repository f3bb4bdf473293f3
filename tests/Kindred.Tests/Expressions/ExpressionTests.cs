using FsCheck;
using FsCheck.Fluent;
using Kindred.Expressions;

namespace Kindred.Tests.Expressions;

/// <summary>What is refused, and with which words; what is accepted is tried on the engines.</summary>
public sealed class ExpressionTests
{
    static readonly ExpressionScope Customers = ExpressionScope.Customers(
        [new("orders", $"orders", ExpressionType.Number), new("recency_days", $"recency_days", ExpressionType.Number), new("top_category", $"top_category", ExpressionType.Text)],
        "UTC");

    static readonly ExpressionScope Events = ExpressionScope.Events($"1000", "UTC");

    static readonly ExpressionScope Rows = ExpressionScope.Rows(
        [new("Quantity", $"c1", ExpressionType.Raw), new("InvoiceNo", $"c2", ExpressionType.Raw), new("page 1 (main category)", $"c3", ExpressionType.Raw)],
        "Europe/London");

    [Theory]
    [InlineData("orders >", 8, "the end", "a number, a 'text', a name or a function", null)]
    [InlineData("orders > 3 recency_days", 11, "'recency_days'", "an operator or the end", null)]
    [InlineData("(orders > 3", 11, "the end", "an operator or ')'", null)]
    [InlineData("top_category = 'Gifts", 15, "an opening '", "a closing '", null)]
    [InlineData("orders > 3 & recency_days < 9", 11, "'&'", "a name, a number", null)]
    [InlineData("1 < orders < 3", 11, "'<'", "'and' between two comparisons", null)]
    [InlineData("ordrs > 3", 0, "the name 'ordrs'", "one of orders", "orders")]
    [InlineData("3dprints > 1", 1, "'d' after a number", "an operator", null)]
    [InlineData("top_category > 3", 13, "a text > a number", "two numbers, two texts or two times", null)]
    [InlineData("orders + top_category > 1", 9, "a text", "a number", null)]
    [InlineData("orders and true", 0, "a number", "a condition", null)]
    [InlineData("if(orders > 1, 'a', 2) = 'a'", 20, "2", "a text, as before", null)]
    [InlineData("round(orders, 2, 3) > 1", 0, "3 arguments", "round(number, digits?)", null)]
    [InlineData("start_with(top_category, 'G')", 0, "the function 'start_with'", "one of ", "starts_with")]
    [InlineData("count() > 3", 0, "the function 'count', which does not work on the features of a customer", "one of ", null)]
    [InlineData("matches(top_category, '(?=a)')", 22, "'(?=a)'", "a regular expression without look-around", null)]
    [InlineData("top_category in ('a', 3)", 22, "another value", "only 'texts' or only numbers", null)]
    [InlineData("top_category in ()", 13, "an empty list", "at least one value", null)]
    [InlineData("replace(top_category, '', 'x') = ''", 22, "''", "a part of at least one character", null)]
    [InlineData("1e999 > orders", 0, "'1e999'", "a smaller number", null)]
    public void A_wrong_condition_is_told_with_its_place(string text, int offset, string found, string expected, string? suggestion)
    {
        var error = Assert.Throws<ExpressionException>(() => Expression.CompileCondition(text, Customers));

        Assert.Equal((offset, found, suggestion), (error.Offset, error.Found, error.Suggestion));
        Assert.StartsWith(expected, error.Expected);
    }

    [Theory]
    [InlineData("category = 'Gifts'", 0, "the field 'category' by itself")]
    [InlineData("sum(count())", 4, "count() within sum()")]
    [InlineData("count_if(price)", 9, "a number")]
    [InlineData("last_days(30)", 0, "a condition on events by itself")]
    [InlineData("count_if(last_days(0))", 19, "0")]
    [InlineData("first(evnt)", 6, "the name 'evnt'")]
    [InlineData("count_if(occurred_at > 'yesterday')", 23, "'yesterday'")]
    [InlineData("count_if(occurred_at > date(2026, 2, 30))", 37, "30")]
    public void A_wrong_feature_is_told_with_its_place(string text, int offset, string found)
    {
        var error = Assert.Throws<ExpressionException>(() => Expression.Compile(text, Events));

        Assert.Equal((offset, found), (error.Offset, error.Found));
    }

    [Theory]
    [InlineData("quantity < 0", "Quantity")]
    [InlineData("Invoice_No = '1'", "InvoiceNo")]
    [InlineData("`page 1 main category` = '1'", "page 1 (main category)")]
    public void The_nearest_column_is_suggested(string text, string suggestion) =>
        Assert.Equal(suggestion, Assert.Throws<ExpressionException>(() => Expression.CompileCondition(text, Rows)).Suggestion);

    [Fact]
    public void Columns_of_unknown_type_are_not_ordered_by_guess() =>
        Assert.Contains("number(…)", Assert.Throws<ExpressionException>(() => Expression.CompileCondition("Quantity < InvoiceNo", Rows)).Expected);

    [Fact]
    public void An_unknown_time_format_is_refused() =>
        Assert.Equal(15, Assert.Throws<ExpressionException>(() => Expression.Compile("time(Quantity, 'yyyy-QQ')", Rows)).Offset);

    [Theory]
    [InlineData(false, 17)]
    [InlineData(true, 19)]
    public void A_mistake_in_a_file_is_told_by_line_and_column(bool quotesDoubled, int column)
    {
        var text = new ExpressionText("'a' = ordrs") { At = new("kindred.yaml", 4, 11), QuotesDoubled = quotesDoubled };

        var error = Assert.Throws<ExpressionException>(() => Expression.CompileCondition(text, Customers));

        Assert.Equal(new Place("kindred.yaml", 4, column), error.At);
        Assert.StartsWith($"kindred.yaml:4:{column} of \"'a' = ordrs\": found the name 'ordrs'", error.Message);
    }

    [Fact]
    public void The_texts_and_names_used_are_told()
    {
        var compiled = Expression.Compile("count_if(event = 'Order Completed' and category in ('Gifts', 'Toys')) / count()", Events);

        Assert.Equal(["Gifts", "Order Completed", "Toys"], compiled.Texts.Order());
        Assert.Equal(["category", "event"], compiled.Names.Order());
        Assert.Equal((ExpressionType.Number, true), (compiled.Type, compiled.MayBeMissing));
    }

    [Theory]
    [InlineData("first(category)", "category, occurred_at, sequence")]
    [InlineData("count_if(last_days(7) and price > 1)", "occurred_at, price")]
    [InlineData("days_since_last()", "occurred_at")]
    [InlineData("sum(properties.points)", "properties.points")]
    public void Fields_that_a_function_needs_by_itself_are_told_too(string text, string names) =>
        Assert.Equal(names, string.Join(", ", Expression.Compile(text, Events).Names.Order(StringComparer.Ordinal)));

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_break_the_process()
    {
        foreach (var text in new[] { new string('(', 5000), new string('-', 5000) + "1", string.Concat(Enumerable.Repeat("not ", 2000)) + "true", string.Join("+", Enumerable.Repeat("1", 4000)) })
        {
            Assert.Throws<ExpressionException>(() => Expression.Compile(text, Customers));
        }
    }

    [Fact]
    public void Whatever_is_written_is_compiled_or_refused_by_an_expression_error()
    {
        string[] pieces =
        [
            "orders", "top_category", "(", ")", ",", "+", "-", "*", "/", "=", "<", ">=", "and", "or", "not", "in", "'a'", "''", "\"", "`", "1", "2.5", ".", "if(", "round(",
            "substring(", "date(", "time(", "matches(", "coalesce(", "is_missing(", "é", "\ud800", "\0", "--", ";", "#", "\n", "count(", "true",
        ];
        var seed = new Rnd(20_260_102UL);
        foreach (var text in Gen.Sample(Gen.Elements(pieces).ListOf().Select(list => string.Join(' ', list)), 12, seed, 5000))
        {
            try
            {
                Expression.Compile(text, Customers);
            }
            catch (ExpressionException)
            {
            }
        }
    }
}
