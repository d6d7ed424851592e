namespace Pyramids.Tests;

/// <summary>A COG behind a URL: what is asked of the server, and what comes of servers that fail.</summary>
public sealed class RemoteCogTests(NginxServer server, ITestOutputHelper output) : IClassFixture<NginxServer>
{
    private const int Side = 3072, Block = 512;

    private static NDArray Noise(int side)
    {
        var cells = new byte[side * side];
        new Random(7).NextBytes(cells);
        return NDArray.From(new GridSpec(side, side, Affine.NorthUp(500_000, 5_000_000, 10, 10), Crs.FromEpsg(32633)), cells);
    }

    [Fact]
    public async Task Opening_takes_two_requests_at_most_and_a_window_only_its_tiles()
    {
        var url = server.Url;
        var cells = Noise(Side);
        cells.ToCog(Path.Combine(server.Root, "noise.tif"), new() { BlockSize = Block, Overviews = OverviewResampling.Nearest });
        using var dataset = await Dataset.ReadFileAsync(url + "noise.tif");
        var opening = server.Answered("/noise.tif");
        Assert.InRange(opening.Count, 1, 2);
        Assert.InRange(opening.Sum(answer => answer.Bytes), 1, 64 << 10);

        var window = new Window(Block, Block, 4 * Block, 4 * Block);
        var tiles = dataset.Source.StoredBytes(window);
        var part = await dataset.ReadWindow(window.Row, window.Column, window.Rows, window.Columns, Chunks.Auto).ComputeAsync();
        var reading = server.Answered("/noise.tif").Skip(opening.Count).ToList();
        var bytes = reading.Sum(answer => answer.Bytes);
        output.WriteLine($"opening: {opening.Count} requests, {opening.Sum(answer => answer.Bytes)} bytes; window: {reading.Count} requests, {bytes} bytes for {tiles} of its tiles ({(double)bytes / tiles:F3})");
        Assert.All(reading, answer => Assert.Equal(206, answer.Status));
        Assert.InRange(bytes, tiles, tiles * 1.1);
        for (var row = 0; row < window.Rows; row += 101)
            for (var column = 0; column < window.Columns; column += 103)
                Assert.Equal(cells[window.Row + row, window.Column + column], part[row, column]);
    }

    [Fact]
    public async Task Faults_give_the_right_cells_or_a_clear_error()
    {
        const int SmallSide = 700;
        using var folder = new ScratchFolder();
        Noise(SmallSide).ToCog(folder["x.tif"], new() { BlockSize = 64 });
        var expected = Noise(SmallSide).ToDoubles();
        await using var faulty = new TestServer();
        faulty.Objects["x.tif"] = await File.ReadAllBytesAsync(folder["x.tif"]);
        using var quick = Engine.Configure(
            http: new() { Timeout = TimeSpan.FromSeconds(2), FirstPause = TimeSpan.FromMilliseconds(1), Attempts = 4 });
        string[] faults = ["500", "503", "429", "cut", "stall", "tag", "http://10.0.0.1/x.tif",
            "http://169.254.169.254/latest", "404", "403"];
        var counts = new SortedDictionary<string, (int Right, int Errors)>(StringComparer.Ordinal);
        for (var i = 0; i < 10 * faults.Length; i++)
        {
            var fault = faults[i % faults.Length];
            var random = new Random(i);
            // A stall costs its whole time limit: once, at one place.
            var (at, always) = (faulty.Requests.Count + 1 + random.Next(6), fault != "stall" && random.Next(3) == 0);
            (faulty.Tag, faulty.Fault) = ("\"one\"", request =>
            {
                if (request < at || request > at && !always) return null;
                if (fault != "tag") return fault;
                faulty.Tag = $"\"{request}\"";
                return null;
            });
            var (right, errors) = counts.GetValueOrDefault(fault);
            try
            {
                using var dataset = await Dataset.ReadFileAsync(faulty.Url + "x.tif");
                Assert.Equal(expected, (await dataset.ReadArray(Chunks.Auto).ComputeAsync()).ToDoubles());
                right++;
            }
            catch (Exception error) when (error is IOException or ComputeException)
            {
                Assert.Contains("x.tif", error.ToString(), StringComparison.Ordinal);
                errors++;
            }
            counts[fault] = (right, errors);
        }
        foreach (var (fault, (right, errors)) in counts) output.WriteLine($"{fault,-34} {right,3} right, {errors,3} errors, 0 wrong");
        Assert.All((string[])["500", "503", "429", "cut", "stall"], fault => Assert.InRange(counts[fault].Right, 1, 10));
        Assert.All((string[])["tag", "http://10.0.0.1/x.tif"], fault => Assert.InRange(counts[fault].Errors, 1, 10));
    }
}
