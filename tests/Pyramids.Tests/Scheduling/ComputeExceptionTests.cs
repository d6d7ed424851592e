namespace Pyramids.Tests;

public sealed class ComputeExceptionTests
{
    [Theory, InlineData(0), InlineData(3), InlineData(17), InlineData(39)]
    public async Task The_first_failing_read_ends_the_run_and_names_chunk_operation_and_file(int position)
    {
        foreach (var cause in new Exception[] { new InvalidOperationException("no such thing"), new IOException("the disk is gone") })
            foreach (var threads in new[] { 1, 2, 8 })
            {
                var good = new Failing("good.tif", -1, cause);
                var bad = new Failing("bad.tif", position, cause);
                using var scope = Engine.Configure(threads: threads, memory: "3MiB");
                var array = (LazyArray.From(good, 10) + LazyArray.From(bad, 10)).FocalMean(1) * 2;
                var error = await Assert.ThrowsAsync<ComputeException>(
                    () => array.ComputeAsync(cancellation: TestContext.Current.CancellationToken));
                Assert.Equal(("read", "bad.tif"), (error.Operation, error.File));
                Assert.InRange(position * 10, error.Window.Row, error.Window.RowEnd - 1);
                Assert.Equal($"read failed for {error.Window}: {cause.Message} (bad.tif)", error.Message);
                Assert.Same(cause, error.InnerException);
                Assert.True(good.Reads <= position / 4 + 3 + 8 * threads,
                    $"{good.Reads} reads beside, failing at {position} with {threads} threads");
                Assert.Equal((0, 0), (good.Running, bad.Running));
            }
    }

    [Theory, InlineData(0), InlineData(5)]
    public async Task A_failing_write_is_told_as_one(int position)
    {
        using var scope = Engine.Configure(threads: 2, memory: "1MiB");
        var sink = new FullDisk(position);
        var array = LazyArray.From(new Failing("dem.tif", -1, new IOException()), 10) * 2;
        var error = await Assert.ThrowsAsync<ComputeException>(
            () => Engine.RunAsync(array, sink, null, TestContext.Current.CancellationToken));
        Assert.StartsWith("Writing multiply 2 failed for bands 0..1, rows ", error.Message);
        Assert.EndsWith(": No space left on device (dem.tif)", error.Message);
        Assert.True(sink.IsDisposed);
    }

    [Fact]
    public async Task A_failing_operation_is_named_with_the_file_below_it()
    {
        var array = LazyArray.From(new Failing("dem.tif", -1, new IOException()), 10)
            .MapBlocks<float, float>((_, _) => throw new FormatException("odd"));
        var error = await Assert.ThrowsAsync<ComputeException>(
            () => (array + 1).ComputeAsync(cancellation: TestContext.Current.CancellationToken));
        Assert.EndsWith(": odd (dem.tif)", error.Message);
    }

    private sealed class Failing(string name, int position, Exception cause) : IChunkSource
    {
        private readonly NDArray cells = Given.Terrain<float>(400, 300);
        private int reads, running;

        public int Reads => reads;

        public int Running => running;

        public ArraySchema Schema => cells.Schema;

        public BlockShape Block => new(1, 10, 300);

        public string Name => name;

        public long ScratchBytes(Window window) => 0;

        public async ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            Interlocked.Increment(ref reads);
            Interlocked.Increment(ref running);
            try
            {
                if (destination.Window.Row <= position * 10 && position * 10 < destination.Window.RowEnd) throw cause;
                await Task.Yield();
                cells.CopyTo(destination);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }
    }

    private sealed class FullDisk(int position) : IChunkSink
    {
        public bool IsDisposed { get; private set; }

        public BlockShape Block => new(1, 10, 300);

        public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
            => sequence == position ? throw new IOException("No space left on device") : ValueTask.CompletedTask;

        public ValueTask CompleteAsync(CancellationToken cancellation) => throw new InvalidOperationException("The run had failed.");

        public long ScratchBytes(Window window) => 0;

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
