using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Tool.Jupyter;

/// <summary>The session's cells as a chain of projects, each one seeing those before it, and the text being typed as the last.</summary>
internal sealed class SubmissionWorkspace
{
    private static readonly Lazy<MefHostServices> Host = new(() => MefHostServices.Create(MefHostServices.DefaultAssemblies));

    private readonly Lock gate = new();
    private readonly Dictionary<string, MetadataReference> own = new(StringComparer.Ordinal);
    private readonly Lazy<AdhocWorkspace> workspace = new(() => new AdhocWorkspace(Host.Value));
    private ProjectId? last;
    private (Solution Solution, DocumentId Document)? draft;
    private int cells;

    /// <summary>The text as a document that knows the session's variables, types, usings and references.</summary>
    public Document? Draft(ScriptSession session, string text)
    {
        lock (gate)
        {
            var submissions = session.Submissions;
            if (draft is null || cells < submissions.Count)
            {
                var solution = workspace.Value.CurrentSolution;
                for (; cells < submissions.Count; cells++)
                    (solution, last) = Add(solution, session, $"cell{cells}", submissions[cells], last);
                workspace.Value.TryApplyChanges(solution);
                var (drafted, project) = Add(workspace.Value.CurrentSolution, session, "draft", "", last);
                draft = (drafted, drafted.GetProject(project)!.DocumentIds[0]);
            }
            var (known, document) = draft.Value;
            return known.WithDocumentText(document, SourceText.From(text)).GetDocument(document);
        }
    }

    private (Solution Solution, ProjectId Project) Add(Solution solution, ScriptSession session, string name, string text,
        ProjectId? previous)
    {
        var id = ProjectId.CreateNewId(name);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary,
            usings: previous is null ? session.Options.Imports : [], allowUnsafe: true);
        var project = ProjectInfo.Create(id, VersionStamp.Create(), name, name, LanguageNames.CSharp, isSubmission: true,
            compilationOptions: options, parseOptions: CellSource.ParseOptions,
            metadataReferences: session.Options.MetadataReferences.Select(Own),
            projectReferences: previous is null ? null : [new ProjectReference(previous)]);
        var document = DocumentInfo.Create(DocumentId.CreateNewId(id), name, sourceCodeKind: SourceCodeKind.Script,
            loader: TextLoader.From(TextAndVersion.Create(SourceText.From(text), VersionStamp.Create())));
        return (solution.AddProject(project).AddDocument(document), id);
    }

    /// <summary>A reference of the workspace's own. The compiler keeps an assembly's symbols with its reference and takes them up again: where
    /// cells were compiled at the same time with the same references, types of one assembly could come out as two.</summary>
    private MetadataReference Own(MetadataReference reference)
    {
        if (reference is not PortableExecutableReference { FilePath: { } path }) return reference;
        if (!own.TryGetValue(path, out var copy)) own.Add(path, copy = CellReferences.Read(path));
        return copy;
    }
}
