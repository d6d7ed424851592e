namespace Pyramids.Tests;

internal static class HandMadeTiffErrors
{
    /// <summary>The message of the error that opening or reading gives.</summary>
    public static async Task<string> Error(this HandMadeTiff tiff)
    {
        var error = await Assert.ThrowsAsync<RasterFormatException>(async () =>
        {
            var source = (await tiff.OpenAsync()).Main.Source;
            await source.ReadAsync(Chunk.Allocate(source.Schema.Whole, source.Schema.Type), default);
        });
        Assert.Equal("hand.tif", error.Key);
        Assert.NotNull(error.Offset);
        return error.Message;
    }
}
