using System.Text.Json.Serialization;

namespace Pyramids;

/// <summary>Where an array is written, and how: the format by its options.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "format")]
[JsonDerivedType(typeof(ZarrWrite), "zarr")]
[JsonDerivedType(typeof(GeoTiffWrite), "geotiff")]
[JsonDerivedType(typeof(CogWrite), "cog")]
internal abstract record WriteTarget(string Path)
{
    /// <summary>The stored objects, in their order. Options are checked; nothing is written.</summary>
    /// <exception cref="ArgumentException">The options do not fit each other or the array.</exception>
    public abstract ChunkGrid Objects(ArraySchema schema);

    /// <summary>The sink. From here on the target's folder is touched.</summary>
    public abstract IChunkSink Open(ArraySchema schema);

    /// <summary>The same target for a range of its objects.</summary>
    public abstract WriteTarget Part(string plan, long first, long last);

    /// <summary>Whether the target was written by a plan already.</summary>
    public virtual ValueTask<bool> IsCompleteAsync(string plan, CancellationToken cancellation) => new(false);
}

internal sealed record ZarrWrite(string Path, ZarrOptions Options) : WriteTarget(Path)
{
    public override ChunkGrid Objects(ArraySchema schema) => ZarrSink.ObjectsOf(schema, Options);

    public override IChunkSink Open(ArraySchema schema) => ZarrSink.Create(Path, schema, Options);

    public override WriteTarget Part(string plan, long first, long last) => Options.Mode is ZarrMode.Create or ZarrMode.Overwrite
        ? this with { Options = Options with { Part = new(plan, first, last) } }
        : throw new PlanException(
            $"A plan that writes into a part of a store ({Options.Mode}) is run whole; run it without chunks, or write a store of its "
                + "own.");

    public override ValueTask<bool> IsCompleteAsync(string plan, CancellationToken cancellation)
        => ZarrNewStore.IsCompleteAsync(Path, plan, cancellation);
}

internal sealed record GeoTiffWrite(string Path, GeoTiffOptions Options) : WriteTarget(Path)
{
    public override ChunkGrid Objects(ArraySchema schema) => File(schema, Options);

    public override IChunkSink Open(ArraySchema schema) => GeoTiffSink.Create(Path, schema, Options);

    public override WriteTarget Part(string plan, long first, long last) => this;

    /// <summary>A file is one object, whatever its tiles.</summary>
    internal static ChunkGrid File(ArraySchema schema, GeoTiffOptions options)
    {
        _ = new GeoTiffWriterLayout(schema, options);
        return ChunkGrid.Regular(schema.Bands, schema.Grid.Rows, schema.Grid.Columns, schema.Bands, schema.Grid.Rows, schema.Grid.Columns);
    }
}

internal sealed record CogWrite(string Path, CogOptions Options) : WriteTarget(Path)
{
    public override ChunkGrid Objects(ArraySchema schema) => GeoTiffWrite.File(schema, Options);

    public override IChunkSink Open(ArraySchema schema) => CogSink.Create(Path, schema, Options);

    public override WriteTarget Part(string plan, long first, long last) => this;
}
