using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Kindred.Testing;

namespace Kindred.Cli.Tests;

public sealed partial class ServeCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public ServeCommandTests() => File.WriteAllText(_folder.File("kindred.yaml"), "name: Shop\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_beside_the_server_sees_what_was_just_acknowledged_and_collecting_goes_on()
    {
        var secret = (await RunAsync("keys", "create", "web", "--json")).GetProperty("secret").GetString()!;
        using var server = Start();
        using var client = new HttpClient { BaseAddress = new(JsonDocument.Parse((await LineAsync(server))!).RootElement.GetProperty("address").GetString()!) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secret}:")));

        await PostAsync(client, "page", new { anonymousId = "visitor", messageId = "1" });
        await PostAsync(client, "identify", new { anonymousId = "visitor", userId = "anna", messageId = "2" });
        await PostAsync(client, "track", new { userId = "anna", messageId = "3", @event = "Order Completed", properties = new { order_id = "o", revenue = 50 } });
        await PostAsync(client, "track", new { userId = "bert", messageId = "4", @event = "Order Completed", properties = new { order_id = "p", revenue = 20 } });
        await PostAsync(client, "track", new { messageId = "5", @event = "Nobody's" });
        var run = await RunAsync("run", "--json");
        await PostAsync(client, "page", new { anonymousId = "visitor", messageId = "6" });
        var again = await RunAsync("run", "--json");

        Assert.Equal((4, 2, 70, 1), (Number(run, "events"), Number(run, "customers"), Number(run, "revenue"), Number(run, "rows_rejected")));
        Assert.Equal((5, 2, 1), (Number(again, "events"), Number(again, "customers"), Number(again, "ids_joined")));
        var key = (await RunAsync("keys", "--json")).GetProperty("keys")[0];
        Assert.Equal(["accepted 5", "rejected 1 no customer id"], key.GetProperty("counts").EnumerateArray().Select(count =>
            $"{count.GetProperty("outcome")} {count.GetProperty("items")} {count.GetProperty("reason")}".TrimEnd()));
        Assert.Equal(0, Kill(server.Id, 2));
        await server.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(0, server.ExitCode);
    }

    [Fact]
    public async Task Who_watches_sees_what_arrives_and_what_becomes_of_it()
    {
        var nobody = await Run.KindredAsync("tail", "--dir", _folder.Path);
        var secret = (await RunAsync("keys", "create", "web", "--json")).GetProperty("secret").GetString()!;
        using var server = Start();
        using var client = new HttpClient { BaseAddress = new(JsonDocument.Parse((await LineAsync(server))!).RootElement.GetProperty("address").GetString()!) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secret}:")));
        using var plain = Start("tail");
        using var json = Start("tail", "--json");
        Assert.Equal("kindred: Waiting for events; Ctrl-C stops.", await plain.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5)));
        Assert.Equal("kindred: Waiting for events; Ctrl-C stops.", await json.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5)));

        await PostAsync(client, "track", new { userId = "anna", messageId = "1", @event = "purchase", properties = new { order_id = "o", revenue = 50, plan = "gold" } });
        var accepted = (Line: await LineAsync(plain), Told: JsonDocument.Parse((await LineAsync(json))!).RootElement);
        await PostAsync(client, "track", new { messageId = "2", @event = "Nobody's" });
        var rejected = (Line: await LineAsync(plain), Told: JsonDocument.Parse((await LineAsync(json))!).RootElement);

        Assert.Equal((2, "kindred: No server runs for this project: 'kindred serve' starts one.\n"), (nobody.ExitCode, nobody.Error));
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3}  web +Segment track  accepted  Order Completed  user anna  .*  revenue=50  order_id=o  {""plan"":""gold""}$", accepted.Line);
        Assert.Equal(("accepted", "anna"), (accepted.Told.GetProperty("outcome").GetString(), accepted.Told.GetProperty("fields").GetProperty("user_id").GetString()));
        Assert.EndsWith("""  rejected  no customer id  {"messageId":"2","event":"Nobody\u0027s"}""", rejected.Line, StringComparison.Ordinal);
        Assert.Equal("no customer id", rejected.Told.GetProperty("reason").GetString());
        Assert.Equal((0, 0), (Kill(plain.Id, 2), Kill(server.Id, 2)));
        await Task.WhenAll(plain.WaitForExitAsync(), json.WaitForExitAsync(), server.WaitForExitAsync()).WaitAsync(TimeSpan.FromMinutes(5));
        Assert.Equal((0, 0, 0), (plain.ExitCode, json.ExitCode, server.ExitCode));
    }

    [Fact]
    public async Task A_second_server_for_the_same_project_is_refused()
    {
        using var server = Start();
        await LineAsync(server);
        var second = await Run.KindredAsync("serve", "--port", "0", "--dir", _folder.Path);
        server.Kill();
        await server.WaitForExitAsync();

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("Another kindred serve collects for this project already", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_shown_rotated_and_revoked()
    {
        await RunAsync("keys", "create", "web", "--json");
        Assert.Equal("activate", (await RunAsync("keys", "change", "web", "--require", "activate", "--json")).GetProperty("require")[0].GetString());
        await RunAsync("keys", "rotate", "web", "--json");
        await RunAsync("keys", "revoke", "web", "--json");
        var shown = await Run.KindredAsync("keys", "--dir", _folder.Path);
        var unknown = await Run.KindredAsync("keys", "rotate", "shop", "--dir", _folder.Path);

        Assert.Matches(@"web +web +\w{6}… +0 +0 +0 +revoked", shown.Output);
        Assert.Equal((2, "kindred: There is no write key 'shop'. There are web.\n"), (unknown.ExitCode, unknown.Error));
    }

    static double Number(JsonElement run, string name) => run.GetProperty(name).GetDouble();

    static async Task PostAsync(HttpClient client, string call, object body)
    {
        var answer = await client.PostAsJsonAsync($"/v1/{call}", body);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    static Task<string?> LineAsync(Process server) => server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5));

    async Task<JsonElement> RunAsync(params string[] line)
    {
        var run = await Run.KindredAsync([.. line, "--dir", _folder.Path]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    Process Start() => Start("serve", "--port", "0", "--json");

    Process Start(params string[] line) => Run.Start([.. line, "--dir", _folder.Path]);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
