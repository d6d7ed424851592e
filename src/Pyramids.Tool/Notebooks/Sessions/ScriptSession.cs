using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using Pyramids.Tool.Scripting;

namespace Pyramids.Tool.Notebooks;

/// <summary>What a session needs to know of its surroundings.</summary>
internal sealed record SessionOptions
{
    /// <summary>The folder that <c>#r "x.dll"</c>, <c>#load</c> and relative package folders start from: the notebook's own.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    /// <summary>Where resolved package sets are remembered.</summary>
    public string PackageCache { get; init; } = PackageResolver.DefaultCache;
}

/// <summary>How a cell ended.</summary>
/// <param name="Error">Null when the cell succeeded.</param>
/// <param name="Value">What the trailing expression shows; null when there is none.</param>
/// <param name="Elapsed">Wall time, with compiling.</param>
internal sealed record CellResult(CellError? Error, MimeBundle? Value, TimeSpan Elapsed)
{
    public bool Interrupted => Error?.Name == CellError.Interrupted;
}

/// <summary>One C# script state that cells are added to, as a notebook runs or as a Jupyter front end asks. Cells run
/// one at a time.</summary>
internal sealed class ScriptSession
{
    private static readonly string[] Usings =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
            typeof(Kernel).FullName!];

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Dictionary<string, string> sources = new(StringComparer.Ordinal);
    private readonly InteractiveAssemblyLoader loader = new();
    private readonly List<string> submissions = [];
    private readonly PackageSession packages;
    private readonly Traceback traceback;
    private ScriptOptions options;
    private ScriptState<object?>? state;

    public ScriptSession(SessionOptions surroundings)
    {
        Surroundings = surroundings;
        traceback = new Traceback(sources);
        packages = new PackageSession(surroundings, loader);
        Magics = new MagicRegistry();
        BuiltInMagics.Register(Magics);
        options = ScriptOptions.Default
            .WithReferences(FrameworkReferences.All)
            .WithImports(Usings)
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(System.Text.Encoding.UTF8)
            .WithAllowUnsafe(true)
            .WithMetadataResolver(new CellReferences(ScriptMetadataResolver.Default.WithBaseDirectory(surroundings.Folder)))
            .WithSourceResolver(ScriptSourceResolver.Default.WithBaseDirectory(surroundings.Folder));
        ConsoleRouter.Install();
        PyramidsHost.Attach();
        PyramidsHost.Register(Formatter);
    }

    public SessionOptions Surroundings { get; }

    public NotebookFormatter Formatter { get; } = new();

    public MagicRegistry Magics { get; }

    public ScriptOptions Options => options;

    /// <summary>The C# that ran, piece by piece, also where it failed on the way: what code that follows can see.</summary>
    public IReadOnlyList<string> Submissions { get { lock (submissions) return [.. submissions]; } }

    /// <summary>The variables as cells see them: of several with one name, the last.</summary>
    public IReadOnlyDictionary<string, ScriptVariable> Variables
    {
        get
        {
            var found = new Dictionary<string, ScriptVariable>(StringComparer.Ordinal);
            foreach (var variable in state?.Variables ?? [])
                found[variable.Name] = variable;
            return found;
        }
    }

    /// <summary>Runs a cell. Failures come back in the result; the state keeps what was done before them.</summary>
    /// <param name="code">The cell's text, magics and directives included.</param>
    /// <param name="name">How tracebacks name the cell, such as "Cell 3".</param>
    /// <param name="language">The language of text before the first language magic.</param>
    /// <param name="sink">Where output goes.</param>
    /// <param name="cancellation">Stops the cell. The result then has <see cref="CellResult.Interrupted"/>.</param>
    public async Task<CellResult> ExecuteAsync(string code, string name, string language, ICellSink sink, CancellationToken cancellation)
    {
        await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        var clock = Stopwatch.StartNew();
        sources[name] = code;
        var cell = new CellContext(this, sink, name, cancellation);
        using var entered = cell.Enter();
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var value = await RunAsync(CellSource.Parse(code, language), cell).ConfigureAwait(false);
            return new CellResult(null, value, clock.Elapsed);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new CellResult(CellError.Simple(CellError.Interrupted, $"{name} was stopped. Variables made before it are kept."),
                null, clock.Elapsed);
        }
        catch (CellFailure failure)
        {
            var place = failure.Line is { } line ? $"{name}, line {line}" : name;
            return new CellResult(CellError.Simple(failure.Name, failure.Message, place), null, clock.Elapsed);
        }
        catch (CompilationErrorException e)
        {
            return new CellResult(traceback.Of(e.Diagnostics), null, clock.Elapsed);
        }
        catch (Exception e)
        {
            return new CellResult(traceback.Of(e), null, clock.Elapsed);
        }
        finally
        {
            cell.End();
            turn.Release();
        }
    }

    /// <summary>Runs C# in the session from within a running cell (a magic, an extension) and gives its trailing value.</summary>
    public async Task<object?> EvaluateAsync(string code, CellContext cell)
    {
        await RunCodeAsync(code, cell, $"{cell.Name} (C# of a magic)").ConfigureAwait(false);
        return await Awaited(state!.ReturnValue).ConfigureAwait(false);
    }

    /// <summary>Runs C# in the session from within a running cell and shows its trailing value.</summary>
    public async Task ShowAsync(string code, CellContext cell)
    {
        await RunCodeAsync(code, cell, $"{cell.Name} (C# of a magic)").ConfigureAwait(false);
        if (await ShownAsync(cell).ConfigureAwait(false) is { } value)
            cell.Sink.Display(value, null);
    }

    /// <summary>Gives cells a variable. To be called from a magic or an extension, not from C# of a cell.</summary>
    /// <exception cref="CellFailure">The name is not a C# identifier.</exception>
    public async Task SetVariableAsync(string name, object value, CellContext cell)
    {
        if (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
            throw new CellFailure("MagicError", $"'{name}' cannot name a variable; a C# identifier was expected, such as 'dem'.");
        var key = Handover.Put(value);
        await RunCodeAsync($"var {name} = ({TypeNames.InScript(value.GetType())})global::{typeof(Handover).FullName}.Take({key});",
            cell).ConfigureAwait(false);
    }

    /// <summary>Runs the cells of an extension script: C# runs and shows its values, markdown and html are shown.</summary>
    public async Task RunExtensionScriptAsync(string script, CellContext cell)
    {
        sources[cell.Name] = script;
        foreach (var segment in CellSource.Parse(script, "csharp").Segments.Where(s => s.Language != "meta"))
        {
            if (segment.Language is "markdown" or "html")
            {
                cell.Display(new MimeContent($"text/{segment.Language}", segment.Text));
                continue;
            }
            await RunCodeAsync(segment.Text, cell).ConfigureAwait(false);
            if (await ShownAsync(cell).ConfigureAwait(false) is { } value)
                cell.Sink.Display(value, null);
        }
    }

    private async Task<MimeBundle?> RunAsync(CellSource source, CellContext cell)
    {
        if (source.References.Count > 0)
            await AddReferencesAsync(source.References, cell).ConfigureAwait(false);

        MimeBundle? value = null;
        for (var i = 0; i < source.Segments.Count; i++)
        {
            if (value is not null)
                cell.Sink.Display(value, null);
            value = null;
            var segment = source.Segments[i];
            switch (segment.Language)
            {
                case "magic":
                    await Magics.RunAsync(segment, cell).ConfigureAwait(false);
                    break;
                case "csharp":
                    await RunCodeAsync(segment.Text, cell).ConfigureAwait(false);
                    value = await ShownAsync(cell).ConfigureAwait(false);
                    break;
                case "markdown" or "html":
                    cell.Display(new MimeContent($"text/{segment.Language}", segment.Text));
                    break;
                default:
                    throw new CellFailure("LanguageError",
                        $"The text is written in '{segment.Language}'; C#, markdown and html were expected. Rewrite it in C#, or run it in a kernel for that language.", segment.Line);
            }
        }
        return value;
    }

    /// <param name="name">How tracebacks name the code when it is not the cell's own.</param>
    private async Task RunCodeAsync(string code, CellContext cell, string? name = null)
    {
        if (name is not null)
            sources[name] = code;
        var settings = options.WithFilePath(name ?? cell.Name);
        Script<object?> script = state is null
            ? CSharpScript.Create<object?>(code, settings, assemblyLoader: loader)
            : state.Script.ContinueWith<object?>(code, settings.WithImports()); // the first cell's hold for all; a second time they would be ambiguous
        var diagnostics = script.Compile(cell.Cancellation);
        if (diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error))
            throw new CompilationErrorException("", diagnostics);

        var before = state;
        state = await CellThread.RunAsync(
            () => before is null
                ? script.RunAsync(null, _ => true, cell.Cancellation)
                : script.RunFromAsync(before, _ => true, cell.Cancellation),
            cell.Cancellation).ConfigureAwait(false);
        lock (submissions)
            submissions.Add(code);
        if (state.Exception is { } exception)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception);
    }

    /// <summary>What the trailing expression of the code that ran last shows, or null when there is none.</summary>
    private async Task<MimeBundle?> ShownAsync(CellContext cell)
    {
        var value = state!.ReturnValue;
        if (value is null && !EndsInValue(state.Script))
            return null;
        if (value is DisplayedValue)
            return null;
        if (value is Task or ValueTask || IsValueTask(value))
        {
            value = await Awaited(value).WaitAsync(cell.Cancellation).ConfigureAwait(false);
            if (value is null)
                return null;
        }
        return Formatter.Format(value);
    }

    private static bool IsValueTask(object? value)
        => value?.GetType() is { IsGenericType: true } t && t.GetGenericTypeDefinition() == typeof(ValueTask<>);

    /// <summary>The result of a task, null for one without; any other value is itself.</summary>
    private static async Task<object?> Awaited(object? value)
    {
        if (value is ValueTask plain)
            value = plain.AsTask();
        else if (IsValueTask(value))
            value = value!.GetType().GetMethod(nameof(ValueTask.AsTask))!.Invoke(value, null);
        if (value is not Task task)
            return value;
        await task.ConfigureAwait(false);
        var result = task.GetType().GetProperty("Result");
        return result is null || result.PropertyType.Name == "VoidTaskResult" ? null : result.GetValue(task);
    }

    /// <summary>Tells a trailing expression whose value is null from code that ends in a statement or a call without a value.</summary>
    private static bool EndsInValue(Script script)
    {
        var compilation = script.GetCompilation();
        var tree = compilation.SyntaxTrees.Last();
        if (tree.GetCompilationUnitRoot().Members.LastOrDefault() is not GlobalStatementSyntax
            { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last })
            return false;
        var type = compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type;
        return type is null || type.SpecialType != SpecialType.System_Void;
    }

    private async Task AddReferencesAsync(IReadOnlyList<ReferenceDirective> directives, CellContext cell)
    {
        var added = await packages.AddAsync(directives, cell.Cancellation).ConfigureAwait(false);
        options = options.AddReferences(added.References);
        foreach (var note in added.Notes)
            cell.Sink.Stream("stderr", note + "\n");
        foreach (var extension in added.Extensions)
            await extension.RunAsync(this, cell).ConfigureAwait(false);
    }
}
