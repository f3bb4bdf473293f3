using System.ComponentModel;

namespace Kindred.Project;

/// <summary>Files in a bucket of Amazon S3, or of what speaks its protocol.</summary>
public sealed record BucketDefinition
{
    [Description("The name of the bucket.")]
    public required string Bucket { get; init; }

    [Description("How the keys of the files begin, as in orders/; all of the bucket where left out.")]
    public string Prefix { get; init; } = "";

    [Description("The region of the bucket.")]
    public string Region { get; init; } = "us-east-1";

    [Description("Where the bucket is answered for; https://s3.REGION.amazonaws.com where left out.")]
    public string? Address { get; init; }

    [Description("The name of the secret that holds the id of the access key.")]
    [SecretName]
    public required string AccessKey { get; init; }

    [Description("The name of the secret that holds the secret of the access key.")]
    [SecretName]
    public required string SecretKey { get; init; }

    [Description("The name of the secret that holds the session token, where the access key is one for a while only.")]
    [SecretName]
    public string? SessionToken { get; init; }
}
