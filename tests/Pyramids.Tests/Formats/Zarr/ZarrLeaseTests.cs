using System.Text;
using Xunit;

namespace Pyramids.Tests;

/// <summary>Writers that meet at one store among objects.</summary>
public sealed class ZarrLeaseTests(ITestOutputHelper output)
{
    private const string Name = "a.zarr";
    private static readonly ArraySchema Schema = Stores.Schema(64, 32, 1, DType.Int32);
    private static readonly ZarrOptions Append = new() { Mode = ZarrMode.Append }, Region = new() { Mode = ZarrMode.Region };
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(150);

    [Fact]
    public async Task Of_two_appends_at_once_one_is_told_that_the_store_was_changed()
    {
        const int rounds = 50;
        for (var round = 0; round < rounds; round++)
        {
            var store = new MemoryStore();
            await WriteAsync(store, new() { BandAxis = true, Chunks = new(1, 16, 16) }, Written.Cells(Schema));
            var sinks = new[] { ZarrSink.Create(ZarrLocation.In(store, Name), Schema, Append),
                ZarrSink.Create(ZarrLocation.In(store, Name), Schema, Append) };
            var cells = new[] { Written.Cells(Schema, 2), Written.Cells(Schema, 3) };
            var errors = await Task.WhenAll(
                sinks.Select((sink, i) => Task.Run(async () => await Record.ExceptionAsync(() => Written.Write(sink, Schema, cells[i])))));
            var lost = Array.FindIndex(errors, error => error is not null);
            Assert.Null(errors[1 - lost]);
            Assert.Contains("was changed while this write was under way: it was 1x64x32 and is 2x64x32",
                Assert.IsType<IOException>(errors[lost]).Message);
            var source = await ZarrStore.OpenAsync(new PrefixStore(store, Name));
            Assert.Equal(2, source.Schema.Bands);
            var band = Chunk.Allocate(Schema.Whole with { Band = 1 }, DType.Int32);
            await source.ReadAsync(band, default);
            Assert.True(cells[1 - lost].Bytes.SequenceEqual(band.Bytes));
            await WholeAsync(store);
        }
        output.WriteLine($"{rounds} pairs of appends, {rounds} told");
    }

    [Fact]
    public async Task Several_writers_change_parts_of_one_store_one_after_the_other()
    {
        var store = new MemoryStore();
        var cells = Written.Cells(Schema, 4);
        await WriteAsync(store, new() { Chunks = new(1, 8, 8) }, Written.Cells(Schema));
        await Parallel.ForAsync(0, 8, async (part, _) =>
        {
            var some = Schema with { Grid = Schema.Grid.Crop(8 * part, 0, 8, 32) };
            var chunk = new Chunk(some.Whole, DType.Int32,
                Written.Cut(cells, Schema.Whole with { Row = 8 * part, Rows = 8 }).Bytes.ToArray());
            await Written.Write(ZarrSink.Create(ZarrLocation.In(store, Name, TimeSpan.FromSeconds(10)), some, Region), some, chunk);
        });
        await Stores.Equal(cells, await ZarrStore.OpenAsync(new PrefixStore(store, Name)));
        await WholeAsync(store);
    }

    [Fact]
    public async Task A_second_writer_of_a_new_store_is_refused_while_the_first_lives()
    {
        var store = new MemoryStore();
        var options = new ZarrOptions { Chunks = new(1, 16, 16) };
        await using (var first = ZarrSink.Create(ZarrLocation.In(store, Name, Soon), Schema, options))
        {
            var error = Assert.Throws<IOException>(
                () => ZarrSink.Create(ZarrLocation.In(store, Name, TimeSpan.FromSeconds(30)), Schema, options));
            Assert.Contains(
                $"is being written by another process ({Environment.MachineName}, process {Environment.ProcessId})", error.Message);
            await Written.Write(first, Schema, Written.Cells(Schema));
        }
        Assert.Contains("exists",
            Assert.Throws<IOException>(() => ZarrSink.Create(ZarrLocation.In(store, Name, Soon), Schema, options)).Message);
        await WholeAsync(store);
    }

    [Fact]
    public async Task What_a_dead_writer_holds_is_taken_over_and_who_was_only_slow_is_told()
    {
        var store = new MemoryStore();
        await store.WriteAsync($".{Name}.lock", Encoding.UTF8.GetBytes("somebody who died"), default);
        await WriteAsync(store, new() { Chunks = new(1, 16, 16) }, Written.Cells(Schema));
        await WholeAsync(store);
        await using var slow = await ZarrLease.TakeAsync(ZarrLocation.In(store, Name), wait: true, default);
        await slow.CheckAsync(default);
        await using (await ZarrLease.TakeAsync(ZarrLocation.In(store, Name, TimeSpan.FromMilliseconds(10)), wait: true, default))
            Assert.Contains("taken over by another writer",
                (await Assert.ThrowsAsync<IOException>(async () => await slow.CheckAsync(default))).Message);
    }

    private static Task WriteAsync(MemoryStore store, ZarrOptions options, Chunk cells)
        => Written.Write(ZarrSink.Create(ZarrLocation.In(store, Name, Soon), Schema, options), Schema, cells);

    private static async Task WholeAsync(MemoryStore store)
    {
        Assert.True((await ZarrVerify.RunAsync(new PrefixStore(store, Name), default)).IsWhole);
        Assert.Equal([Name + "/"], await store.ChildrenAsync("", default).ToListAsync());
    }
}
