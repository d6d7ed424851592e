using Pyramids.Interactive;

namespace Pyramids.Tool.Notebooks;

/// <summary>Makes the notebook sessions of this process the host that Pyramids.Interactive displays in. What its extension script does in
/// other hosts is done here by calls.</summary>
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
            HostExtensions.Register("Pyramids.Interactive", (session, _) =>
            {
                foreach (var command in MagicCommands.All)
                    session.Magics.Add(Magic(command));
                return Task.CompletedTask;
            });
        }
    }

    /// <summary>Formatters of the library for types that cannot be marked with its convention.</summary>
    public static void Register(NotebookFormatter formatter)
    {
        foreach (var type in ForeignTypes.All)
            foreach (var mime in ForeignTypes.MimeTypes)
                formatter.Register(type, mime, (value, writer) => ForeignTypes.Write(value, mime, writer));
    }

    /// <summary>A magic of the library: it stands for C#, which runs as if the cell had it.</summary>
    private static Magic Magic(MagicCommand command)
    {
        var text = command.Text.Length == 0 ? []
            : (MagicParameter[])[new MagicParameter(command.Text, "") { IsRequired = !command.TextIsOptional, TakesRest = true }];
        var options = command.Options.Select(o =>
            new MagicParameter($"--{o.Name}", o.Description) { ValueName = o.Value, Values = o.Values.Count > 0 ? _ => o.Values : null });
        return new Magic(command.Name, command.Description, [.. text, .. options],
            call => call.ShowAsync(Code(command, call.Line.Text))) { ReadsLine = true };
    }

    private static string Code(MagicCommand command, string line)
    {
        try
        {
            return command.ToCode(line);
        }
        catch (ArgumentException e)
        {
            throw new CellFailure("MagicError", e.Message);
        }
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
