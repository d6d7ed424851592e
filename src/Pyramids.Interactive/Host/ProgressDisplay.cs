namespace Pyramids.Interactive;

/// <summary>Shows states of a progress bar in place of one another, at most five a second; the last one stays.</summary>
/// <param name="display">Shows a first state and returns what replaces it.</param>
/// <param name="clock">For tests.</param>
internal sealed class ProgressDisplay(Func<object, Action<object>> display, TimeProvider clock)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(200);

    // A host finds the cell that an update belongs to by its ambient context, which not every thread of a computation has.
    private readonly ExecutionContext? context = ExecutionContext.Capture();
    private readonly Lock gate = new();
    private Action<object>? update;
    private long shownAt;

    /// <summary>Called from many threads; only one at a time waits for the host.</summary>
    public void Report(ProgressState state)
    {
        if (state.IsOver) gate.Enter();
        else if (!gate.TryEnter()) return;
        try
        {
            // A computation of several passes reports each one's end; what comes after is the next pass.
            if (!state.IsOver && update is not null && clock.GetElapsedTime(shownAt) < Least) return;
            shownAt = clock.GetTimestamp();
            if (context is null) Show(state);
            else
                ExecutionContext.Run(context,
                    static s => { var (self, state) = ((ProgressDisplay, ProgressState))s!; self.Show(state); }, (this, state));
        }
        finally
        {
            gate.Exit();
        }
    }

    private void Show(ProgressState state)
    {
        state = state.Taken();
        if (update is null) update = display(state);
        else update(state);
    }
}
