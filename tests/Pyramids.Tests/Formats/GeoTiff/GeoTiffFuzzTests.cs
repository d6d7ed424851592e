namespace Pyramids.Tests;

/// <summary>Damaged files: whatever is changed in them, only <see cref="RasterFormatException"/> comes out, soon and
/// within little memory.</summary>
public class GeoTiffFuzzTests
{
    [Fact]
    public void Damaged_files_give_a_format_error_or_cells() => Mutations.Survives(FuzzTargets.Tiff, 200_000);
}
