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

    // Names of the notebook's variables, for completion; by name, since a script does not reference the compiler.
    public static System.Collections.Generic.IEnumerable<string> Variables()
    {
        var names = new System.Collections.Generic.List<string>();
        var csharp = Microsoft.DotNet.Interactive.KernelExtensions.FindKernelByName(Kernel, "csharp");
        var state = csharp?.GetType().GetProperty("ScriptState")?.GetValue(csharp);
        if (state?.GetType().GetProperty("Variables")?.GetValue(state) is System.Collections.IEnumerable variables)
            foreach (var variable in variables)
                if (variable.GetType().GetProperty("Name")?.GetValue(variable) is string name && !names.Contains(name))
                    names.Add(name);
        return names;
    }

    // The C# that a magic stands for runs in the notebook, so that its variables are the notebook's.
    public static async System.Threading.Tasks.Task Run(string name, string text, (string Name, string Value)[] options, Microsoft.DotNet.Interactive.Commands.KernelDirectiveCommand command, Microsoft.DotNet.Interactive.KernelInvocationContext context)
    {
        var given = System.Linq.Enumerable.Select(options, option => new System.Collections.Generic.KeyValuePair<string, string>(option.Name, option.Value));
        var magic = Pyramids.Interactive.MagicCommands.Find(name);
        var line = string.IsNullOrEmpty(text) ? Line(command) : null;
        string code;
        try
        {
            code = line != null ? magic.ToCode(line) : magic.ToCode(text, given);
        }
        catch (System.ArgumentException wrong)
        {
            context.Fail(command, null, wrong.Message); // thrown, it would be shown with its stack
            return;
        }
        var result = await Kernel.SendAsync(new Microsoft.DotNet.Interactive.Commands.SubmitCode(code, "csharp"), System.Threading.CancellationToken.None);
        foreach (var happened in result.Events)
            if (happened is Microsoft.DotNet.Interactive.Events.CommandFailed failed)
                context.Fail(command, null, failed.Message);
    }
}

/*commands*/
