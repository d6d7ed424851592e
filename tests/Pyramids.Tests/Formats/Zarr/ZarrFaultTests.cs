using Xunit;

namespace Pyramids.Tests;

/// <summary>Writes of which one store call after the other goes wrong: readers see the old cells or the new ones, and
/// the write can be done again.</summary>
public sealed class ZarrFaultTests(ITestOutputHelper output)
{
    private const string Name = "a.zarr";
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);
    private static readonly ArraySchema Schema = Stores.Schema(20, 17, 2, DType.Int16) with { NoData = 0 };
    private static readonly ZarrOptions Options = new() { Chunks = new(1, 8, 8), Codec = ZarrCodec.Zstd, SkipEmptyChunks = true };

    public static TheoryData<ZarrMode, int> Writes
        => new(from mode in Enum.GetValues<ZarrMode>() from version in new[] { 2, 3 } select (mode, version));

    [Theory, MemberData(nameof(Writes))]
    public async Task Among_objects_readers_see_old_or_new_whatever_call_goes_wrong(ZarrMode mode, int version)
    {
        var options = Options with { Version = version, Mode = mode, Resume = mode == ZarrMode.Create ? "one" : null };
        var expected = new MemoryStore();
        await PrepareAsync(expected, mode, version);
        var (old, fresh) = (await CellsAsync(expected), Fresh(mode));
        int looked = 0, torn = 0;
        var watched = new FaultyStore(expected, StoreFault.Delay, 0)
        {
            Before = async () =>
            {
                looked++;
                var seen = await CellsAsync(expected);
                if (!Same(seen, old) && !Same(seen, fresh)) torn++;
            },
        };
        await WriteAsync(ZarrLocation.In(watched, Name), mode, options);
        Assert.Equal(0, torn);
        Assert.True(Same(await CellsAsync(expected), fresh));
        var bytes = Objects(expected);
        int runs = 0, again = 0, recomputed = 0;
        foreach (var fault in Enum.GetValues<StoreFault>())
        {
            for (var at = 1; at <= watched.Calls; at++, runs++)
            {
                var memory = new MemoryStore();
                await PrepareAsync(memory, mode, version);
                var faulty = new FaultyStore(memory, fault, at);
                var done = 0;
                try
                {
                    await WriteAsync(ZarrLocation.In(faulty, Name), mode, options, () => done++);
                }
                catch (IOException)
                {
                    // On purpose; what matters is what is left.
                }
                var seen = await CellsAsync(memory);
                Assert.True(Same(seen, old) || Same(seen, fresh),
                    $"After {fault} at call {at} a reader sees neither the old nor the new cells.");
                if (!Same(seen, fresh) || mode == ZarrMode.Overwrite)
                {
                    again++;
                    await using (var sink = ZarrSink.Create(ZarrLocation.In(memory, Name, Patience), Raster(mode), options))
                    {
                        if (mode == ZarrMode.Create)
                            Assert.True(sink.Resumed >= done - 1,
                                $"{sink.Resumed} of {done} objects are known after {fault} at call {at}.");
                        if (mode == ZarrMode.Create) recomputed += Math.Max(0, done - sink.Resumed);
                        await RunAsync(sink, mode, () => { });
                    }
                }
                else if (mode is ZarrMode.Region or ZarrMode.Append)
                    await ZarrObjectCommit.RecoverAsync(ZarrLocation.In(memory, Name, Patience), default);
                Assert.True(Same(await CellsAsync(memory), fresh), $"{fault} at call {at}");
                if (mode is ZarrMode.Create or ZarrMode.Overwrite) Assert.Equal(bytes, Objects(memory, Name + "/"));
                Assert.True((await ZarrVerify.RunAsync(new PrefixStore(memory, Name), default)).IsWhole);
            }
        }
        output.WriteLine($"{mode}, version {version}: {looked} looks during a write, {runs} faults, "
            + $"{again} writes done again, {recomputed} finished objects computed again");
    }

    [Theory, MemberData(nameof(Writes))]
    public async Task On_disk_readers_see_old_or_new_whatever_call_goes_wrong(ZarrMode mode, int version)
    {
        var options = Options with { Version = version, Mode = mode };
        var runs = 0;
        foreach (var fault in Enum.GetValues<StoreFault>())
        {
            for (var at = 1; ; at++, runs++)
            {
                using var folder = new QuickFolder();
                var path = folder[Name];
                if (mode != ZarrMode.Create)
                    await Written.Write(ZarrSink.Create(path, Schema, Options with { Version = version }), Schema,
                        Written.Cells(Schema, 1));
                var old = DiskCells(path);
                FaultyStore? faulty = null;
                var failed = false;
                try
                {
                    await using var place = ZarrLocation.Of(path);
                    var wrapped = new ZarrLocation(place, store => faulty = new(store, fault, at));
                    await WriteAsync(wrapped, mode, options);
                }
                catch (IOException)
                {
                    failed = true;
                }
                var seen = DiskCells(path);
                Assert.True(Same(seen, failed ? old : Fresh(mode)), $"{fault} at call {at}: {(failed ? "failed" : "done")}");
                if (fault != StoreFault.Die)
                    Assert.Equal(failed && mode == ZarrMode.Create ? [] : [path], Directory.GetFileSystemEntries(folder.Path));
                if (at > faulty!.Calls) break;
                if (!failed) continue;
                await WriteAsync(ZarrLocation.Of(path), mode, options);
                Assert.True(Same(DiskCells(path), Fresh(mode)));
                await using var whole = new FileStore(path);
                Assert.True((await ZarrVerify.RunAsync(whole, default)).IsWhole);
            }
        }
        output.WriteLine($"{mode}, version {version}: {runs} faults");
    }

    private static async Task PrepareAsync(MemoryStore memory, ZarrMode mode, int version)
    {
        if (mode == ZarrMode.Create) return;
        await Written.Write(ZarrSink.Create(ZarrLocation.In(memory, Name), Schema, Options with { Version = version }), Schema,
            Written.Cells(Schema, 1));
    }

    private static ArraySchema Raster(ZarrMode mode)
        => mode == ZarrMode.Region ? Schema with { Grid = Schema.Grid.Crop(8, 0, 12, 17) } : Schema;

    private static async Task WriteAsync(ZarrLocation place, ZarrMode mode, ZarrOptions options, Action? done = null)
    {
        await using var sink = ZarrSink.Create(place, Raster(mode), options);
        await RunAsync(sink, mode, done ?? (() => { }));
    }

    private static async Task RunAsync(ZarrSink sink, ZarrMode mode, Action done)
    {
        var schema = Raster(mode);
        var cells = New(mode);
        foreach (var window in Written.Windows(schema, sink.Block, 1).Where(window => sink.Wants(window)))
        {
            await sink.WriteAsync(0, Written.Cut(cells, window), default);
            done();
        }
        await sink.CompleteAsync(default);
    }

    private static Chunk New(ZarrMode mode)
    {
        var cells = Written.Cells(Raster(mode), 2);
        cells.Cells<short>()[..170].Clear();
        return cells;
    }

    /// <summary>Cells of the whole store after the write.</summary>
    private static short[] Fresh(ZarrMode mode)
    {
        short[] old = Written.Cells(Schema, 1).Cells<short>().ToArray(), added = New(mode).Cells<short>().ToArray();
        switch (mode)
        {
            case ZarrMode.Append:
                return [.. old, .. added];
            case ZarrMode.Region:
                for (var band = 0; band < 2; band++) added.AsSpan(band * 12 * 17, 12 * 17).CopyTo(old.AsSpan((band * 20 + 8) * 17));
                return old;
            default:
                return added;
        }
    }

    private static async Task<short[]?> CellsAsync(MemoryStore memory)
    {
        var place = ZarrLocation.In(memory, Name);
        var store = await ZarrCommitted.OpenAsync(place.Store, memory, Name, default);
        if (await store.LengthAsync("zarr.json", default) is null && await store.LengthAsync(".zgroup", default) is null) return null;
        return (await Stores.Read(await ZarrStore.OpenAsync(store))).Cells<short>().ToArray();
    }

    private static short[]? DiskCells(string path)
    {
        if (!Directory.Exists(path)) return null;
        using var dataset = Dataset.ReadFile(path);
        return Stores.Read(dataset.Source).GetAwaiter().GetResult().Cells<short>().ToArray();
    }

    private static bool Same(short[]? one, short[]? other)
        => one is null ? other is null : other is not null && one.AsSpan().SequenceEqual(other);

    private static SortedDictionary<string, string> Objects(MemoryStore memory, string prefix = "")
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in memory.ListAsync(prefix, default).ToBlockingEnumerable())
        {
            var bytes = new byte[memory.LengthAsync(key, default).Result!.Value];
            memory.ReadAsync(key, 0, bytes, default).AsTask().Wait();
            all[key] = Convert.ToHexString(bytes);
        }
        return all;
    }
}
