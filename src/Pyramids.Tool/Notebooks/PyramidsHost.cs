using Microsoft.Data.Analysis;
using Pyramids.Interactive;

namespace Pyramids.Tool.Notebooks;

/// <summary>Makes the notebook sessions of this process the host that Pyramids.Interactive displays in.</summary>
internal static class PyramidsHost
{
    private static readonly Lock Gate = new();
    private static bool attached;

    /// <summary>What the library displays goes to the cell that runs; its stop token is the cell's. Done once for the process.</summary>
    public static void Attach()
    {
        lock (Gate)
        {
            if (attached)
                return;
            attached = true;
            NotebookHost.Attach(Display, () => CellContext.Current?.Cancellation ?? default);
        }
    }

    /// <summary>Formatters of the library for types that cannot be marked with its convention.</summary>
    public static void Register(NotebookFormatter formatter)
    {
        foreach (var mime in FormatterSource.MimeTypes)
            formatter.Register(typeof(DataFrame), mime, new ValueFormatter(mime).Format);
    }

    private static Action<object> Display(object value)
    {
        if (CellContext.Current is not { } cell)
        {
            Console.WriteLine(value);
            return _ => { };
        }
        var id = cell.Display(value);
        return changed => (CellContext.Current ?? cell).Update(id, changed);
    }
}
