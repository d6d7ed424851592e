using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using PureHDF;
using PureHDF.Filters;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace Pyramids;

/// <summary>How an HDF5 file is written.</summary>
public sealed record Hdf5Options
{
    /// <summary>Bands, rows and columns of a chunk. Null for one band of 512x512 cells, or the whole raster where it is smaller.</summary>
    public BlockShape? Chunks { get; init; }

    /// <summary>Effort of deflate: 1 for fast, 9 for small; 0 to store cells as they are. The library has no levels between.</summary>
    public int Level { get; init; } = 1;

    /// <summary>Whether a file that exists is replaced once the new one is complete.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>Writes a raster as a chunked dataset of an HDF5 file with coordinates x and y. The library writes one chunk
/// at a time; the file appears when it is complete.</summary>
internal abstract class Hdf5Sink(ArraySchema schema, BlockShape block) : IChunkSink
{
    private const int Side = 512;

    public BlockShape Block => block;

    protected ArraySchema Schema => schema;

    /// <exception cref="IOException">The target exists and is not to be replaced, or cannot be written.</exception>
    /// <exception cref="ArgumentException">The options do not fit each other or the raster.</exception>
    public static Hdf5Sink Create(string path, string dataset, ArraySchema schema, Hdf5Options options)
    {
        if (dataset.Length == 0 || dataset.AsSpan().ContainsAny("/.") || dataset is "x" or "y" or "spatial_ref")
            throw new ArgumentException($"'{dataset}' cannot be the dataset's name: it is taken, empty, or has a slash or dot.");
        if (options.Level is not (0 or 1 or 9))
            throw new ArgumentException($"The level of deflate is {options.Level}; it is 0 (none), 1 (fast) or 9 (small).");
        var asked = options.Chunks ?? new(1, Side, Side);
        if (asked.Bands < 1 || asked.Rows < 1 || asked.Columns < 1)
            throw new ArgumentException($"Chunks of {asked} cells have a size below 1.");
        var block = new BlockShape(Math.Min(asked.Bands, schema.Bands), Math.Min(asked.Rows, schema.Grid.Rows),
            Math.Min(asked.Columns, schema.Grid.Columns));
        var full = Path.GetFullPath(path);
        if (File.Exists(full) && !options.Overwrite)
            throw new IOException($"'{path}' exists. Use Overwrite = true to replace it, or another name.");
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new DirectoryNotFoundException($"The folder of '{path}' does not exist. Make it first.");
        return DTypes.Dispatch(schema.Type, new Make(full, dataset, schema, block, options));
    }

    public abstract ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation);

    public abstract ValueTask CompleteAsync(CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();

    public long ScratchBytes(Window window) => 4 * window.Cells * schema.Type.Size();

    private readonly struct Make(string path, string dataset, ArraySchema schema, BlockShape block, Hdf5Options options)
        : IDTypeAction<Hdf5Sink>
    {
        public Hdf5Sink Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new Typed<T>(path, dataset, schema, block, options);
    }

    private sealed class Typed<T> : Hdf5Sink where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        private readonly string path, temporary;
        private readonly H5Dataset<T[]> target;
        private readonly H5NativeWriter writer;
        private readonly SemaphoreSlim gate = new(1);
        private readonly CellMask mask;
        private bool isOpen = true;

        public Typed(string path, string dataset, ArraySchema schema, BlockShape block, Hdf5Options options) : base(schema, block)
        {
            this.path = path;
            temporary = $"{path}.{Guid.NewGuid():n}.part";
            mask = new(schema.Type, schema.NoData);
            var grid = schema.Grid;
            ulong[] shape = schema.IsPlane
                ? [(ulong)grid.Rows, (ulong)grid.Columns]
                : [(ulong)schema.Bands, (ulong)grid.Rows, (ulong)grid.Columns];
            uint[] chunks = schema.IsPlane
                ? [(uint)block.Rows, (uint)block.Columns]
                : [(uint)block.Bands, (uint)block.Rows, (uint)block.Columns];
            List<H5Filter> filters = options.Level == 0 ? []
                : [new(PureHDF.Filters.ShuffleFilter.Id),
                    new(DeflateFilter.Id, new() { [DeflateFilter.COMPRESSION_LEVEL] = options.Level })];
            target = new(fileDims: shape, chunks: chunks, datasetCreation: new(Filters: filters)) { Attributes = Attributes(schema) };
            var file = new H5File { [dataset] = target, ["spatial_ref"] = new H5Dataset(0) { Attributes = Mapping(grid) } };
            if (!grid.Transform.IsRotated)
            {
                file["x"] = new H5Dataset(Enumerable.Range(0, grid.Columns)
                    .Select(column => grid.Transform.ToCrs(column + 0.5, 0).X).ToArray());
                file["y"] = new H5Dataset(Enumerable.Range(0, grid.Rows).Select(row => grid.Transform.ToCrs(0, row + 0.5).Y).ToArray());
            }
            writer = file.BeginWrite(temporary);
        }

        public override async ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
        {
            var cells = MemoryMarshal.Cast<byte, T>(chunk.Bytes).ToArray();
            mask.Apply(MemoryMarshal.AsBytes(cells.AsSpan()));
            var window = chunk.Window;
            ulong[] starts = [(ulong)window.Band, (ulong)window.Row, (ulong)window.Column],
                counts = [(ulong)window.Bands, (ulong)window.Rows, (ulong)window.Columns];
            if (Schema.IsPlane) (starts, counts) = (starts[1..], counts[1..]);
            await gate.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                writer.Write(target, cells, fileSelection: new HyperslabSelection(starts.Length, starts, counts));
            }
            finally
            {
                gate.Release();
            }
        }

        public override ValueTask CompleteAsync(CancellationToken cancellation)
        {
            isOpen = false;
            writer.Dispose();
            File.Move(temporary, path, overwrite: true);
            return ValueTask.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            if (isOpen) writer.Dispose();
            isOpen = false;
            File.Delete(temporary);
            gate.Dispose();
            return ValueTask.CompletedTask;
        }

        private static Dictionary<string, object> Attributes(ArraySchema schema)
        {
            var attributes = new Dictionary<string, object> { ["grid_mapping"] = "spatial_ref" };
            if (schema.NoData is { } noData) attributes["_FillValue"] = T.CreateSaturating(noData);
            foreach (var (name, value) in CfMeaning.Of(schema).Attributes()) attributes[name] = value;
            if (schema.BandNames.Count > 0) attributes["band_names"] = schema.BandNames.ToArray();
            return attributes;
        }

        private static Dictionary<string, object> Mapping(GridSpec grid)
        {
            var attributes = new Dictionary<string, object>
            {
                ["GeoTransform"] = GeoTransform.Text(grid.Transform),
            };
            if (grid.Crs is { } crs) attributes["crs_wkt"] = attributes["spatial_ref"] = crs.ToWkt(WktVersion.Wkt1Gdal);
            return attributes;
        }
    }
}
