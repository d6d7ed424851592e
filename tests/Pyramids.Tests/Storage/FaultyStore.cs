namespace Pyramids.Tests;

/// <summary>What goes wrong with a call.</summary>
internal enum StoreFault
{
    /// <summary>It fails and does nothing.</summary>
    Fail,

    /// <summary>It is done, and its answer is lost.</summary>
    Lost,

    /// <summary>It comes late.</summary>
    Delay,

    /// <summary>Half of what is written arrives, and it fails.</summary>
    Truncate,

    /// <summary>It is done twice.</summary>
    Duplicate,

    /// <summary>It and all later ones fail, as when the process is gone.</summary>
    Die,
}

/// <summary>A store of which one call goes wrong.</summary>
/// <param name="inner">The store asked.</param>
/// <param name="fault">What goes wrong.</param>
/// <param name="at">Which call, from 1; 0 for none.</param>
internal sealed class FaultyStore(IWritableStore inner, StoreFault fault, int at) : IWritableStore
{
    private int calls;

    /// <summary>Calls so far.</summary>
    public int Calls => calls;

    /// <summary>Done before each call.</summary>
    public Func<Task>? Before { get; init; }

    /// <summary>Whether the store works no more.</summary>
    public bool IsDead => fault == StoreFault.Die && calls >= at && at > 0;

    public string Name => inner.Name;

    public async ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
        => await Do(async () => await inner.ReadAsync(key, offset, destination, cancellation));

    public async ValueTask<long?> LengthAsync(string key, CancellationToken cancellation)
        => await Do(async () => await inner.LengthAsync(key, cancellation));

    public async ValueTask WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        => await Do(async () => await Done(inner.WriteAsync(key, content, cancellation)),
            async () => await inner.WriteAsync(key, content[..(content.Length / 2)], cancellation));

    public async ValueTask<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        => await Do(async () => await inner.TryCreateAsync(key, content, cancellation));

    public async ValueTask MoveAsync(string key, string target, CancellationToken cancellation) => await Do(async () =>
    {
        if (await inner.LengthAsync(key, cancellation) is not null || fault != StoreFault.Duplicate)
            await inner.MoveAsync(key, target, cancellation);
        return true;
    });

    public async ValueTask DeleteAsync(string key, CancellationToken cancellation)
        => await Do(async () => await Done(inner.DeleteAsync(key, cancellation)));

    public async IAsyncEnumerable<string> ListAsync(string prefix,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var key in await Do(async () => await inner.ListAsync(prefix, cancellation).ToListAsync(cancellation))) yield return key;
    }

    public async IAsyncEnumerable<string> ChildrenAsync(string folder,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var name in await Do(async () => await inner.ChildrenAsync(folder, cancellation).ToListAsync(cancellation)))
            yield return name;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static async Task<bool> Done(ValueTask task)
    {
        await task;
        return true;
    }

    private async Task<T> Do<T>(Func<Task<T>> call, Func<Task>? half = null)
    {
        var number = Interlocked.Increment(ref calls);
        if (Before is not null) await Before();
        if (at == 0 || (fault == StoreFault.Die ? number < at : number != at)) return await call();
        switch (fault)
        {
            case StoreFault.Delay:
                await Task.Delay(2);
                return await call();
            case StoreFault.Duplicate:
                await call();
                return await call();
            case StoreFault.Lost:
                await call();
                break;
            case StoreFault.Truncate when half is not null:
                await half();
                break;
        }
        throw new IOException($"Call {number} goes wrong on purpose ({fault}).");
    }
}
