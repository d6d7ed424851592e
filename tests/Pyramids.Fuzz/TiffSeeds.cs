namespace Pyramids.Fuzz;

/// <summary>Small TIFFs of every kind: made by hand tag by tag, and written by the engine.</summary>
internal static class TiffSeeds
{
    private const int Columns = 48, Rows = 40;

    public static IEnumerable<byte[]> All()
    {
        var cells = CodecTargets.Content(Columns * Rows * 4, 1);
        yield return Jpeg(JpegSeeds.Grey, 16, 1);
        yield return Jpeg(JpegSeeds.Coloured, 12, 3);
        foreach (var big in (bool[])[false, true])
            foreach (var (tag, compression) in ((int, Compression)[])[(1, Compression.None), (5, Compression.Lzw), (8, Compression.Deflate),
                (32773, Compression.PackBits), (50000, Compression.Zstd)])
            {
                var predicts = compression is Compression.Lzw or Compression.Deflate;
                yield return Strips(big, tag, Encoded(cells[..(Columns * Rows)]), 8, 1, 1);
                yield return Strips(big, tag, Encoded(cells), 32, 3, predicts ? 3 : 1);
                yield return Strips(big, tag, Encoded(cells[..(Columns * Rows * 2)]), 16, 2, predicts ? 2 : 1);
                yield return Strips(big, tag, Encoded(cells[..(Columns * Rows / 8)]), 1, 1, 1);
                yield return Tiles(big, tag, [.. Enumerable.Range(0, 12).Select(i => Encoded(cells[(i * 256)..((i + 1) * 256)]))]);

                byte[] Encoded(byte[] content) => CodecTargets.Encode(compression, content);
            }
        foreach (var written in Written()) yield return written;
    }

    // With overviews, a mask, a colour table, opacity, names, scales.
    private static IEnumerable<byte[]> Written()
    {
        var folder = Directory.CreateTempSubdirectory("pyramids-fuzz-");
        try
        {
            var path = Path.Combine(folder.FullName, "a.tif");
            var grid = new GridSpec(Rows, Columns, Affine.NorthUp(500_000, 5_000_000, 10, 20), Crs.FromEpsg(32633));
            var bytes = new NDArray(new(grid, 1, DType.UInt8) { IsPlane = true, NoData = 7 },
                CodecTargets.Content(Columns * Rows, 2)).ToLazy();
            yield return Bytes(bytes, new() { BlockSize = 16, ColourTable = [new(1, 2, 3), new(4, 5, 6)] });
            yield return Bytes(LazyArray.Stack(bytes, bytes, bytes, bytes),
                new() { BlockSize = 16, AlphaBand = 3, BigTiff = BigTiff.Yes, Scales = [1, 2, 3, 4] });
            yield return Bytes(bytes.With(new MaskedOperation().On(bytes.Node, (bytes > 9).Node)),
                new() { BlockSize = 16, Compression = Compression.Zstd });
            yield return Bytes(LazyArray.Stack(bytes.AsType(DType.Float64), bytes.AsType(DType.Float64)).WithBandNames("a", "b"),
                new() { BlockSize = 32, Interleave = BandInterleave.Band, Sparse = true });

            byte[] Bytes(LazyArray array, CogOptions options)
            {
                array.ToCog(path, options);
                return File.ReadAllBytes(path);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Strips(bool big, int compression, byte[] encoded, int bits, int format, int predictor)
    {
        var tiff = HandMadeTiff.Grey(Rows, Columns, encoded, big, bigTiff: bits == 16).Short(TiffTag.Compression, compression)
            .Short(TiffTag.BitsPerSample, bits)
            .Short(TiffTag.SampleFormat, format).Short(TiffTag.Predictor, predictor).Double(TiffTag.ModelPixelScale, 1, 1, 0)
            .Double(TiffTag.ModelTiepoint, 0, 0, 0, 5, 6, 0)
            .Text(TiffTag.GdalNoData, "7").Text(TiffTag.GdalMetadata,
                "<GDALMetadata><Item name=\"a\" sample=\"0\" role=\"description\">b</Item></GDALMetadata>")
            .Short(TiffTag.GeoKeyDirectory, 1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32633);
        tiff.Directory().Long(TiffTag.NewSubfileType, 4).Short(TiffTag.ImageWidth, Columns).Short(TiffTag.ImageLength, Rows)
            .Long(TiffTag.StripOffsets, tiff.Data(new byte[240])).Long(TiffTag.StripByteCounts, 240);
        return tiff.Bytes();
    }

    private static byte[] Jpeg(string encoded, int rows, int bands)
        => HandMadeTiff.Grey(rows, 16, Convert.FromBase64String(encoded)).Short(TiffTag.Compression, 7).Short(TiffTag.BitsPerSample,
            [.. Enumerable.Repeat(8, bands)])
            .Short(TiffTag.SamplesPerPixel, bands).Short(TiffTag.PhotometricInterpretation, bands == 1 ? 1 : 6).Bytes();

    // Three bands of 2 by 2 tiles, each band with tiles of its own.
    private static byte[] Tiles(bool big, int compression, byte[][] tiles)
    {
        var tiff = new HandMadeTiff(big).Directory();
        return tiff.Short(TiffTag.ImageWidth, 30).Short(TiffTag.ImageLength, 20).Short(TiffTag.BitsPerSample, 8, 8, 8)
            .Short(TiffTag.SamplesPerPixel, 3)
            .Short(TiffTag.PlanarConfiguration, 2).Short(TiffTag.Compression, compression).Short(TiffTag.TileWidth, 16)
            .Short(TiffTag.TileLength, 16).Short(TiffTag.ExtraSamples, 2)
            .Long(TiffTag.TileOffsets, [.. tiles.Select(tile => tiff.Data(tile))])
            .Long(TiffTag.TileByteCounts, [.. tiles.Select(tile => (long)tile.Length)]).Bytes();
    }
}
