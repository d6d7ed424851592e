static class PyramidsMagicsHost
{
    public static Microsoft.DotNet.Interactive.Kernel Kernel => Microsoft.DotNet.Interactive.Kernel.Root;

    // Several words without a name may not reach the command; the line that it was read from has them.
    private static string Line(object command)
    {
        var hidden = System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic;
        var node = typeof(Microsoft.DotNet.Interactive.Commands.KernelDirectiveCommand).GetProperty("DirectiveNode", hidden)?.GetValue(command);
        var line = node?.GetType().GetProperty("Text", hidden)?.GetValue(node) as string;
        return line != null && line.TrimStart().StartsWith("#!") ? line.Trim() : null;
    }

    // The C# that a magic stands for runs in the notebook, so that its variables are the notebook's.
    public static async System.Threading.Tasks.Task Run(string name, string text, (string Name, string Value)[] options, object command)
    {
        var given = System.Linq.Enumerable.Select(options, option => new System.Collections.Generic.KeyValuePair<string, string>(option.Name, option.Value));
        var magic = Pyramids.Interactive.MagicCommands.Find(name);
        var line = string.IsNullOrEmpty(text) ? Line(command) : null;
        var code = line != null ? magic.ToCode(line) : magic.ToCode(text, given);
        var result = await Kernel.SendAsync(new Microsoft.DotNet.Interactive.Commands.SubmitCode(code, "csharp"), System.Threading.CancellationToken.None);
        foreach (var happened in result.Events)
            if (happened is Microsoft.DotNet.Interactive.Events.CommandFailed failed)
                throw new System.InvalidOperationException(failed.Message);
    }
}

/*commands*/
