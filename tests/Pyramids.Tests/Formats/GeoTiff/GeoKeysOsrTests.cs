using Xunit;

namespace Pyramids.Tests;

public class GeoKeysOsrTests
{
    public record Keys(string text, int[]? directory, double[]? doubles, string? ascii, string? wkt);

    private const string Tiff = """
        import struct
        def read_keys(b):
            off, = struct.unpack('<I', b[4:8]); n, = struct.unpack('<H', b[off:off+2]); tags = {}
            for i in range(n):
                tag, kind, count, _ = struct.unpack('<HHII', b[off+2+12*i:off+14+12*i])
                size = {1: 1, 2: 1, 3: 2, 4: 4, 12: 8}.get(kind, 1) * count
                at = off + 10 + 12 * i if size <= 4 else struct.unpack('<I', b[off+10+12*i:off+14+12*i])[0]
                tags[tag] = b[at:at+size]
            d = tags.get(34735, b''); f = tags.get(34736, b'')
            return struct.unpack(f'<{len(d)//2}H', d), struct.unpack(f'<{len(f)//8}d', f), tags.get(34737, b'').rstrip(b'\0').decode('latin1')
        def make(directory, doubles, ascii):
            a = ascii.encode('latin1') + b'\0'
            blobs = {34735: (3, len(directory), struct.pack(f'<{len(directory)}H', *directory)), 34737: (2, len(a), a)}
            if doubles: blobs[34736] = (12, len(doubles), struct.pack(f'<{len(doubles)}d', *doubles))
            entries = {256: (3, 1, 1), 257: (3, 1, 1), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1), 273: (4, 1, 8), 277: (3, 1, 1), 278: (3, 1, 1), 279: (4, 1, 1)}
            ifd = 12; tail = ifd + 2 + 12 * (len(entries) + len(blobs)) + 4; data = b''
            for tag, (kind, count, blob) in blobs.items():
                entries[tag] = (kind, count, tail + len(data)) if len(blob) > 4 else (kind, count, struct.unpack('<I', blob.ljust(4, b'\0'))[0])
                if len(blob) > 4: data += blob + b'\0' * (len(blob) % 2)
            return b'II*\0' + struct.pack('<I', ifd) + b'\0' * 4 + struct.pack('<H', len(entries)) + b''.join(struct.pack('<HHII', t, *entries[t]) for t in sorted(entries)) + b'\0' * 4 + data
        result = []

        """;

    private static readonly string[] Custom = [.. """
        +proj=tmerc +lat_0=1 +lon_0=2 +k=.9
        +proj=tmerc +axis=wsu +lat_0=1 +lon_0=2
        +proj=lcc +lat_1=30 +lat_0=30 +k_0=.9 +lon_0=10
        +proj=lcc +lat_1=30 +lat_2=40 +lat_0=35 +lon_0=10 +units=us-ft
        +proj=aea +lat_1=30 +lat_2=40 +lat_0=35 +lon_0=10 +units=ft
        +proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45
        +proj=stere +lat_0=-90 +k=.99 +lon_0=-45
        +proj=sterea +lat_0=52 +k=.99 +lon_0=5
        +proj=stere +lat_0=52 +k=.99 +lon_0=5
        +proj=laea +lat_0=52 +lon_0=5
        +proj=aeqd +lat_0=52 +lon_0=5
        +proj=merc +k=.9 +lon_0=5
        +proj=merc +lat_ts=30 +lon_0=5
        +proj=eqc +lat_ts=30 +lon_0=5
        +proj=omerc +lat_0=1 +lonc=2 +alpha=3 +gamma=4 +k=.9 +no_uoff
        +proj=omerc +lat_0=1 +lonc=2 +alpha=3 +gamma=4 +k=.9
        +proj=cass +lat_0=1 +lon_0=3
        +proj=eqdc +lat_1=30 +lat_2=40 +lat_0=35 +lon_0=10
        +proj=poly +lat_0=1 +lon_0=3
        +proj=sinu +lon_0=3
        +proj=mill +lon_0=3
        +proj=robin +lon_0=3
        +proj=vandg +lon_0=3
        +proj=cea +lat_ts=30 +lon_0=3
        +proj=gnom +lat_0=1 +lon_0=3
        +proj=ortho +lat_0=1 +lon_0=3
        +proj=moll +lon_0=3
        +proj=eck4 +lon_0=3
        +proj=wintri +lon_0=3
        """.Split('\n').SelectMany(line => (string[])[line.Trim() + " +x_0=1000 +y_0=2000 +ellps=bessel", line.Trim() + " +x_0=-7.5 +datum=NAD27 +pm=paris"])];

    [Fact] public void Keys_that_GDAL_writes_are_read_as_it_means_them()
    {
        var texts = Custom.Concat(new[] { 4326, 4269, 32633, 2263, 27572, 4807, 3857, 2154, 3031, 5041, 28992, 2056, 31370, 2193, 3005,
            3978, 4979, 7405 }.Select(code => $"EPSG:{code}"));
        var answers = Osr.Ask<List<Keys>>(Tiff + """
            for text in data:
                s = osr.SpatialReference(); s.SetFromUserInput(text)
                ds = gdal.GetDriverByName('GTiff').Create('/vsimem/a.tif', 4, 4); ds.SetSpatialRef(s); ds.SetGeoTransform([100, 1, 0, 200, 0, -1]); ds = None
                f = gdal.VSIFOpenL('/vsimem/a.tif', 'rb'); b = bytes(gdal.VSIFReadL(1, 100000, f)); gdal.VSIFCloseL(f)
                d, f, a = read_keys(b)
                result.append(dict(text=text, directory=d, doubles=f, ascii=a, wkt=gdal.Open('/vsimem/a.tif').GetSpatialRef().ExportToWkt(['FORMAT=WKT2_2019'])))
            """, texts);
        var wrong = answers.Where(
            a => Crs.FromUserInput(a.wkt!) != GeoKeys.Read([.. a.directory!.Select(v => (ushort)v)], a.doubles, a.ascii!).Crs)
            .Select(a => a.text);
        Assert.Empty(wrong);
        Assert.Equal(Custom.Length + 18, answers.Count);
    }

    [Fact] public void Keys_that_we_write_mean_the_same_to_GDAL()
    {
        var custom = Osr.Ask<List<string>>("""
            result = []
            for text in data:
                s = osr.SpatialReference(); s.SetFromUserInput(text); result.append(s.ExportToWkt(['FORMAT=WKT2_2019']))
            """, Custom).Select(Crs.FromUserInput);
        var codes = EpsgTable.Shared.Codes('p').Concat(EpsgTable.Shared.Codes('g')).Where((code, i) => i % 23 == 0).Select(Crs.FromEpsg)
            .Where(crs => crs.Axes.Count == 2).ToList();
        List<Crs> systems = [.. custom, .. codes, .. EpsgTable.Shared.Codes('k').Where((code, i) => i % 23 == 0).Select(Crs.FromEpsg)];
        var answers = Osr.Ask<List<Keys>>(Tiff + """
            for i, (d, f, a) in enumerate(data):
                gdal.FileFromMemBuffer('/vsimem/b.tif', make(d, f, a))
                s = gdal.Open('/vsimem/b.tif').GetSpatialRef()
                result.append(dict(text=str(i), wkt=s.ExportToWkt(['FORMAT=WKT2_2019']) if s else None))
            """, systems.Select(crs => GeoKeys.Write(crs)).Select(keys => new object[] { keys.Directory, keys.Doubles, keys.Ascii }));
        var wrong = answers.Select((a, i) => (Ours: systems[i], Theirs: a.wkt is null ? null : Crs.FromUserInput(a.wkt)))
            .Where(pair => pair.Ours != pair.Theirs)
            .Select(pair => $"{pair.Ours} {pair.Ours.ToWkt()} -> {pair.Theirs?.ToWkt()}").ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(answers.Count > 300);
    }
}
