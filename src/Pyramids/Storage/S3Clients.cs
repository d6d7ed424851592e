using System.Collections.Concurrent;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;

namespace Pyramids;

/// <summary>One client of S3 for each of the settings that were in force.</summary>
internal static class S3Clients
{
    private static readonly ConcurrentDictionary<AwsOptions, AmazonS3Client> Clients = new();

    public static AmazonS3Client For(AwsOptions options) => Clients.GetOrAdd(options, Make);

    private static AmazonS3Client Make(AwsOptions options)
    {
        options.Check();
        var endpoint = options.Endpoint ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3")
            ?? Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
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
        else if ((options.Region ?? Environment.GetEnvironmentVariable("AWS_REGION")) is { } region)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        else if (options.Profile is null || options.Unsigned) config.RegionEndpoint = RegionEndpoint.USEast1;
        return Credentials(options) is { } credentials ? new(credentials, config) : new(config);
    }

    /// <returns>Null for what the client finds by itself.</returns>
    private static AWSCredentials? Credentials(AwsOptions options)
    {
        if (options.Unsigned) return new AnonymousAWSCredentials();
        if (options.AccessKey is not null)
            return options.SessionToken is { } token
                ? new SessionAWSCredentials(options.AccessKey, options.SecretKey, token)
                : new BasicAWSCredentials(options.AccessKey, options.SecretKey);
        if (options.Profile is null) return null;
        return new CredentialProfileStoreChain().TryGetAWSCredentials(options.Profile, out var found)
            ? found
            : throw new ArgumentException(
                $"There is no profile '{options.Profile}' in the shared credentials file. Name another, or give AccessKey and "
                    + "SecretKey.");
    }
}
