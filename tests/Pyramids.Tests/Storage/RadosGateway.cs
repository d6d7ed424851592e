using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.S3;
using Xunit;

namespace Pyramids.Tests;

/// <summary>A real server of S3 on loopback: Ceph's gateway over one monitor and one storage daemon that keeps
/// everything in memory.</summary>
public sealed class RadosGateway : IAsyncLifetime
{
    private const string Bucket = "pyramids";
    private const string Start = """
        set -e
        cd "$1"; exec > start.out 2>&1; fsid=$(cat /proc/sys/kernel/random/uuid); disk=$(cat /proc/sys/kernel/random/uuid)
        cat > ceph.conf <<C
        [global]
        fsid = $fsid
        mon_host = v1:127.0.0.1:$2
        ms_bind_msgr2 = false
        auth_cluster_required = cephx
        auth_service_required = cephx
        auth_client_required = cephx
        osd_pool_default_size = 1
        osd_pool_default_min_size = 1
        osd_pool_default_pg_num = 4
        osd_pool_default_pg_autoscale_mode = off
        osd_crush_chooseleaf_type = 0
        run_dir = $1
        log_file = $1/\$name.log
        admin_socket = $1/\$name.asok
        keyring = $1/keyring
        mon_data = $1/mon
        osd_data = $1/osd
        osd_objectstore = memstore
        memstore_device_bytes = 1073741824
        osd_class_load_list = *
        osd_class_default_list = *
        rgw_frontends = beast endpoint=127.0.0.1:$3
        rgw_data = $1/rgw
        rgw_thread_pool_size = 32
        C
        ceph-authtool --create-keyring keyring --gen-key -n mon. --cap mon 'allow *'
        ceph-authtool keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
        ceph-authtool keyring --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
        ceph-authtool keyring --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
        mkdir mon osd rgw
        monmaptool --create --clobber --fsid $fsid --addv a "[v1:127.0.0.1:$2]" monmap
        ceph-mon -c ceph.conf --mkfs -i a --monmap monmap --keyring keyring
        ceph-mon -c ceph.conf -i a -f > mon.out 2>&1 & echo $! > mon.pid
        timeout 60 ceph -c ceph.conf osd new $disk 0
        ceph-osd -c ceph.conf -i 0 --mkfs --osd-uuid $disk
        ceph-osd -c ceph.conf -i 0 -f > osd.out 2>&1 & echo $! > osd.pid
        radosgw -c ceph.conf -n client.rgw -f > rgw.out 2>&1 & echo $! > rgw.pid
        timeout 90 radosgw-admin -c ceph.conf user create --uid=test --display-name=test --access-key=testkey --secret=testsecret
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pyramids-s3-");
    private string? absent;
    private int count;

    /// <summary>How the server is reached; skips the test when it is not there.</summary>
    public AwsOptions Options
    {
        get
        {
            if (absent is not null) Assert.Skip(absent);
            return field;
        }
        private set;
    } = new() { AccessKey = "testkey", SecretKey = "testsecret", Timeout = TimeSpan.FromSeconds(20), PartBytes = 5 << 20 };

    /// <summary>A folder of the bucket that is a test's own.</summary>
    public string NextUrl() => $"s3://{Bucket}/{Interlocked.Increment(ref count)}";

    public async ValueTask InitializeAsync()
    {
        var missing = new[] { "ceph-mon", "ceph-osd", "radosgw" }.Where(name => !File.Exists($"/usr/bin/{name}")).ToArray();
        if (missing.Length > 0)
        {
            absent = $"No server of S3 is installed ({string.Join(", ", missing)}); apt-get install --no-install-recommends radosgw ceph-mon ceph-osd";
            return;
        }
        var port = FreePort();
        Options = Options with { Endpoint = $"http://127.0.0.1:{port}" };
        using var start = Process.Start(new ProcessStartInfo("bash", ["-c", Start, "start", folder.FullName, $"{FreePort()}", $"{port}"]))!;
        await start.WaitForExitAsync();
        Assert.True(start.ExitCode == 0,
            $"The server of S3 did not start: {await File.ReadAllTextAsync(Path.Combine(folder.FullName, "start.out"))}");
        var client = S3Clients.For(Options);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await client.PutBucketAsync(Bucket);
                return;
            }
            catch (Exception wait) when (attempt < 100 && wait is HttpRequestException or AmazonS3Exception)
            {
                await Task.Delay(200);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var file in folder.EnumerateFiles("*.pid"))
        {
            try
            {
                using var process = Process.GetProcessById(int.Parse(File.ReadAllText(file.FullName)));
                process.Kill();
                process.WaitForExit();
            }
            catch (ArgumentException)
            {
                // It had ended.
            }
        }
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

[CollectionDefinition(nameof(S3Collection))]
public sealed class S3Collection : ICollectionFixture<RadosGateway>;
