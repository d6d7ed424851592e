using System.Runtime;

namespace Pyramids.Tool.Notebooks;

/// <summary>Runs a cell's code so that it can be stopped whatever it does.</summary>
/// <remarks>Code that computes is aborted by <see cref="ControlledExecution"/>; code that awaits and does not end soon is left behind;
/// code that blocks is interrupted a moment later. Threads that the cell started itself cannot be stopped and run on.</remarks>
internal static class CellThread
{
    private const int StackBytes = 16 << 20;
    private const int Attempts = 20;

    /// <summary>How long code that awaits has to end by itself, and to show how far it came.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>Starts the work on a thread of its own and waits for what it returns.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before the work ended.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        // ControlledExecution hangs on a token that can never be cancelled
        var lifetime = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var started = new TaskCompletionSource<Task<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            Start(work, started, lifetime.Token);
            lifetime.Dispose();
        }, StackBytes) { IsBackground = true, Name = "notebook cell" };
        thread.Start();

        await using var interrupting = cancellation.UnsafeRegister(_ => InterruptLater(thread, started), null);
        var task = await started.Task.ConfigureAwait(false);
        try
        {
            return await task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!task.IsCompleted)
        {
            await Task.WhenAny(task, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false);
            throw;
        }
    }

    private static void Start<T>(Func<Task<T>> work, TaskCompletionSource<Task<T>> started, CancellationToken cancellation)
    {
        Task<T>? task = null;
        try
        {
#pragma warning disable SYSLIB0046 // the one way to stop code that does not look at a token; the thread ends right after
            ControlledExecution.Run(() => task = work(), cancellation);
#pragma warning restore SYSLIB0046
            started.TrySetResult(task!);
        }
        catch (OperationCanceledException)
        {
            started.TrySetCanceled(cancellation);
        }
        catch (ThreadInterruptedException) when (cancellation.IsCancellationRequested)
        {
            started.TrySetCanceled(cancellation);
        }
        catch (Exception e)
        {
            started.TrySetException(e);
        }
    }

    /// <summary>A thread that blocks is woken up; one that nothing can reach, such as native code, is left behind.</summary>
    private static void InterruptLater<T>(Thread thread, TaskCompletionSource<Task<T>> started)
    {
        var helper = new Thread(() =>
        {
            for (var attempt = 0; attempt < Attempts && !started.Task.IsCompleted; attempt++)
            {
                Thread.Sleep(Patience);
                if (!started.Task.IsCompleted && thread.IsAlive)
                    thread.Interrupt();
            }
            started.TrySetCanceled();
        }) { IsBackground = true, Name = "notebook interrupt" };
        helper.Start();
    }
}
