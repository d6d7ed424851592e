using System.Text;

namespace Pyramids;

/// <summary>All that precedes the tiles: file header, GDAL's structural metadata in a COG, directories and their values.</summary>
internal static class GeoTiffHeaderWriter
{
    private const ushort TileOffsets = 324, TileByteCounts = 325, AssociatedAlpha = 1, UnassociatedAlpha = 2;

    // The blank at the end leaves room to turn NO into YES, as GDAL does when it changes the file.
    private const string EndOfStructure = "KNOWN_INCOMPATIBLE_EDITION=NO\n ", MaskStructure = "MASK_INTERLEAVED_WITH_IMAGERY=YES\n";
    private const string CogStructure =
        "LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\nBLOCK_TRAILER=LAST_4_BYTES_REPEATED\n"
            + EndOfStructure;

    /// <summary>The header of a file whose tiles lie where the indexes say: for each level one index and, where there
    /// are masks, one for its mask. Metadata is GDAL's XML, or empty.</summary>
    public static byte[] Write(GeoTiffWriterLayout layout, IReadOnlyList<TileIndex> indexes, string metadata)
    {
        var directories = new List<IfdWriter>();
        foreach (var (i, level) in layout.Levels.Index())
        {
            directories.Add(Directory(layout, level, indexes[directories.Count], i == 0 ? metadata : "", overview: i > 0));
            if (layout.HasMask) directories.Add(Mask(layout, level, indexes[directories.Count], overview: i > 0));
        }
        var structure =
            layout.HasMask ? CogStructure.Replace(EndOfStructure, MaskStructure + EndOfStructure, StringComparison.Ordinal) : CogStructure;
        var ghost = layout.Options is CogOptions
            ? Encoding.ASCII.GetBytes($"GDAL_STRUCTURAL_METADATA_SIZE={structure.Length:D6} bytes\n{structure}")
            : [];
        return IfdWriter.Write(directories, ghost, layout.Big, [TileOffsets, TileByteCounts]);
    }

    private static IfdWriter Directory(GeoTiffWriterLayout layout, TiffLevel level, TileIndex index, string metadata, bool overview)
    {
        var (schema, bands) = (layout.Schema, layout.Schema.Bands);
        var ifd = new IfdWriter();
        if (overview) ifd.Long(254, 1);
        ifd.Long(256, (uint)level.Columns);
        ifd.Long(257, (uint)level.Rows);
        ifd.Short(258, Repeat((ushort)(schema.Type.Size() * 8), bands));
        ifd.Short(259, CompressionTag(layout.Options.Compression));
        var rgb = GeoTiffMeaning.IsRgb(schema, layout.Meaning);
        ifd.Short(262, layout.Meaning.ColourTable.Count > 0 ? (ushort)3 : rgb ? (ushort)2 : (ushort)1);
        ifd.Short(277, checked((ushort)bands));
        ifd.Short(284, layout.Pixel || bands == 1 ? (ushort)1 : (ushort)2);
        if (layout.Predictor != TiffPredictor.None) ifd.Short(317, layout.Predictor == TiffPredictor.Horizontal ? (ushort)2 : (ushort)3);
        if (layout.Meaning.ColourTable.Count > 0)
            ifd.Short(320, ColourMap(layout.Meaning.ColourTable, schema.Type == DType.UInt8 ? 256 : 65_536));
        Tiles(ifd, layout, level, index);
        var extra = Repeat((ushort)0, bands - (rgb ? 3 : 1));
        if (layout.Meaning.AlphaBand is { } alpha && alpha >= bands - extra.Length)
            extra[alpha - bands + extra.Length] = layout.Meaning.IsPremultiplied ? AssociatedAlpha : UnassociatedAlpha;
        if (extra.Length > 0) ifd.Short(338, extra);
        ifd.Short(339, Repeat(schema.Type.IsFloating() ? (ushort)3 : schema.Type.IsSigned() ? (ushort)2 : (ushort)1, bands));
        if (!overview) Georeference(ifd, schema.Grid, layout.Meaning.IsPoint);
        if (metadata.Length > 0) ifd.Ascii(42112, metadata);
        if (layout.NoData is { } noData) ifd.Ascii(42113, GeoTiffNoData.Text(noData, schema.Type));
        return ifd;
    }

    // TIFF 6.0, section 8, NewSubfileType and PhotometricInterpretation: a bit for each cell, 1 where the image is valid.
    private static IfdWriter Mask(GeoTiffWriterLayout layout, TiffLevel level, TileIndex index, bool overview)
    {
        var ifd = new IfdWriter();
        ifd.Long(254, overview ? 5u : 4u);
        ifd.Long(256, (uint)level.Columns);
        ifd.Long(257, (uint)level.Rows);
        ifd.Short(258, 1);
        ifd.Short(259, CompressionTag(Compression.Deflate));
        ifd.Short(262, 4);
        ifd.Short(277, 1);
        ifd.Short(284, 1);
        Tiles(ifd, layout, level, index);
        ifd.Short(339, 1);
        return ifd;
    }

    private static void Tiles(IfdWriter ifd, GeoTiffWriterLayout layout, TiffLevel level, TileIndex index)
    {
        ifd.Long(322, (uint)level.BlockColumns);
        ifd.Long(323, (uint)level.BlockRows);
        if (layout.Big) ifd.Long8(TileOffsets, index.Offsets);
        else ifd.Long(TileOffsets, Array.ConvertAll(index.Offsets, offset => checked((uint)offset)));
        ifd.Long(TileByteCounts, index.Lengths);
    }

    // TIFF 6.0, section 5: all reds, all greens, all blues, each 0 to 65535; what the table lacks is black.
    private static ushort[] ColourMap(IReadOnlyList<Colour> colours, int count)
    {
        var map = new ushort[3 * count];
        for (var i = 0; i < colours.Count; i++)
            (map[i], map[count + i], map[2 * count + i]) = ((ushort)(colours[i].Red * 257), (ushort)(colours[i].Green * 257),
                (ushort)(colours[i].Blue * 257));
        return map;
    }

    // GeoTIFF 1.1 (OGC 19-008r4), annex B.6: scale and tie point for north-up grids, the matrix for all others.
    private static void Georeference(IfdWriter ifd, GridSpec grid, bool isPoint)
    {
        var t = grid.Transform;
        if (grid.Crs is not null) GeoKeyTags(ifd, grid.Crs, isPoint);
        if (t == Affine.Identity) return;
        // Coordinates of points are those of their centres; the key that says so goes with those of a system.
        if (isPoint && grid.Crs is not null)
            t = t with
            {
                OriginX = t.OriginX + (t.XPerColumn * 0.5 + t.XPerRow * 0.5),
                OriginY = t.OriginY + (t.YPerColumn * 0.5 + t.YPerRow * 0.5),
            };
        if (!t.IsRotated && t.XPerColumn > 0 && t.YPerRow < 0)
        {
            ifd.Double(33550, t.XPerColumn, -t.YPerRow, 0);
            ifd.Double(33922, 0, 0, 0, t.OriginX, t.OriginY, 0);
        }
        else
        {
            ifd.Double(34264, t.XPerColumn, t.XPerRow, 0, t.OriginX, t.YPerColumn, t.YPerRow, 0, t.OriginY, 0, 0, 0, 0, 0, 0, 0, 1);
        }
    }

    // Keys without a system would be read by others as one of unknown axes.
    private static void GeoKeyTags(IfdWriter ifd, Crs crs, bool isPoint)
    {
        var (directory, doubles, ascii) = GeoKeys.Write(crs, isPoint);
        ifd.Short(34735, directory);
        if (doubles.Length > 0) ifd.Double(34736, doubles);
        if (ascii.Length > 0) ifd.Ascii(34737, ascii);
    }

    private static ushort CompressionTag(Compression compression) => compression switch
    {
        Compression.None => 1,
        Compression.Lzw => 5,
        Compression.Deflate => 8,
        Compression.PackBits => 32773,
        _ => 50000,
    };

    private static ushort[] Repeat(ushort value, int count)
    {
        var values = new ushort[count];
        Array.Fill(values, value);
        return values;
    }
}

/// <summary>Where the tiles of a level lie; both 0 for one that is left out.</summary>
internal sealed class TileIndex(long tiles)
{
    public ulong[] Offsets { get; } = new ulong[tiles];

    public uint[] Lengths { get; } = new uint[tiles];

    /// <summary>A copy of some of the places.</summary>
    public TileIndex Part(int first, int count)
    {
        var part = new TileIndex(count);
        Array.Copy(Offsets, first, part.Offsets, 0, count);
        Array.Copy(Lengths, first, part.Lengths, 0, count);
        return part;
    }
}
