using System.Runtime.InteropServices;
using Xunit;

namespace Pyramids.Tests;

/// <summary>Filters of numcodecs before compression, and cells of 16-bit floating numbers.</summary>
public sealed class ZarrFilterTests
{
    [Fact]
    public async Task Cells_behind_filters_of_numcodecs_are_those_that_zarr_python_reads()
    {
        using var folder = new ScratchFolder();
        var lines = ZarrPeer.Run("""
            import sys, numpy as np, zarr
            from numcodecs import *
            out, rng = sys.argv[1], np.random.default_rng(5)
            cells = rng.normal(100, 30, (41, 50))
            def save(name, type, *filters, **more):
                a = (cells > 100) if type == '?' else cells.astype(type)
                z = zarr.open_array(f'{out}/{name}.zarr', 'w', shape=a.shape, chunks=(16, 20), dtype=a.dtype, filters=filters, **more)
                z[...] = a
                z[...].astype('f8').astype('<f8').tofile(f'{out}/{name}.bin')
                print(name)
            for t in ('i1', 'u1', '<i2', '>i2', '<u2', '<i4', '>i4', '<i8', '<u8', '<f4', '>f4', '<f8'):
                save('delta_' + t.strip('<>') + ('be' if t[0] == '>' else ''), t, Delta(t))
            save('delta_narrow', '<i4', Delta('<i4', astype='<i2'))
            save('delta_wide', '<f4', Delta('<f4', astype='<f8'))
            save('scaled', '<f8', FixedScaleOffset(100, 10, '<f8', '<i4'))
            save('scaled_bytes', '<f4', FixedScaleOffset(0, 1, '<f4', 'u1'), compressor=Zlib(1))
            save('scaled_single', '<f4', FixedScaleOffset(7, 3, '<f4', '<f4'))
            save('scaled_integers', '<i4', FixedScaleOffset(3, 0.25, '<i4', '<i4'))
            save('scaled_then_delta', '<f8', FixedScaleOffset(100, 10, '<f8', '>i2'), Delta('>i2'))
            save('quantized', '<f4', Quantize(1, '<f4'))
            save('quantized_narrow', '<f8', Quantize(1, '<f8', '<f4'), compressor=None)
            save('as_type', '<i4', AsType('<i2', '<i4'))
            save('bits', '?', PackBits())
            save('bits_raw', '?', PackBits(), compressor=None)
            save('crc', '<i4', CRC32()); save('adler', '<i4', Shuffle(4), Adler32())
            save('half', '<f2'); save('half_big', '>f2', order='F'); save('half_raw', '<f2', compressor=None, fill_value=float('nan'))
            """, folder.Path).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(29, lines.Length);
        foreach (var name in lines)
        {
            await using var source = await Stores.Open(folder[name + ".zarr"]);
            var expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(folder[name + ".bin"])).ToArray();
            var cells = await Stores.Read(source);
            var size = cells.Type.Size();
            for (var i = 0; i < expected.Length; i++)
                Assert.True(expected[i].Equals(ZarrFill.ToDouble(cells.Bytes.Slice(i * size, size), cells.Type)), $"{name}, cell {i}");
        }
    }

    [Fact]
    public void Filters_of_numcodecs_may_stand_before_the_bytes_of_version_3()
    {
        const string Codecs = """
            [{"name": "numcodecs.fixedscaleoffset", "configuration": {"offset": 5, "scale": 10, "dtype": "float32", "astype": "int8"}},
            {"name": "numcodecs.delta", "configuration": {"dtype": "|i1"}},
            {"name": "numcodecs.bitround", "configuration": {"keepbits": 3}},
            {"name": "bytes", "configuration": {"endian": "little"}}]
            """;
        var store = Hand.Store(
            ("zarr.json", Hand.Array3(("data_type", "\"float32\""), ("codecs", Codecs))), ("c/0/0", "hex: 0a 01 01 01 01 01 01 ff"));
        Assert.Equal([6f, 6.1f, 6.2f, 6.3f, 6.4f, 6.5f, 6.6f, 6.5f, 0, 0, 0, 0, 0, 0, 0, 0], Hand.Cells<float>(store));
    }

    [Fact]
    public void Checksums_of_Fletcher_are_those_of_numcodecs()
    {
        Assert.Equal(0u, Fletcher32.Compute([]));
        Assert.Equal(0x61006100u, Fletcher32.Compute("a"u8));
        Assert.Equal(0xE1EB9195u, Fletcher32.Compute("abcdefgh"u8));
        Assert.Equal(0x5B64241Eu, Fletcher32.Compute([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]));
        Assert.Equal(0xFFFFFFFFu, Fletcher32.Compute(Enumerable.Repeat((byte)255, 2000).ToArray()));
        const string Cells = "0100 0200 0300 0400 0500 0600 0700 0800";
        var sum = Convert.ToHexString(BitConverter.GetBytes(Fletcher32.Compute(Hand.Bytes("hex:" + Cells))));
        var metadata = (".zarray", Hand.Array2(("filters", """[{"id": "fletcher32"}]""")));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Hand.Cells<short>(Hand.Store(metadata, ("0.0", $"hex:{Cells}{sum}")))[..8]);
        var damaged = Hand.Store(metadata, ("0.0", $"hex:{Cells.Replace("08", "09")}{sum}"));
        Assert.Contains("fletcher32 checksum", Assert.Throws<RasterFormatException>(() => Hand.Cells<short>(damaged)).Message);
    }

    [Theory, InlineData("little", "00 3c 00 c0 01 00 00 7c"), InlineData("big", "3c 00 c0 00 00 01 7c 00")]
    public void Cells_of_16_bits_are_read_in_either_order_and_with_a_fill_value_of_16_bits(string endian, string bytes)
    {
        var store = Hand.Store(
            ("zarr.json", Hand.Array3(
                ("data_type", "\"float16\""), ("fill_value", "\"0x3e00\""),
                ("chunk_grid", """{"name": "regular", "configuration": {"chunk_shape": [1, 4]}}"""),
                ("codecs", """[{"name": "bytes", "configuration": {"endian": "ENDIAN"}}]""".Replace("ENDIAN", endian)))),
            ("c/0/0", "hex:" + bytes));
        Assert.Equal([1f, -2f, 5.9604645e-8f, float.PositiveInfinity, 1.5f, 1.5f], Hand.Cells<float>(store)[..6]);
    }

    [Theory]
    [InlineData("""[{"id": "delta"}]""", "'dtype' of 'delta' is missing")]
    [InlineData("""[{"id": "delta", "dtype": "<c8"}]""", "expected a type of numbers such as '<f4'")]
    [InlineData("""[{"id": "fixedscaleoffset", "dtype": "<i2", "scale": "x", "offset": 0}]""", "'scale' is \"x\"; expected a number")]
    [InlineData("""[{"id": "vlen-utf8"}]""", "'filters' has the codec 'vlen-utf8'")]
    public void A_filter_that_cannot_be_undone_is_refused_by_name(string filters, string message)
    {
        var store = Hand.Store((".zarray", Hand.Array2(("filters", filters))));
        Assert.Contains(message, Assert.Throws<RasterFormatException>(() => Hand.Cells<short>(store)).Message);
    }

    [Theory]
    [InlineData("""{"id": "delta", "dtype": "<i8", "astype": "|u1"}""", "hex: 01 02 03")]
    [InlineData("""{"id": "packbits"}""", "hex: 09 ff")]
    [InlineData("""{"id": "crc32"}""", "hex: 00 00 00 00 01 00 02 00 03 00 04 00 05 00 06 00 07 00 08 00")]
    [InlineData("""{"id": "quantize", "digits": 1, "dtype": "<i2", "astype": "<i4"}""", "hex: 01 02")]
    public void A_chunk_that_its_filter_cannot_undo_is_named(string filter, string chunk)
    {
        var store = Hand.Store((".zarray", Hand.Array2(("filters", $"[{filter}]"))), ("0.0", chunk));
        Assert.StartsWith("Chunk [0, 0] could not be decoded",
            Assert.Throws<RasterFormatException>(() => Hand.Cells<short>(store)).Message);
    }

    [Fact]
    public async Task A_store_with_a_filter_that_is_only_read_is_not_written_into()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["f.zarr"]);
        var metadata = Hand.Array2(("filters", """[{"id": "quantize", "digits": 1, "dtype": "<i2"}]"""));
        await File.WriteAllTextAsync(folder["f.zarr/.zarray"], metadata, TestContext.Current.CancellationToken);
        var schema = new ArraySchema(new(4, 4, Affine.Identity, null), 1, DType.Int16);
        var error = Assert.Throws<ArgumentException>(() => ZarrSink.Create(folder["f.zarr"], schema, new() { Mode = ZarrMode.Region }));
        Assert.Contains("quantize", error.Message);
        Assert.Contains("read and not written", error.Message);
    }
}
