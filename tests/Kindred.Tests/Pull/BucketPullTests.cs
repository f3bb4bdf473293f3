using System.Runtime.Versioning;
using Kindred.Pull;

namespace Kindred.Tests.Pull;

/// <summary>Replies are in the form that Amazon documents for S3's ListObjectsV2 and GetObject.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BucketPullTests : IDisposable
{
    const string Monday = "id,at,who\n1,2026-05-04 10:00:00,anna\n2,2026-05-04 11:00:00,bert\n";
    const string Tuesday = "id,at,who\n2,2026-05-04 11:00:00,bert\n3,2026-05-05 10:00:00,\n4,2026-05-05 11:00:00,cara\n";

    readonly PullingProject _project = new();

    public BucketPullTests()
    {
        _project.Keep("S3_ID", "AKIAKINDRED");
        _project.Keep("S3_SECRET", "a-secret-of-a-bucket");
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task New_and_changed_files_become_events_and_known_ones_are_passed_over()
    {
        await using var service = new RecordedService(
            new(200, Listed("next/1", ("in/mon.csv", "m1", Monday.Length, "2026-05-05T01:00:00.000Z"), ("in/", "d", 0, "2026-05-05T01:00:00.000Z"))),
            new(200, Listed(null, ("in/tue day.csv", "t1", Tuesday.Length, "2026-05-06T01:00:00.000Z"))),
            new(200, Monday),
            new(200, Tuesday),
            new(200, Listed(null, ("in/mon.csv", "m1", Monday.Length, "2026-05-05T01:00:00.000Z"), ("in/tue day.csv", "t1", Tuesday.Length, "2026-05-06T01:00:00.000Z"))),
            new(200, Listed(null, ("in/mon.csv", "m2", Monday.Length, "2026-05-07T01:00:00.000Z"))),
            new(200, Monday.Replace("anna", "dora", StringComparison.Ordinal)));
        Declare(service.Address);

        var (first, second, third) = (await _project.PullAsync(), await _project.PullAsync(), await _project.PullAsync());

        Assert.Equal(((5, 3, 1, 1), "2026-05-06T01:00:00Z"), ((first.Read, first.Kept, first.Duplicate, first.Rejected), first.Mark));
        Assert.Equal((0, "2026-05-06T01:00:00Z"), (second.Read, second.Mark));
        Assert.Equal(2, third.Read);
        Assert.Equal("bert,cara,dora", await _project.ValueAsync("SELECT arrayStringConcat(arraySort(groupUniqArray(user_id)), ',') FROM events"));
        Assert.Equal(
            ["/shop/?list-type=2&prefix=in%2F", "/shop/?continuation-token=next%2F1&list-type=2&prefix=in%2F", "/shop/in/mon.csv", "/shop/in/tue%20day.csv"],
            service.Asked.Take(4).Select(asked => asked.Path));
        Assert.All(service.Asked, asked => Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKIAKINDRED/20260601/eu-central-1/s3/aws4_request", asked.Authorization, StringComparison.Ordinal));
        Assert.Equal(0, service.Left);
        Assert.Empty(_project.FilesWith("a-secret-of-a-bucket"));
    }

    [Fact]
    public async Task A_busy_bucket_is_waited_for_and_what_it_refuses_is_told()
    {
        await using var service = new RecordedService(
            new(503, "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>", ("Retry-After", "0")),
            new(403, "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match.</Message></Error>"),
            new(404, "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>"));
        Declare(service.Address);

        var (denied, missing) = (await Assert.ThrowsAsync<PullException>(_project.PullAsync), await Assert.ThrowsAsync<PullException>(_project.PullAsync));

        Assert.Equal("Source orders cannot be pulled from s3://shop/in/: it answers 403 SignatureDoesNotMatch 'The request signature we calculated does not match'. "
            + "Correct the secrets S3_ID and S3_SECRET, or let the key list the bucket and get its objects.", denied.Message);
        Assert.EndsWith("it answers 404 NoSuchBucket 'The specified bucket does not exist'. Correct bucket, region and address of the source.", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_leaves_everything_as_it_was()
    {
        await using var service = new RecordedService(
            new(200, Listed(null, ("in/mon.csv", "m1", Monday.Length, "2026-05-05T01:00:00.000Z"), ("in/odd.csv", "o1", 9, "2026-05-05T01:00:00.000Z"))),
            new(200, Monday),
            new(200, "a,b\n1,2\n"));
        Declare(service.Address);

        var wrong = await Assert.ThrowsAsync<DefinitionException>(_project.PullAsync);

        Assert.StartsWith("s3://shop/in/odd.csv: Source orders maps message_id to the column 'id', which the file does not have", wrong.Message, StringComparison.Ordinal);
        Assert.Equal("0", await _project.ValueAsync("SELECT toString(count()) FROM system.tables WHERE database = currentDatabase() AND name = 'events'"));
    }

    [Fact]
    public async Task A_key_for_a_while_is_sent_with_its_token()
    {
        await using var service = new RecordedService(
            new(200, Listed(null)),
            new(403, "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"));
        _project.Keep("S3_TOKEN", "a-token-of-a-session");
        Declare(service.Address, ", session_token: S3_TOKEN");

        var pulled = await _project.PullAsync();
        var expired = await Assert.ThrowsAsync<PullException>(_project.PullAsync);

        Assert.Equal(0, pulled.Read);
        Assert.All(service.Asked, asked => Assert.Contains("x-amz-date;x-amz-security-token, Signature=", asked.Authorization, StringComparison.Ordinal));
        Assert.EndsWith("answers 403 ExpiredToken 'The provided token has expired'. Correct the secrets S3_ID and S3_SECRET and S3_TOKEN, or let the key list the bucket and get its objects.", expired.Message, StringComparison.Ordinal);
        Assert.Empty(_project.FilesWith("a-token-of-a-session"));
    }

    /// <summary>A page of the list of a bucket.</summary>
    static string Listed(string? next, params (string Key, string Tag, int Size, string At)[] files) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>shop</Name><Prefix>in/</Prefix><KeyCount>{files.Length}</KeyCount><MaxKeys>1000</MaxKeys>
        <IsTruncated>{(next is null ? "false" : "true")}</IsTruncated>{(next is null ? "" : $"<NextContinuationToken>{next}</NextContinuationToken>")}
        {string.Concat(files.Select(file => $"<Contents><Key>{file.Key}</Key><LastModified>{file.At}</LastModified><ETag>&quot;{file.Tag}&quot;</ETag><Size>{file.Size}</Size><StorageClass>STANDARD</StorageClass></Contents>"))}
        </ListBucketResult>
        """;

    void Declare(string address, string more = "") => _project.Declare($$"""
            s3: { bucket: shop, prefix: in/, region: eu-central-1, address: "{{address}}", access_key: S3_ID, secret_key: S3_SECRET{{more}} }
            map: { message_id: id, event: { constant: Order Completed }, occurred_at: at, user_id: who }
        """);
}
