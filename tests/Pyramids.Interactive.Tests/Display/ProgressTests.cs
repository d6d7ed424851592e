namespace Pyramids.Interactive.Tests.Display;

/// <summary>One host is attached to the whole process, so these tests run alone.</summary>
[CollectionDefinition("notebook host", DisableParallelization = true)]
public sealed class NotebookHostCollection;

[Collection("notebook host")]
public class ProgressTests
{
    [Fact]
    public void A_bar_is_shown_once_and_updated_at_most_five_times_a_second()
    {
        var (clock, shown, updates) = (new Clock(), new List<object>(), new List<object>());
        var bar = new ProgressDisplay(value => { shown.Add(value); return updates.Add; }, clock);
        for (var i = 0; i <= 1000; i++)
        {
            bar.Report(State(i, 1000, i == 1000));
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }
        Assert.Single(shown);
        Assert.InRange(updates.Count, 45, 51);
        Assert.True(((ProgressState)updates[^1]).At.Finished);
    }

    [Fact]
    public void The_end_is_shown_however_soon_it_comes()
    {
        var updates = new List<object>();
        var bar = new ProgressDisplay(_ => updates.Add, new Clock());
        bar.Report(State(0, 2, false));
        bar.Report(State(2, 2, true));
        Assert.Contains("done", updates.Single().ToString());
    }

    [Fact]
    public void A_second_pass_goes_on_in_the_same_bar()
    {
        var (clock, shown, updates) = (new Clock(), new List<object>(), new List<object>());
        var bar = new ProgressDisplay(value => { shown.Add(value); return updates.Add; }, clock);
        bar.Report(State(5, 5, true));
        clock.Advance(TimeSpan.FromSeconds(1));
        bar.Report(State(1, 9, false));
        bar.Report(State(9, 9, true));
        Assert.Single(shown);
        Assert.Equal(2, updates.Count);
    }

    [Fact]
    public async Task A_slow_host_does_not_hold_up_the_workers()
    {
        using var release = new ManualResetEventSlim();
        var updates = 0;
        var bar = new ProgressDisplay(_ => _ => { Interlocked.Increment(ref updates); release.Wait(); }, TimeProvider.System);
        bar.Report(State(0, 9, false));
        await Task.Delay(250, TestContext.Current.CancellationToken);
        var slow = Task.Run(() => bar.Report(State(1, 9, false)), TestContext.Current.CancellationToken);
        while (Volatile.Read(ref updates) == 0) await Task.Yield();
        for (var i = 2; i < 9; i++) bar.Report(State(i, 9, false));          // would wait for ever if it waited for the host
        release.Set();
        await slow;
        bar.Report(State(9, 9, true));
        Assert.Equal(2, updates);
    }

    [Fact]
    public async Task Updates_come_in_the_context_of_the_cell_from_whatever_thread()
    {
        var cell = new AsyncLocal<string> { Value = "cell 3" };
        var seen = new List<string?>();
        var bar = new ProgressDisplay(_ => { seen.Add(cell.Value); return _ => seen.Add(cell.Value); }, new Clock());
        using (ExecutionContext.SuppressFlow())
        {
            var thread = new Thread(() => { bar.Report(State(0, 1, false)); bar.Report(State(1, 1, true)); });
            thread.UnsafeStart();
            thread.Join();
        }
        await Task.Yield();
        Assert.Equal(["cell 3", "cell 3"], seen);
    }

    [Fact]
    public async Task A_computation_fills_the_bar()
    {
        var (shown, last) = (new List<object>(), (object?)null);
        using var host = NotebookHost.Attach(value => { shown.Add(value); return changed => last = changed; });
        await Given.LazyHills(chunk: 32).ComputeAsync(Notebook.ProgressFor("Hills"), Notebook.Cancellation);
        var state = Assert.IsType<ProgressState>(last ?? Assert.Single(shown));
        Assert.True(state.At.Finished && state.At.ChunksDone == state.At.ChunksTotal && state.At.ChunksTotal > 0);
        Assert.All(Assert.Single(state.Outputs).States, chunk => Assert.Equal(ChunkState.Done, chunk));
        Assert.Equal("Hills", state.Label);
    }

    [Fact]
    public async Task A_computation_that_is_stopped_or_fails_leaves_the_chunks_as_they_were()
    {
        foreach (var fails in new[] { false, true })
        {
            var last = (object?)null;
            using var stop = new CancellationTokenSource();
            using var host = NotebookHost.Attach(value => { last = value; return changed => last = changed; }, () => stop.Token);
            var source = new Given.StubbornSource(Given.Plane(Given.Utm(400, 300), DType.Float32),
                failsAt: 5) { Reached = () => { if (!fails) stop.Cancel(); }, Throws = fails };
            using var scope = Engine.Configure(threads: 1, memory: "1MiB");
            await Assert.ThrowsAnyAsync<Exception>(
                () => (LazyArray.From(source, 10) + 1).ComputeAsync(Notebook.ProgressFor("Hills"), Notebook.Cancellation));
            var state = Assert.IsType<ProgressState>(last);
            Assert.True(state.IsOver && state.At.Stopped);
            Assert.Contains(fails ? "failed after" : "stopped after", state.ToString());
            var states = Assert.Single(state.Outputs).States;
            Assert.Equal(fails, states.Contains(ChunkState.Failed));
            Assert.Contains(ChunkState.Waiting, states);
            Assert.Contains(ChunkState.Done, states);
            Assert.Contains(fails ? "1 failed" : "waiting", state.ToHtml().ToString());
        }
    }

    [Fact]
    public void A_grid_of_any_size_is_drawn_with_every_state()
    {
        var states = Enum.GetValues<ChunkState>();
        foreach (var grid in new[] { ChunkGrid.Regular(1, 900, 700, 1, 100, 100), ChunkGrid.Regular(365, 720, 1440, 1, 256, 256),
            ChunkGrid.Regular(1, 200_000, 100_000, 1, 256, 512), ChunkGrid.Regular(1, 1, 100_000, 1, 1, 10) })
        {
            var output = new ChunkStates("slope", grid,
                [.. Enumerable.Range(0, (int)grid.Count).Select(i => states[(int)(i * 6L / grid.Count)])]);
            var drawn = ProgressGrid.Draw(output).ToString();
            Assert.InRange(drawn.Length, 500, 60_000);
            foreach (var word in new[] { "waiting", "reading", "computing", "done", "failed", "not wanted" })
                Assert.Contains(word, ProgressGrid.Alt(output));
            foreach (var color in new[] { Tone.Warm, Tone.Accent, Tone.Good, Tone.Bad }) Assert.Contains(color, drawn);
        }
    }

    [Fact]
    public void The_stop_button_cancels()
    {
        using var stop = new CancellationTokenSource();
        using var host = NotebookHost.Attach(_ => _ => { }, () => stop.Token);
        Assert.False(Notebook.Cancellation.IsCancellationRequested);
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Given.LazyHills().Preview());
        Assert.ThrowsAny<OperationCanceledException>(() => (Given.LazyHills() + 1).Compute());   // was given no token
    }

    [Fact]
    public void Detaching_brings_back_the_host_before()
    {
        var (outer, inner) = (new List<object>(), new List<object>());
        using var first = NotebookHost.Attach(value => { outer.Add(value); return _ => { }; });
        using (NotebookHost.Attach(value => { inner.Add(value); return _ => { }; })) Notebook.Display(1);
        Notebook.Display(2);
        Assert.Equal([2], outer);
        Assert.Equal([1], inner);
    }

    private static ProgressState State(long done, long total, bool finished)
        => new("Slope", new(done, total, done << 20, TimeSpan.FromMilliseconds(done), 1 << 20, finished));

    private sealed class Clock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(TimeSpan time) => now += time.Ticks;
    }
}
