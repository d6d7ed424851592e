using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace Pyramids;

/// <summary>Writes one large object in parts, several at once; it appears when all have arrived.</summary>
internal static class S3Upload
{
    private const int AtOnce = 4, MaxParts = 10_000;

    public static async Task RunAsync(AmazonS3Client client, string bucket, string key, ReadOnlyMemory<byte> content, long partBytes,
        CancellationToken cancellation)
    {
        var size = (int)Math.Min(int.MaxValue, Math.Max(partBytes, ((long)content.Length + MaxParts - 1) / MaxParts));
        var count = (int)(((long)content.Length + size - 1) / size);
        var upload = (await client.InitiateMultipartUploadAsync(bucket, key, cancellation).ConfigureAwait(false)).UploadId;
        try
        {
            var parts = new PartETag[count];
            var limit = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
            await Parallel.ForAsync(0, count, limit, async (i, token) =>
            {
                var part = content.Slice(i * size, Math.Min(size, content.Length - i * size));
                var answer = await client.UploadPartAsync(new()
                {
                    BucketName = bucket,
                    Key = key,
                    UploadId = upload,
                    PartNumber = i + 1,
                    PartSize = part.Length,
                    InputStream = StreamOf(part),
                    UseChunkEncoding = false,
                }, token).ConfigureAwait(false);
                parts[i] = new(i + 1, answer.ETag);
            }).ConfigureAwait(false);
            await client.CompleteMultipartUploadAsync(new() { BucketName = bucket, Key = key, UploadId = upload, PartETags = [.. parts] },
                cancellation).ConfigureAwait(false);
        }
        catch
        {
            // What was sent would be kept, and charged for, without an end.
            await AbortAsync(client, bucket, key, upload).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Bytes as a stream, without a copy where memory allows.</summary>
    public static Stream StreamOf(ReadOnlyMemory<byte> content)
        => MemoryMarshal.TryGetArray(content, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);

    private static async Task AbortAsync(AmazonS3Client client, string bucket, string key, string upload)
    {
        try
        {
            await client.AbortMultipartUploadAsync(new() { BucketName = bucket, Key = key, UploadId = upload }).ConfigureAwait(false);
        }
        catch (AmazonS3Exception)
        {
            // The error that ended the upload is the one to tell.
        }
    }
}
