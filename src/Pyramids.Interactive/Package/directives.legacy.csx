static class PyramidsMagicsHost
{
    public static Microsoft.DotNet.Interactive.Kernel Kernel => Microsoft.DotNet.Interactive.Kernel.Root;

    // The command line was taken apart into words without their quotes; a word with blanks gets its quotes back.
    public static string Joined(string[] words)
        => words == null ? "" : string.Join(" ", System.Linq.Enumerable.Select(words, word => word.Contains(' ') && words.Length > 1 ? "\"" + word + "\"" : word));

    // The C# that a magic stands for runs in the notebook, so that its variables are the notebook's.
    public static async System.Threading.Tasks.Task Run(string name, string text, (string Name, string Value)[] options)
    {
        var given = System.Linq.Enumerable.Select(options, option => new System.Collections.Generic.KeyValuePair<string, string>(option.Name, option.Value));
        var code = Pyramids.Interactive.MagicCommands.Find(name).ToCode(text, given);
        var result = await Kernel.SendAsync(new Microsoft.DotNet.Interactive.Commands.SubmitCode(code, "csharp"), System.Threading.CancellationToken.None);
        foreach (var happened in result.Events)
            if (happened is Microsoft.DotNet.Interactive.Events.CommandFailed failed)
                throw new System.InvalidOperationException(failed.Message);
    }
}

/*commands*/
