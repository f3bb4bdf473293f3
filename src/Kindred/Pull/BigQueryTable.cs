using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kindred.Project;

namespace Kindred.Pull;

/// <summary>A table of BigQuery, read through its REST API: one query job, whose result comes in pages.</summary>
sealed class BigQueryTable : IRemoteTable
{
    const string Scope = "https://www.googleapis.com/auth/bigquery";

    readonly BigQueryDefinition _definition;
    readonly RestClient _client;
    readonly string _what;
    string _markType = "";

    BigQueryTable(BigQueryDefinition definition, string what, string secret, TimeProvider clock)
    {
        (_definition, _what) = (definition, what);
        var account = ServiceAccount.Read(secret, definition.Secret);
        _client = new(definition.Address, what, (_, cancellation) => account.TokenAsync(what, clock, cancellation), clock);
    }

    public static string PlaceOf(BigQueryDefinition table) => $"bigquery://{table.Project}/{table.Table ?? "query"}";

    public static BigQueryTable Open(ProjectFile project, int index, TimeProvider clock)
    {
        var source = project.Definition.Sources[index];
        return new(source.BigQuery!, $"Source {source.Name} cannot be pulled from {PlaceOf(source.BigQuery!)}", RemoteTables.Secret(project, index), clock);
    }

    /// <summary>Has the query looked at without running it, which costs nothing.</summary>
    public async Task<RemoteColumns> DescribeAsync(CancellationToken cancellation)
    {
        var job = new { configuration = new { dryRun = true, query = new { query = $"SELECT * FROM {From}", useLegacySql = false } }, jobReference = new { projectId = _definition.Project, location = _definition.Location } };
        var (status, body) = await _client.SendAsync(HttpMethod.Post, $"{Project}/jobs", job, cancellation);
        Check(status, body);
        var columns = Columns(body.GetProperty("statistics").GetProperty("query").GetProperty("schema"));
        string[] names = [.. columns.Select(column => column.Name)];
        var mark = Array.FindIndex(names, name => name.Equals(_definition.Mark, StringComparison.OrdinalIgnoreCase));
        if (mark < 0)
        {
            throw new PullException($"{_what}: it has no column '{_definition.Mark}', which is to be the mark; its columns are {string.Join(", ", names)}. Correct mark of the source in {ProjectFile.FileName}.");
        }

        _markType = columns[mark].Type;
        return new(names, mark, _markType switch
        {
            "INTEGER" or "INT64" or "NUMERIC" => MarkKind.Number,
            "TIMESTAMP" => MarkKind.Moment,
            "DATETIME" or "DATE" => MarkKind.Local,
            _ => throw new PullException($"{_what}: its column '{_definition.Mark}' is of the type {_markType}, but a mark is a number or a time. Name another as mark of the source in {ProjectFile.FileName}."),
        });
    }

    public async IAsyncEnumerable<string?[]> ReadAsync(Mark? from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int Page = 20_000;
        var query = new
        {
            query = from is null ? $"SELECT * FROM {From}" : $"SELECT * FROM {From} WHERE {Name(_definition.Mark)} >= ? OR {Name(_definition.Mark)} IS NULL",
            useLegacySql = false,
            parameterMode = "POSITIONAL",
            queryParameters = from is { } mark ? new[] { new { parameterType = new { type = ParameterType }, parameterValue = new { value = Parameter(mark) } } } : [],
            maxResults = Page,
            timeoutMs = 10_000,
            location = _definition.Location,
            formatOptions = new { useInt64Timestamp = true },
        };
        var (status, body) = await _client.SendAsync(HttpMethod.Post, $"{Project}/queries", query, cancellation);
        Check(status, body);
        var job = body.GetProperty("jobReference");
        var more = string.Create(
            CultureInfo.InvariantCulture,
            $"{Project}/queries/{Uri.EscapeDataString(job.GetProperty("jobId").GetString()!)}?maxResults={Page}&timeoutMs=10000&formatOptions.useInt64Timestamp=true{(job.TryGetProperty("location", out var location) ? $"&location={Uri.EscapeDataString(location.GetString()!)}" : "")}");
        while (true)
        {
            if (!body.GetProperty("jobComplete").GetBoolean())
            {
                (status, body) = await _client.SendAsync(HttpMethod.Get, more, null, cancellation);
                Check(status, body);
                continue;
            }

            var types = Columns(body.GetProperty("schema")).Select(column => column.Type).ToArray();
            foreach (var row in body.TryGetProperty("rows", out var rows) ? rows.EnumerateArray().ToArray() : [])
            {
                yield return [.. row.GetProperty("f").EnumerateArray().Select((cell, i) => Text(cell.GetProperty("v"), types[i]))];
            }

            if (!body.TryGetProperty("pageToken", out var next) || next.GetString() is not { Length: > 0 } token)
            {
                yield break;
            }

            (status, body) = await _client.SendAsync(HttpMethod.Get, $"{more}&pageToken={Uri.EscapeDataString(token)}", null, cancellation);
            Check(status, body);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A value as a file would have it; a moment comes as microseconds since 1970, lists and records as they are.</summary>
    static string? Text(JsonElement value, string type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.Null, _) => null,
        (JsonValueKind.String, "TIMESTAMP") => DateTime.UnixEpoch.AddTicks(long.Parse(value.GetString()!, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond)
            .ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture),
        (JsonValueKind.String, _) => value.GetString(),
        _ => value.GetRawText(),
    };

    string Project => $"/bigquery/v2/projects/{Uri.EscapeDataString(_definition.Project)}";

    string From => _definition.Table is { } table ? Name(table) : $"(\n{_definition.Query!.TrimEnd().TrimEnd(';')}\n)";

    string ParameterType => _markType switch
    {
        "INTEGER" => "INT64",
        var type => type,
    };

    string Parameter(Mark mark) => _markType switch
    {
        "DATE" => mark.ToString()[..10],
        "INTEGER" or "INT64" => Math.Floor(mark.Value).ToString(CultureInfo.InvariantCulture),
        _ => mark.ToString(),
    };

    static string Name(string name) => $"`{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";

    static IReadOnlyList<(string Name, string Type)> Columns(JsonElement schema) =>
        [.. schema.GetProperty("fields").EnumerateArray().Select(field => (field.GetProperty("name").GetString()!, field.GetProperty("type").GetString()!))];

    void Check(HttpStatusCode status, JsonElement body)
    {
        if (status is not HttpStatusCode.OK)
        {
            throw new PullException($"{_what}: BigQuery answers '{RestClient.Reason(body)}' ({(int)status}). Correct the table or query of the source in {ProjectFile.FileName}, or what the service account may read.");
        }
    }

    /// <summary>The key of a service account, as Google Cloud gives it to be downloaded.</summary>
    sealed record ServiceAccount(string Email, string KeyId, string Key, string TokenAddress, string SecretName)
    {
        /// <exception cref="DefinitionException">The secret holds something else.</exception>
        public static ServiceAccount Read(string secret, string name)
        {
            try
            {
                var key = JsonSerializer.Deserialize<JsonElement>(secret);
                return new(Of("client_email"), Of("private_key_id"), Of("private_key"), Of("token_uri"), name);

                string Of(string property) => key.GetProperty(property).GetString()!;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new DefinitionException("secret", $"The secret {name} is not the JSON key of a service account, which has client_email, private_key_id, private_key and token_uri.");
            }
        }

        /// <summary>Changes a signed assertion for a token that holds for an hour.</summary>
        public async Task<string> TokenAsync(string what, TimeProvider clock, CancellationToken cancellation)
        {
            using var rsa = SignedToken.Key(Key, SecretName);
            var now = clock.GetUtcNow();
            var assertion = SignedToken.Of(rsa, new { iss = Email, scope = Scope, aud = TokenAddress, iat = now.ToUnixTimeSeconds(), exp = now.AddHours(1).ToUnixTimeSeconds() }, KeyId);
            using var http = new HttpClient();
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer", ["assertion"] = assertion });
            try
            {
                using var answer = await http.PostAsync(TokenAddress, form, cancellation);
                var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
                return answer.IsSuccessStatusCode
                    ? body.GetProperty("access_token").GetString()!
                    : throw new PullException($"{what}: Google does not let {Email} in ({RestClient.Reason(body)}). Correct the secret {SecretName}.");
            }
            catch (Exception e) when (e is HttpRequestException or JsonException)
            {
                throw new PullException($"{what}: no token is to be had from {TokenAddress} ({e.Message.TrimEnd('.')}). See that the network lets it through.", e);
            }
        }
    }
}
