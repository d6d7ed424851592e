using System.Collections.Concurrent;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;

namespace Pyramids;

/// <summary>The settings of S3 in force, and one client for each of them.</summary>
internal static class S3Clients
{
    private static readonly AsyncLocal<AwsOptions?> Scoped = new();
    private static readonly ConcurrentDictionary<AwsOptions, AmazonS3Client> Clients = new();

    /// <summary>For this flow of control and what it starts; null where nothing was configured.</summary>
    public static AwsOptions? Options
    {
        get => Scoped.Value;
        set => Scoped.Value = value;
    }

    /// <summary>Whether anything says how to sign: without it, buckets are read as the public has them.</summary>
    public static bool IsConfigured
        => Options is not null || new[] { "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3" }.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });

    public static AmazonS3Client For(AwsOptions options) => Clients.GetOrAdd(options, Make);

    private static AmazonS3Client Make(AwsOptions options)
    {
        options.Check();
        var endpoint = options.Endpoint ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3") ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
        var config = new AmazonS3Config
        {
            MaxErrorRetry = options.Attempts - 1,
            RetryMode = RequestRetryMode.Standard,
            Timeout = options.Timeout,
            // Trailing checksums are unknown to many servers that speak S3; parts of an object are never checked by them anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            ForcePathStyle = options.PathStyle ?? endpoint is not null,
        };
        if (options.Profile is not null) config.Profile = new Profile(options.Profile);
        if (endpoint is not null) (config.ServiceURL, config.AuthenticationRegion) = (endpoint, options.Region ?? "us-east-1");
        else if ((options.Region ?? Environment.GetEnvironmentVariable("AWS_REGION")) is { } region) config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        else if (options.Profile is null || options.Unsigned) config.RegionEndpoint = RegionEndpoint.USEast1;
        return Credentials(options) is { } credentials ? new(credentials, config) : new(config);
    }

    /// <returns>Null for what the client finds by itself.</returns>
    private static AWSCredentials? Credentials(AwsOptions options)
    {
        if (options.Unsigned) return new AnonymousAWSCredentials();
        if (options.AccessKey is not null)
            return options.SessionToken is { } token ? new SessionAWSCredentials(options.AccessKey, options.SecretKey, token) : new BasicAWSCredentials(options.AccessKey, options.SecretKey);
        if (options.Profile is null) return null;
        return new CredentialProfileStoreChain().TryGetAWSCredentials(options.Profile, out var found)
            ? found
            : throw new ArgumentException($"There is no profile '{options.Profile}' in the shared credentials file. Name another, or give AccessKey and SecretKey.");
    }
}
