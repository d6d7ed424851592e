namespace Pyramids;

/// <summary>Finds the store of a path or URL.</summary>
internal static class ByteStores
{
    /// <summary>Bytes of remote objects kept in memory.</summary>
    public const long CacheBytes = 64 << 20;

    /// <summary>Whether a name is a URL and no path.</summary>
    public static bool IsRemote(string pathOrUrl)
        => pathOrUrl.IndexOf("://", StringComparison.Ordinal) is > 0 and var at
            && pathOrUrl.AsSpan(0, at) is "http" or "https" or "s3" or "gs";

    /// <summary>Whether a store answers at once, so that it may be asked for what is only perhaps there; elsewhere every question is a
    /// request.</summary>
    public static bool IsLocal(this IByteStore store) => store is FileStore or MemoryStore;

    /// <summary>The store of a file or URL and the key in it: <c>dem.tif</c>, <c>https://…</c>, and
    /// <c>s3://bucket/key</c> or <c>gs://bucket/key</c> of public buckets.</summary>
    public static (IByteStore Store, string Key) For(string pathOrUrl, HttpStoreOptions? options = null)
    {
        if (!IsRemote(pathOrUrl)) return FileStore.ForFile(pathOrUrl);
        if (IsSigned(pathOrUrl) && pathOrUrl.LastIndexOf('/') is > 5 and var slash && slash < pathOrUrl.Length - 1)
            return (new CachingStore(new CoalescingStore(S3Store.ForUrl(pathOrUrl[..slash])), CacheBytes), pathOrUrl[(slash + 1)..]);
        var (store, key) = HttpStore.ForUrl(HttpUrl(pathOrUrl), options);
        return (new CachingStore(new CoalescingStore(store), CacheBytes), key);
    }

    /// <summary>Whether a URL names a bucket that is asked with the settings of S3; without any, it is read as the
    /// public sees it.</summary>
    public static bool IsSigned(string url) => url.StartsWith("s3://", StringComparison.Ordinal) && AwsOptions.IsConfigured;

    /// <summary>The address under which a bucket's objects are served.</summary>
    internal static string HttpUrl(string url)
    {
        if (!url.StartsWith("s3://", StringComparison.Ordinal) && !url.StartsWith("gs://", StringComparison.Ordinal)) return url;
        var rest = url[5..];
        var slash = rest.IndexOf('/');
        if (slash < 1 || slash == rest.Length - 1)
            throw new ArgumentException($"'{url}' names no object; {url[..5]}bucket/key was expected.");
        var (bucket, key) = (rest[..slash], rest[(slash + 1)..]);
        // A dot in a bucket's name does not fit the certificate of its own host.
        return url[0] == 'g' ? $"https://storage.googleapis.com/{bucket}/{key}"
            : bucket.Contains('.') ? $"https://s3.amazonaws.com/{bucket}/{key}" : $"https://{bucket}.s3.amazonaws.com/{key}";
    }
}
