using System.Globalization;
using System.Net;
using System.Xml;
using System.Xml.Linq;
using Kindred.Project;

namespace Kindred.Pull;

/// <summary>A file in a bucket.</summary>
/// <param name="Tag">What changes when the file does.</param>
sealed record BucketFile(string Key, string Tag, long Bytes, DateTimeOffset ModifiedAt);

/// <summary>A bucket of S3 or of what speaks its protocol, addressed by path.</summary>
sealed class Bucket : IDisposable
{
    const int MostTries = 5;

    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(30) };
    readonly BucketDefinition _definition;
    readonly AccessKey _key;
    readonly TimeProvider _clock;
    readonly string _what;
    readonly Uri _address;

    public Bucket(ProjectFile project, int index, TimeProvider clock)
    {
        var source = project.Definition.Sources[index];
        (_definition, _clock, _what) = (source.S3!, clock, $"Source {source.Name} cannot be pulled from {PlaceOf(source.S3!)}");
        _key = Key(project, index);
        _address = RestClient.Safe(_definition.Address ?? $"https://s3.{_definition.Region}.amazonaws.com", _what);
    }

    public static string PlaceOf(BucketDefinition bucket) => $"s3://{bucket.Bucket}/{bucket.Prefix}";

    /// <exception cref="DefinitionException">A secret is missing, or others can read it.</exception>
    public static AccessKey Key(ProjectFile project, int index)
    {
        var (bucket, key) = (project.Definition.Sources[index].S3!, $"sources[{index}].s3");
        return new(
            Secrets.Read(project, $"{key}.access_key", bucket.AccessKey),
            Secrets.Read(project, $"{key}.secret_key", bucket.SecretKey),
            bucket.SessionToken is { } token ? Secrets.Read(project, $"{key}.session_token", token) : null);
    }

    /// <summary>The files of the bucket whose keys begin as declared, in the order of their keys; empty ones are none.</summary>
    /// <exception cref="PullException">The bucket cannot be read.</exception>
    public async Task<IReadOnlyList<BucketFile>> ListAsync(CancellationToken cancellation)
    {
        var (files, query) = (new List<BucketFile>(), new Dictionary<string, string> { ["list-type"] = "2", ["prefix"] = _definition.Prefix });
        while (true)
        {
            using var answer = await SendAsync("", query, cancellation);
            var page = await XmlAsync(answer, cancellation);
            files.AddRange(page.Elements().Where(element => element.Name.LocalName == "Contents").Select(File).Where(file => file.Bytes > 0 && !file.Key.EndsWith('/')));
            if (Value(page, "IsTruncated") != "true")
            {
                return files;
            }

            query["continuation-token"] = Value(page, "NextContinuationToken");
        }
    }

    /// <summary>Copies a file.</summary>
    /// <exception cref="PullException">It cannot be read, or is not as long as it should be.</exception>
    public async Task CopyAsync(BucketFile file, Stream to, CancellationToken cancellation)
    {
        using var answer = await SendAsync(file.Key, new Dictionary<string, string>(), cancellation);
        try
        {
            await answer.Content.CopyToAsync(to, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw new PullException($"{_what}: {file.Key} broke off ({e.Message.TrimEnd('.')}). Pull again.", e);
        }
    }

    public void Dispose() => _http.Dispose();

    async Task<HttpResponseMessage> SendAsync(string key, Dictionary<string, string> query, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri(_address, $"/{_definition.Bucket}/{path}{(query.Count == 0 ? "" : $"?{RequestSignature.Query(query)}")}"));
            RequestSignature.Sign(request, query, _definition.Region, _key, _clock.GetUtcNow());
            var answer = await TryAsync(request, cancellation);
            if (answer.StatusCode is HttpStatusCode.OK)
            {
                return answer;
            }

            var wait = RestClient.Wait(answer, tries);
            if (tries == MostTries || wait > LongestWait || answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError))
            {
                throw await RefusedAsync(answer, cancellation);
            }

            answer.Dispose();
            await Task.Delay(wait, _clock, cancellation);
        }
    }

    async Task<HttpResponseMessage> TryAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new PullException($"{_what}: {_address.Host} cannot be reached ({(e.InnerException ?? e).Message.TrimEnd('.')}). See that address and region are right and the network lets it through.", e);
        }
    }

    async Task<PullException> RefusedAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using (answer)
        {
            var error = await XmlAsync(answer, cancellation);
            var advice = answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
                ? $"Correct the secrets {string.Join(" and ", (string[])[_definition.AccessKey, _definition.SecretKey, .. _definition.SessionToken is { } token ? (string[])[token] : []])}, or let the key list the bucket and get its objects."
                : "Correct bucket, region and address of the source.";
            return new($"{_what}: it answers {(int)answer.StatusCode} {Value(error, "Code")} '{Value(error, "Message").TrimEnd('.')}'. {advice}");
        }
    }

    async Task<XElement> XmlAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return (await XDocument.LoadAsync(await answer.Content.ReadAsStreamAsync(cancellation), LoadOptions.None, cancellation)).Root!;
        }
        catch (XmlException e) when (answer.IsSuccessStatusCode)
        {
            throw new PullException($"{_what}: {_address.Host} answers with something that is no list of files. See that the address is right.", e);
        }
        catch (XmlException)
        {
            return new XElement("Error");
        }
    }

    static BucketFile File(XElement entry) => new(
        Value(entry, "Key"),
        Value(entry, "ETag").Trim('"'),
        long.Parse(Value(entry, "Size"), CultureInfo.InvariantCulture),
        DateTimeOffset.Parse(Value(entry, "LastModified"), CultureInfo.InvariantCulture));

    static string Value(XElement element, string name) => element.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value ?? "";
}
