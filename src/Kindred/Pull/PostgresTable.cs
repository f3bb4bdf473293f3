using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Kindred.Project;
using Npgsql;
using NpgsqlTypes;

namespace Kindred.Pull;

/// <summary>A table of PostgreSQL or Redshift, read by one query in a session that may only read.</summary>
sealed class PostgresTable : IRemoteTable
{
    readonly NpgsqlConnection _connection;
    readonly PostgresDefinition _definition;
    readonly string _what;
    string _markType = "";

    PostgresTable(NpgsqlConnection connection, PostgresDefinition definition, string what) => (_connection, _definition, _what) = (connection, definition, what);

    /// <summary>Where a table is, without saying how to get in.</summary>
    public static string PlaceOf(PostgresDefinition table, bool redshift) =>
        $"{(redshift ? "redshift" : "postgres")}://{table.Host}:{PortOf(table, redshift)}/{table.Database}/{table.Table ?? "query"}";

    /// <exception cref="PullException">The database cannot be reached.</exception>
    public static async Task<PostgresTable> OpenAsync(ProjectFile project, int index, CancellationToken cancellation)
    {
        var source = project.Definition.Sources[index];
        var (redshift, table) = (source.Redshift is not null, (source.Redshift ?? source.Postgres)!);
        var password = RemoteTables.Secret(project, index);
        var settings = Settings(table, redshift, password, source.Timezone ?? project.Definition.Timezone);
        var opened = new PostgresTable(new(settings.ConnectionString), table, $"Source {source.Name} cannot be pulled from {PlaceOf(table, redshift)}");
        try
        {
            await opened._connection.OpenAsync(cancellation);
            if (redshift)
            {
                await using var begin = new NpgsqlCommand("SET datestyle TO 'ISO'; BEGIN READ ONLY", opened._connection);
                await begin.ExecuteNonQueryAsync(cancellation);
            }

            return opened;
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or System.Security.Authentication.AuthenticationException)
        {
            await opened.DisposeAsync();
            throw opened.Refused(e);
        }
    }

    public async Task<RemoteColumns> DescribeAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = new NpgsqlCommand($"SELECT * FROM {From(_definition)} LIMIT 0", _connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            string[] names = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            var mark = Array.IndexOf(names, _definition.Mark);
            if (mark < 0)
            {
                throw new PullException($"{_what}: it has no column '{_definition.Mark}', which is to be the mark; its columns are {string.Join(", ", names)}. Correct mark of the source in {ProjectFile.FileName}.");
            }

            _markType = reader.GetDataTypeName(mark).Split('(')[0];
            return new(names, mark, KindOf(_markType));
        }
        catch (NpgsqlException e)
        {
            throw Refused(e);
        }
    }

    public async IAsyncEnumerable<string?[]> ReadAsync(Mark? from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Query(_definition, from is null ? null : _markType), _connection) { AllResultTypesAreUnknown = true, CommandTimeout = 0 };
        if (from is { } mark)
        {
            command.Parameters.Add(new() { Value = mark.ToString(), NpgsqlDbType = NpgsqlDbType.Text });
        }

        await using var reader = await TryAsync(() => command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancellation));
        while (await TryAsync(() => reader.ReadAsync(cancellation)))
        {
            var row = new string?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : reader.GetString(i);
            }

            yield return row;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    static string From(PostgresDefinition definition) => definition.Table is { } table
        ? string.Join('.', table.Split('.').Select(Quoted))
        : $"(\n{definition.Query!.TrimEnd().TrimEnd(';')}\n) AS pulled";

    /// <summary>What is asked: in words that Redshift, which split off from PostgreSQL 8.0, has too.</summary>
    /// <param name="markType">The type of the mark, where rows are read from a mark on.</param>
    internal static string Query(PostgresDefinition definition, string? markType) => markType is null
        ? $"SELECT * FROM {From(definition)}"
        : $"SELECT * FROM {From(definition)} WHERE {Quoted(definition.Mark)} >= CAST($1 AS {markType}) OR {Quoted(definition.Mark)} IS NULL";

    static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    static int PortOf(PostgresDefinition table, bool redshift) => table.Port ?? (redshift ? 5439 : 5432);

    internal static NpgsqlConnectionStringBuilder Settings(PostgresDefinition table, bool redshift, string password, string timezone)
    {
        var within = table.Host is "localhost" or "127.0.0.1" or "::1" || table.Host.StartsWith('/');
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = table.Host,
            Port = PortOf(table, redshift),
            Database = table.Database,
            Username = table.User,
            Password = password,
            SslMode = (table.Tls ?? (within ? ConnectionSafety.Off : ConnectionSafety.Verify)) switch
            {
                ConnectionSafety.Verify => SslMode.VerifyFull,
                ConnectionSafety.Require => SslMode.Require,
                _ => SslMode.Disable,
            },
            Timezone = timezone,
            ApplicationName = "kindred",
            Pooling = false,
            Timeout = 15,
            Enlist = false,
        };
        if (!redshift)
        {
            // Redshift takes no such options at the start of a connection: it is told afterwards.
            settings.Options = "-c default_transaction_read_only=on -c datestyle=ISO -c statement_timeout=0";
        }

        return settings;
    }

    MarkKind KindOf(string type) => type switch
    {
        "smallint" or "integer" or "bigint" or "numeric" => MarkKind.Number,
        "timestamp with time zone" => MarkKind.Moment,
        "timestamp without time zone" or "date" => MarkKind.Local,
        _ => throw new PullException($"{_what}: its column '{_definition.Mark}' is of the type {type}, but a mark is a number or a time. Name another as mark of the source in {ProjectFile.FileName}."),
    };

    async Task<T> TryAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException e)
        {
            throw Refused(e);
        }
    }

    PullException Refused(Exception e) => new($"{_what}: {Reason(e)}", e);

    string Reason(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            $"the database does not let {_definition.User} in. Correct user, or the secret {_definition.Password ?? "that password names"}.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => $"there is no database {_definition.Database}. Correct database of the source in {ProjectFile.FileName}.",
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } no => $"{no.MessageText}. Correct table or query of the source in {ProjectFile.FileName}.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied => $"{denied.MessageText}. Have its owner GRANT SELECT to {_definition.User}.",
        PostgresException refused => $"the database answers '{refused.MessageText}' ({refused.SqlState}).",
        { InnerException: System.Security.Authentication.AuthenticationException } or System.Security.Authentication.AuthenticationException =>
            "its certificate is not valid for this host. Install that of its authority, or set tls: require.",
        _ when e.Message.Contains("SSL", StringComparison.Ordinal) => $"{e.Message.TrimEnd('.')}. Set tls: off where the way there is safe by itself.",
        _ => $"it cannot be reached ({(e.InnerException ?? e).Message.TrimEnd('.')}). See that it runs, and correct host and port.",
    };
}
