using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kindred.Project;

namespace Kindred.Pull;

/// <summary>A table of Snowflake, read through version 2 of its SQL API: one statement, whose result comes in partitions.</summary>
sealed partial class SnowflakeTable : IRemoteTable
{
    const int TokenMinutes = 55;
    const string Statements = "/api/v2/statements";

    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    readonly SnowflakeDefinition _definition;
    readonly RestClient _client;
    readonly string _what;
    readonly string _timezone;
    readonly TimeProvider _clock;
    readonly RSA? _key;
    string _markType = "";

    SnowflakeTable(SnowflakeDefinition definition, string what, string secret, string timezone, TimeProvider clock)
    {
        (_definition, _what, _timezone, _clock) = (definition, what, timezone, clock);
        _key = secret.StartsWith("-----BEGIN", StringComparison.Ordinal) ? SignedToken.Key(secret, definition.Secret) : null;
        _client = new(definition.Address ?? $"https://{definition.Account}.snowflakecomputing.com", what, (refused, _) => Task.FromResult(Token(secret, refused)), clock);
        if (_key is not null)
        {
            _client.Always("X-Snowflake-Authorization-Token-Type", "KEYPAIR_JWT");
        }
    }

    public static string PlaceOf(SnowflakeDefinition table) =>
        $"snowflake://{table.Account}/{table.Database}/{(table.Schema is null ? "" : $"{table.Schema}/")}{table.Table ?? "query"}";

    public static SnowflakeTable Open(ProjectFile project, int index, TimeProvider clock)
    {
        var source = project.Definition.Sources[index];
        var table = source.Snowflake!;
        return new(
            table, $"Source {source.Name} cannot be pulled from {PlaceOf(table)}", RemoteTables.Secret(project, index), source.Timezone ?? project.Definition.Timezone, clock);
    }

    public async Task<RemoteColumns> DescribeAsync(CancellationToken cancellation)
    {
        var result = await RunAsync($"SELECT * FROM {From} LIMIT 0", null, cancellation);
        var columns = Columns(result);
        string[] names = [.. columns.Select(column => column.Name)];
        var mark = Array.FindIndex(names, name => name.Equals(_definition.Mark, StringComparison.OrdinalIgnoreCase));
        if (mark < 0)
        {
            throw new PullException($"{_what}: it has no column '{_definition.Mark}', which is to be the mark; its columns are {string.Join(", ", names)}. Correct mark of the source in {ProjectFile.FileName}.");
        }

        _markType = columns[mark].Type;
        return new(names, mark, _markType switch
        {
            "fixed" or "number" => MarkKind.Number,
            "timestamp_ltz" or "timestamp_tz" => MarkKind.Moment,
            "timestamp_ntz" or "date" => MarkKind.Local,
            _ => throw new PullException($"{_what}: its column '{_definition.Mark}' is of the type {_markType}, but a mark is a number or a time. Name another as mark of the source in {ProjectFile.FileName}."),
        });
    }

    public async IAsyncEnumerable<string?[]> ReadAsync(Mark? from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var result = await RunAsync(Query(from), from, cancellation);
        var types = Columns(result).Select(column => column.Type).ToArray();
        var (handle, partitions) = (result.GetProperty("statementHandle").GetString(), result.GetProperty("resultSetMetaData").GetProperty("partitionInfo").GetArrayLength());
        for (var partition = 0; partition < Math.Max(1, partitions); partition++)
        {
            if (partition > 0)
            {
                var (status, body) = await _client.SendAsync(
                    HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{Statements}/{handle}?partition={partition}"), null, cancellation);
                result = status is HttpStatusCode.OK ? body : throw Refused(status, body);
            }

            foreach (var row in result.GetProperty("data").EnumerateArray())
            {
                yield return [.. row.EnumerateArray().Select((cell, i) => cell.ValueKind is JsonValueKind.Null ? null : Text(cell.GetString()!, types[i]))];
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _key?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A cell as a file would have it; times come as seconds since 1970, dates as days.</summary>
    public static string Text(string cell, string type)
    {
        var seconds = cell.Split(' ')[0];
        return type switch
        {
            "date" => DateOnly.FromDayNumber(int.Parse(cell, CultureInfo.InvariantCulture) + new DateOnly(1970, 1, 1).DayNumber).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "time" => Moment(seconds).ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            "timestamp_ntz" => Moment(seconds).ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            "timestamp_ltz" or "timestamp_tz" => Moment(seconds).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture),
            _ => cell,
        };

        static DateTime Moment(string seconds) => DateTime.UnixEpoch.AddTicks((long)Math.Floor(decimal.Parse(seconds, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));
    }

    string From => _definition.Table is { } table ? string.Join('.', table.Split('.').Select(Name)) : $"(\n{_definition.Query!.TrimEnd().TrimEnd(';')}\n)";

    string Query(Mark? from) => from is null
        ? $"SELECT * FROM {From}"
        : $"SELECT * FROM {From} WHERE {Name(_definition.Mark)} >= {Bound} OR {Name(_definition.Mark)} IS NULL";

    /// <summary>The place of the mark in a query, of the type of its column.</summary>
    string Bound => _markType switch
    {
        "timestamp_ntz" => "CAST(? AS TIMESTAMP_NTZ)",
        "timestamp_ltz" or "timestamp_tz" => "CAST(? AS TIMESTAMP_TZ)",
        "date" => "CAST(CAST(? AS TIMESTAMP_NTZ) AS DATE)",
        _ => "CAST(? AS NUMBER(38, 9))",
    };

    /// <summary>A plain name stays as it is, since only so does Snowflake not heed its case.</summary>
    static string Name(string name) => Plain().IsMatch(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Runs a statement and waits for its end.</summary>
    async Task<JsonElement> RunAsync(string statement, Mark? mark, CancellationToken cancellation)
    {
        var request = new Dictionary<string, object?>
        {
            ["statement"] = statement,
            ["database"] = _definition.Database,
            ["parameters"] = new Dictionary<string, string> { ["TIMEZONE"] = _timezone },
        };
        Put("schema", _definition.Schema);
        Put("warehouse", _definition.Warehouse);
        Put("role", _definition.Role);
        Put("bindings", mark is null ? null : new Dictionary<string, object> { ["1"] = new { type = "TEXT", value = mark.ToString() } });

        var (status, body) = await _client.SendAsync(HttpMethod.Post, Statements, request, cancellation);
        for (var pause = TimeSpan.FromMilliseconds(200); status is HttpStatusCode.Accepted; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, _clock, cancellation);
            (status, body) = await _client.SendAsync(HttpMethod.Get, $"{Statements}/{body.GetProperty("statementHandle").GetString()}", null, cancellation);
        }

        return status is HttpStatusCode.OK ? body : throw Refused(status, body);

        void Put(string key, object? value)
        {
            if (value is not null)
            {
                request[key] = value;
            }
        }
    }

    static IReadOnlyList<(string Name, string Type)> Columns(JsonElement result) =>
    [
        .. result.GetProperty("resultSetMetaData").GetProperty("rowType").EnumerateArray()
            .Select(column => (column.GetProperty("name").GetString()!, column.GetProperty("type").GetString()!.ToLowerInvariant())),
    ];

    PullException Refused(HttpStatusCode status, JsonElement body) =>
        new($"{_what}: Snowflake answers '{RestClient.Reason(body)}' ({(int)status}). Correct the table or query of the source in {ProjectFile.FileName}, or what the role may read.");

    string Token(string secret, string? refused)
    {
        if (_key is null)
        {
            return refused is null ? secret : throw new PullException($"{_what}: it no longer takes the token in the secret {_definition.Secret}. Make a new one.");
        }

        var (now, subject) = (_clock.GetUtcNow(), $"{_definition.Account.Split('.')[0]}.{_definition.User}".ToUpperInvariant());
        var fingerprint = Convert.ToBase64String(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()));
        return SignedToken.Of(_key, new { iss = $"{subject}.SHA256:{fingerprint}", sub = subject, iat = now.ToUnixTimeSeconds(), exp = now.AddMinutes(TokenMinutes).ToUnixTimeSeconds() });
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_$]*\z")]
    private static partial Regex Plain();
}
