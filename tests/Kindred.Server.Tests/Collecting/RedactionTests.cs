using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Kindred.Project;
using Kindred.Server.Collecting;

namespace Kindred.Server.Tests.Collecting;

public sealed class RedactionTests
{
    static readonly Redaction Redaction = new(["email"], ["ssn"], StoredAddress.Truncated, "a secret of some length"u8.ToArray());

    [Fact]
    public void Names_are_found_wherever_they_stand()
    {
        var redacted = Apply("""{"batch":[{"ssn":1,"traits":{"Email":"a@b","age":5}},[{"email":{"x":1}},{"email":null}]],"SSN":{"a":1},"\u0065mail":"a@b"}""");

        Assert.Equal(
            $$$"""{"batch":[{"traits":{"Email":"{{{Redaction.Hash("a@b")}}}","age":5}},[{"email":"{{{Redaction.Hash("""{"x":1}""")}}}"},{"email":null}]],"email":"{{{Redaction.Hash("a@b")}}}"}""",
            redacted);
        Assert.Matches("^[0-9a-f]{32}$", Redaction.Hash("a@b"));
    }

    [Fact]
    public void The_hash_is_the_first_half_of_an_hmac() =>
        Assert.Equal("f7bc83f430538424b13298e6aa6fb143", new Redaction(["a"], [], StoredAddress.Truncated, "key"u8.ToArray()).Hash("The quick brown fox jumps over the lazy dog"));

    [Theory]
    [InlineData("Anna.Smith@Example.COM", true)]
    [InlineData(" anna.smith@example.com\n", true)]
    [InlineData("anna.smith@example.org", false)]
    [InlineData("Anna Smith@example.com", false)]
    public void An_address_has_one_hash_however_it_is_written(string written, bool same) =>
        Assert.Equal(same, Redaction.Hash(written) == Redaction.Hash("anna.smith@example.com"));

    [Theory]
    [InlineData("Customer 17", "customer 17")]
    [InlineData("@Anna", "@anna")]
    [InlineData(" 17", "17")]
    public void What_is_no_address_is_hashed_as_it_is(string one, string other) => Assert.NotEqual(Redaction.Hash(one), Redaction.Hash(other));

    [Fact]
    public void An_address_in_a_query_has_the_same_hash_as_in_a_field() => Assert.Equal(
        $$"""{"email":"{{Redaction.Hash("a@b")}}","url":"https://s/?email={{Redaction.Hash("a@b")}}"}""",
        Apply("""{"email":" A@B","url":"https://s/?email=+A%40b"}"""));

    [Fact]
    public void Another_secret_gives_other_hashes() =>
        Assert.NotEqual(Redaction.Hash("a@b"), new Redaction(["email"], [], StoredAddress.Truncated, "another secret"u8.ToArray()).Hash("a@b"));

    [Fact]
    public void Values_in_the_query_of_an_address_are_no_exception() => Assert.Equal(
        $$"""{"url":"https://shop.example/?a=1&email={{Redaction.Hash("a b@c")}}&ssn=#x=2","text":"my email=a is not one"}""",
        Apply("""{"url":"https://shop.example/?a=1&email=a+b%40c&ssn=078#x=2","text":"my email=a is not one"}"""));

    [Fact]
    public void Json_within_a_text_is_read_too()
    {
        var inner = Convert.ToBase64String("""{"data":{"ssn":1,"a":2}}"""u8).TrimEnd('=');

        var data = JsonElement.Parse(Apply(JsonSerializer.Serialize(new { data = new[] { new { ue_px = inner, ue_pr = """{"ssn":1}""", co = "none" } } }))).GetProperty("data")[0];

        Assert.Equal("""{"data":{"a":2}}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(data.GetProperty("ue_px").GetString())));
        Assert.Equal(("{}", "none"), (data.GetProperty("ue_pr").GetString(), data.GetProperty("co").GetString()));
    }

    [Theory]
    [InlineData("https://s/in?next=%2Fcart%3Fa%3D1%26email%3Da%2540b", "https://s/in?next=%2Fcart%3Fa%3D1%26email%3DHASH")]
    [InlineData("/in?next=/cart?email=a@b", "/in?next=/cart?email=HASH")]
    [InlineData("%2Fcart%3Femail%3Da%2540b", "%2Fcart%3Femail%3DHASH")]
    [InlineData("/?user[email]=a@b&user%5Bssn%5D=078&user.ssn=078", "/?user[email]=HASH&user%5Bssn%5D=&user.ssn=")]
    [InlineData("/?%65mail=a@b", "/?%65mail=HASH")]
    [InlineData("email=a%40b&x=1", "email=HASH&x=1")]
    [InlineData("/?x=%7B%22email%22%3A%22a%40b%22%7D", "/?x=%7B%22email%22%3A%22HASH%22%7D")]
    [InlineData("{\"a\":\"{\\\"email\\\":\\\"a@b\\\"}\"}", "{\"a\":\"{\\\"email\\\":\\\"HASH\\\"}\"}")]
    [InlineData(" [ {\"ssn\":1,\"a\":2} ]", "[{\"a\":2}]")]
    [InlineData("{ \"a\": 1 }", "{ \"a\": 1 }")]
    [InlineData("/?x=%2Fa%3Fb%3D1&y=a+b%20c==", "/?x=%2Fa%3Fb%3D1&y=a+b%20c==")]
    public void Personal_data_is_found_in_addresses_within_addresses_and_in_json_within_texts(string text, string expected) => Assert.Equal(
        expected.Replace("HASH", Redaction.Hash("a@b"), StringComparison.Ordinal),
        JsonElement.Parse(Apply(JsonSerializer.Serialize(new { text }))).GetProperty("text").GetString());

    [Fact]
    public void Addresses_within_addresses_come_to_an_end()
    {
        var text = JsonSerializer.Serialize(new { text = string.Concat(Enumerable.Repeat("a=", 500_000)) });

        Assert.Equal(text, Apply(text));
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0")]
    [InlineData("203.0.113.77:4711", "203.0.113.0")]
    [InlineData("203.0.113.77, 10.0.0.1", "203.0.113.0")]
    [InlineData("[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1::")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::")]
    [InlineData("nowhere", "nowhere")]
    public void Of_an_address_the_network_stays(string address, string network) =>
        Assert.Equal($$$"""{"context":{"ip":"{{{network}}}"}}""", Apply($$$"""{"context":{"ip":"{{{address}}}"}}"""));

    [Fact]
    public void Addresses_may_be_dropped_altogether()
    {
        var dropping = new Redaction([], [], StoredAddress.Dropped, []);

        Assert.Equal("""{"properties":{}}""", Encoding.UTF8.GetString(dropping.Apply(
            JsonElement.Parse("""{"properties":{"$ip":"203.0.113.77"},"ip_override":"203.0.113.77"}"""), null, new Dictionary<int, string>(), new HashSet<int>())));
    }

    [Theory]
    [InlineData("""{"a":"EMAIL"}""", true)]
    [InlineData("""{"a":"\u0065"}""", true)]
    [InlineData("""{"a":"/?%65mail=a"}""", true)]
    [InlineData("""{"$ip":1}""", true)]
    [InlineData("""{"cx":"e30"}""", true)]
    [InlineData("""{"a":"{\"ip\":\"203.0.113.77\"}"}""", true)]
    [InlineData("""{"ship":"a description"}""", false)]
    public void A_body_without_a_sign_of_personal_data_is_kept_as_it_is(string body, bool concerns) =>
        Assert.Equal(concerns, Redaction.Concerns(Encoding.UTF8.GetBytes(body)));

    static string Apply(string json) =>
        Encoding.UTF8.GetString(Redaction.Apply(JsonElement.Parse(json), null, new Dictionary<int, string>(), new HashSet<int>()));
}
