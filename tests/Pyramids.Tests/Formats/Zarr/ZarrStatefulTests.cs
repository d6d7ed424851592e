using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Pyramids.Tests;

/// <summary>Random sequences of writes against a model in memory.</summary>
public sealed class ZarrStatefulTests(ITestOutputHelper output)
{
    private const int Sequences = 5_000;

    private enum Kind { Overwrite, Region, Cut, Append, GiveUp, Read }

    private sealed record Step(Kind Kind, int Seed);

    private sealed record Case(int Version, int Rows, int Columns, BlockShape Chunks, bool Sharded, bool SkipEmpty, Step[] Steps);

    [Fact]
    public void A_store_holds_what_the_model_holds()
    {
        var step = from kind in Gen.Elements(Enum.GetValues<Kind>()) from seed in Gen.Choose(0, 10_000) select new Step(kind, seed);
        var cases = from version in Gen.Elements(2, 3)
                    from rows in Gen.Choose(1, 9)
                    from columns in Gen.Choose(1, 9)
                    from b in Gen.Choose(1, 2)
                    from r in Gen.Choose(1, 5)
                    from c in Gen.Choose(1, 5)
                    from sharded in Gen.Elements(true, false)
                    from skip in Gen.Elements(true, false)
                    from steps in Gen.ArrayOf(step, 4)
                    select new Case(version, rows, columns, new(b, Math.Min(r, rows), Math.Min(c, columns)), sharded, skip, steps);
        var writes = 0;
        Prop.ForAll(cases.ToArbitrary(), c => Holds(c, ref writes)).Check(Law.Cases(Sequences));
        output.WriteLine($"{Sequences} sequences, {writes} writes");
    }

    private static bool Holds(Case c, ref int writes)
    {
        using var folder = new QuickFolder();
        var path = folder["a.zarr"];
        var model = Create(path, c, 2, seed: 1, new());
        foreach (var (kind, seed) in c.Steps)
        {
            var random = new Random(seed);
            var shard = c.Sharded && c.Version == 3 ? 2 : 1;
            writes++;
            switch (kind)
            {
                case Kind.Overwrite:
                    model = Create(path, c, random.Next(1, 4), seed, new() { Mode = ZarrMode.Overwrite });
                    break;
                case Kind.Region or Kind.GiveUp:
                    var window = new[] { Pick(random, model.Schema.Bands, c.Chunks.Bands), Pick(random, c.Rows, c.Chunks.Rows * shard),
                        Pick(random, c.Columns, c.Chunks.Columns * shard) };
                    var region = new Window(window[0].Start, window[1].Start, window[2].Start, window[0].Size, window[1].Size,
                        window[2].Size);
                    var part = Part(model.Schema, region);
                    var cells = Cells(part, seed);
                    Write(path, part, cells, new() { Mode = ZarrMode.Region, Region = region, SkipEmptyChunks = c.SkipEmpty },
                        kind == Kind.Region);
                    if (kind == Kind.Region) Copy(cells, model.Cells, region);
                    break;
                case Kind.Cut when c.Chunks.Rows * shard > 1 && c.Rows > 1:
                    var cut = model.Schema.Whole with { Row = 1, Rows = c.Rows - 1 };
                    Assert.Throws<ArgumentException>(
                        () => ZarrSink.Create(path, Part(model.Schema, cut), new() { Mode = ZarrMode.Region }));
                    break;
                case Kind.Append:
                    var more = model.Schema with { Bands = random.Next(1, 3) };
                    var options = new ZarrOptions { Mode = ZarrMode.Append, SkipEmptyChunks = c.SkipEmpty };
                    if (model.Schema.Bands % Math.Min(c.Chunks.Bands, model.FirstBands) != 0)
                    {
                        Assert.Throws<ArgumentException>(() => ZarrSink.Create(path, more, options));
                        break;
                    }
                    var added = Cells(more, seed);
                    Write(path, more, added, options, true);
                    var schema = more with { Bands = model.Schema.Bands + more.Bands };
                    model = model with
                        { Schema = schema, Cells = new(schema.Whole, schema.Type, (byte[])[.. model.Cells.Bytes, .. added.Bytes]) };
                    break;
            }
            using var dataset = Dataset.ReadFile(path);
            var read = Chunk.Allocate(dataset.Schema.Whole, DType.UInt16);
            dataset.Source.ReadAsync(read, default).AsTask().GetAwaiter().GetResult();
            Assert.Equal(model.Cells.Cells<ushort>().ToArray(), read.Cells<ushort>().ToArray());
            Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
        }
        return true;
    }

    private sealed record Model(ArraySchema Schema, Chunk Cells, int FirstBands);

    private static Model Create(string path, Case c, int bands, int seed, ZarrOptions options)
    {
        var schema = Stores.Schema(c.Rows, c.Columns, bands, DType.UInt16) with { NoData = 0 };
        var cells = Cells(schema, seed);
        var chunks = c.Chunks with { Bands = Math.Min(bands, c.Chunks.Bands) };
        Write(path, schema, cells, options with
        {
            Version = c.Version,
            Codec = ZarrCodec.Zstd,
            Chunks = chunks,
            Shards = c.Sharded && c.Version == 3 ? new(chunks.Bands, 2 * chunks.Rows, 2 * chunks.Columns) : null,
            SkipEmptyChunks = c.SkipEmpty,
        }, true);
        return new(schema, cells, bands);
    }

    private static ArraySchema Part(ArraySchema schema, Window region)
        => schema with { Bands = region.Bands, Grid = schema.Grid.Crop(region.Row, region.Column, region.Rows, region.Columns) };

    private static Chunk Cells(ArraySchema schema, int seed)
    {
        var chunk = Chunk.Allocate(schema.Whole, DType.UInt16);
        var random = new Random(seed);
        if (seed % 3 != 0) foreach (ref var cell in chunk.Cells<ushort>()) cell = (ushort)random.Next(9);
        return chunk;
    }

    private static void Write(string path, ArraySchema schema, Chunk cells, ZarrOptions options, bool complete)
        => Written.Write(ZarrSink.Create(path, schema, options), schema, cells, complete: complete).GetAwaiter().GetResult();

    private static void Copy(Chunk from, Chunk to, Window region)
    {
        for (var band = 0; band < region.Bands; band++)
            for (var row = 0; row < region.Rows; row++)
                from.Plane<ushort>(band).Row(row).CopyTo(to.Plane<ushort>(region.Band + band).Row(region.Row + row)[region.Column..]);
    }

    /// <summary>A range of whole objects.</summary>
    private static (int Start, int Size) Pick(Random random, int length, int size)
    {
        var count = (length + size - 1) / size;
        var first = random.Next(count);
        var last = random.Next(first, count);
        return (first * size, Math.Min(length, (last + 1) * size) - first * size);
    }
}
