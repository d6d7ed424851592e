using Xunit;

namespace Pyramids.Interactive.Tests.Display;

public class GalleryTests
{
    [Fact]
    public void Writes_a_page_to_look_at()
    {
        var folder = Environment.GetEnvironmentVariable("PYRAMIDS_GALLERY");
        Assert.SkipWhen(folder is null, "set PYRAMIDS_GALLERY to a folder to get the page");
        Directory.CreateDirectory(folder!);
        foreach (var group in Gallery.Outputs.Value.GroupBy(o => o.Key.Split(':')[0]))
            File.WriteAllText(Path.Combine(folder!, group.Key + ".html"), Gallery.Page(group));
    }
}
