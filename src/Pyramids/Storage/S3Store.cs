using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Pyramids;

/// <summary>Objects of a bucket below a prefix.</summary>
/// <remarks>
/// Requests that fail in passing are sent again by the client; an answer that breaks off is continued where it ended, on
/// condition that the object is still the same. Large objects are written in parts; a reader never sees fewer than all.
/// </remarks>
internal sealed class S3Store : IWritableStore
{
    private readonly AmazonS3Client client;
    private readonly AwsOptions options;
    private readonly string bucket, prefix;

    /// <param name="bucket">Name of the bucket.</param>
    /// <param name="prefix">What all keys begin with, without slashes at its ends; may be empty.</param>
    /// <param name="options">How the bucket is reached.</param>
    public S3Store(string bucket, string prefix, AwsOptions options)
    {
        (this.bucket, this.prefix, this.options) = (bucket, prefix.Length == 0 ? "" : prefix + "/", options);
        client = S3Clients.For(options);
    }

    public string Name => $"s3://{bucket}/{prefix}".TrimEnd('/');

    /// <summary>Keys that one answer of a listing holds.</summary>
    internal int PageSize { get; init; } = 1000;

    /// <summary>A store of what lies below a URL.</summary>
    /// <exception cref="ArgumentException">The URL names no bucket.</exception>
    public static S3Store ForUrl(string url, AwsOptions? options = null)
    {
        var rest = url["s3://".Length..].TrimEnd('/');
        var slash = rest.IndexOf('/');
        var bucket = slash < 0 ? rest : rest[..slash];
        if (bucket.Length == 0) throw new ArgumentException($"'{url}' names no bucket; s3://bucket/key was expected.");
        var prefix = slash < 0 ? "" : StoreKeys.Check(rest[(slash + 1)..], url);
        return new(bucket, prefix, options ?? AwsOptions.Current ?? new());
    }

    public async ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        var path = PathOf(key);
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (destination.IsEmpty)
            return await LengthAsync(key, cancellation).ConfigureAwait(false) is null ? throw Missing(key, null) : 0;
        string? tag = null;
        var done = 0;
        for (var attempt = 1; ; attempt++)
        {
            var request = new GetObjectRequest
                { BucketName = bucket, Key = path, ByteRange = new(offset + done, offset + destination.Length - 1), EtagToMatch = tag };
            try
            {
                using var response = await client.GetObjectAsync(request, cancellation).ConfigureAwait(false);
                tag ??= response.ETag;
                var wanted = done + (int)Math.Min(response.ContentLength, destination.Length - done);
                while (done < wanted)
                {
                    var read = await response.ResponseStream.ReadAsync(destination[done..wanted], cancellation).ConfigureAwait(false);
                    if (read == 0) throw new IOException($"The answer broke off after {done} of {wanted} bytes.");
                    done += read;
                }
                return done;
            }
            catch (AmazonS3Exception end) when (end.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return done;
            }
            catch (AmazonServiceException problem)
            {
                throw Explained(problem, key, "read");
            }
            catch (Exception passing) when (passing is IOException or HttpRequestException or TimeoutException or AmazonClientException
                && !cancellation.IsCancellationRequested)
            {
                if (attempt >= options.Attempts)
                    throw new RemoteException($"{Name}/{key} could not be read in {attempt} attempts: {passing.Message}", passing);
                await Task.Delay(TimeSpan.FromMilliseconds(50 << Math.Min(attempt, 7)), cancellation).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask<long?> LengthAsync(string key, CancellationToken cancellation)
        => (await HeadAsync(key, cancellation).ConfigureAwait(false))?.ContentLength;

    public async ValueTask<string?> StampAsync(string key, CancellationToken cancellation)
        => await HeadAsync(key, cancellation).ConfigureAwait(false) is { } head ? $"{head.ETag} {head.LastModified:O}" : null;

    private async ValueTask<GetObjectMetadataResponse?> HeadAsync(string key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        try
        {
            return await client.GetObjectMetadataAsync(bucket, path, cancellation).ConfigureAwait(false);
        }
        catch (AmazonServiceException missing) when (missing.StatusCode == HttpStatusCode.NotFound && missing.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (AmazonServiceException problem)
        {
            throw Explained(problem, key, "read");
        }
    }

    public async ValueTask WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var path = PathOf(key);
        cancellation.ThrowIfCancellationRequested();
        try
        {
            if (content.Length > options.PartBytes)
                await S3Upload.RunAsync(client, bucket, path, content, options.PartBytes, cancellation).ConfigureAwait(false);
            else await client.PutObjectAsync(Put(path, content), cancellation).ConfigureAwait(false);
        }
        catch (AmazonServiceException problem)
        {
            throw Explained(problem, key, "written");
        }
    }

    public async ValueTask<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var request = Put(PathOf(key), content);
        request.IfNoneMatch = "*";
        try
        {
            await client.PutObjectAsync(request, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (AmazonServiceException refused) when (refused.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
        {
            return false;
        }
        catch (AmazonServiceException problem)
        {
            throw Explained(problem, key, "written");
        }
    }

    public async ValueTask MoveAsync(string key, string target, CancellationToken cancellation)
    {
        string from = PathOf(key), to = PathOf(target);
        try
        {
            await client.CopyObjectAsync(bucket, from, bucket, to, cancellation).ConfigureAwait(false);
            if (from != to) await client.DeleteObjectAsync(bucket, from, cancellation).ConfigureAwait(false);
        }
        catch (AmazonServiceException problem)
        {
            throw Explained(problem, key, "moved");
        }
    }

    public async ValueTask DeleteAsync(string key, CancellationToken cancellation)
    {
        try
        {
            await client.DeleteObjectAsync(bucket, PathOf(key), cancellation).ConfigureAwait(false);
        }
        catch (AmazonServiceException missing) when (missing.StatusCode == HttpStatusCode.NotFound && missing.ErrorCode != "NoSuchBucket")
        {
        }
        catch (AmazonServiceException problem)
        {
            throw Explained(problem, key, "deleted");
        }
    }

    public async IAsyncEnumerable<string> ListAsync(string keyPrefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in PagesAsync(prefix + keyPrefix, null, cancellation).ConfigureAwait(false))
        {
            foreach (var found in page.S3Objects ?? []) yield return found.Key[prefix.Length..];
        }
    }

    public async IAsyncEnumerable<string> ChildrenAsync(string folder, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var start = folder.Length == 0 ? prefix : PathOf(folder) + "/";
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var page in PagesAsync(start, "/", cancellation).ConfigureAwait(false))
        {
            foreach (var found in page.S3Objects ?? []) names.Add(found.Key[start.Length..]);
            foreach (var below in page.CommonPrefixes ?? []) names.Add(below[start.Length..]);
        }
        names.Remove("");
        foreach (var name in names) yield return name;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async IAsyncEnumerable<ListObjectsV2Response> PagesAsync(string start, string? delimiter,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request
                { BucketName = bucket, Prefix = start, Delimiter = delimiter, ContinuationToken = next, MaxKeys = PageSize };
            ListObjectsV2Response page;
            try
            {
                page = await client.ListObjectsV2Async(request, cancellation).ConfigureAwait(false);
            }
            catch (AmazonServiceException problem)
            {
                throw Explained(problem, "", "listed");
            }
            yield return page;
            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    private PutObjectRequest Put(string path, ReadOnlyMemory<byte> content) => new()
    {
        BucketName = bucket,
        Key = path,
        InputStream = S3Upload.StreamOf(content),
        UseChunkEncoding = false,
    };

    private string PathOf(string key) => prefix + StoreKeys.Check(key, Name);

    private FileNotFoundException Missing(string key, Exception? inner) => new($"There is no object '{key}' in {Name}.", key, inner);

    private IOException Explained(AmazonServiceException problem, string key, string done) => problem switch
    {
        { ErrorCode: "NoSuchBucket" }
            => new RemoteException($"There is no bucket '{bucket}' (or it lies in another region than the one configured).", problem),
        { StatusCode: HttpStatusCode.NotFound } => Missing(key, problem),
        { StatusCode: HttpStatusCode.PreconditionFailed }
            => new RemoteException($"{Name}/{key} changed while it was read. Open it again.", problem),
        { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => new RemoteException(
            $"{Name}/{key} could not be {done}: the server refuses ({problem.ErrorCode}). Say who asks by Engine.Configure(aws: "
                + "...), or Unsigned = true for a public bucket.", problem),
        _ => new RemoteException($"{Name}/{key} could not be {done}: {problem.Message} ({problem.ErrorCode})", problem),
    };
}
