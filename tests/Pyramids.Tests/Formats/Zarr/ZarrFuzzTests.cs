namespace Pyramids.Tests;

/// <summary>Damaged metadata and chunks: whatever they hold, opening and reading gives cells or a
/// <see cref="RasterFormatException"/>.</summary>
public sealed class ZarrFuzzTests
{
    [Fact]
    public void Only_format_errors_escape() => Mutations.Survives(FuzzTargets.Zarr, 100_000);
}
