using System.Text.Json.Nodes;
using Pyramids.Interactive.Tests.Commands;
using Pyramids.Interactive.Tests.Notebooks;

namespace Pyramids.Interactive.Tests.Kernel;

using Tool = Pyramids.Interactive.Tests.Commands.Tool;

/// <summary>The committed notebooks in Jupyter's own programs, with this kernel.</summary>
public sealed class NotebooksInJupyterTests
{
    private static readonly string Notebooks = Path.Combine(Tool.Root, "notebooks");

    [Fact]
    public void Nbconvert_executes_every_notebook_to_the_values_that_are_committed()
    {
        Peer.Needs("import nbconvert, nbclient", "jupyter-nbconvert");
        using var kernel = new GivenKernel();
        foreach (var path in Directory.EnumerateFiles(Notebooks, "*.ipynb").Order())
        {
            var (code, output, errors) = kernel.Start("/usr/bin/python3", "-m", "nbconvert", "--to", "notebook", "--execute",
                "--output-dir", kernel.Folder, path);
            Assert.True(code == 0, output + errors);
            Assert.Equal(NotebookValues.Of(path), NotebookValues.Of(Path.Combine(kernel.Folder, Path.GetFileName(path))));
        }
    }

    [Fact]
    public void Nbclient_executes_every_notebook_and_keeps_its_pictures()
    {
        Peer.Needs("import nbformat, nbclient", "python3-nbclient");
        using var kernel = new GivenKernel();
        var (code, output, errors) = kernel.Start("/usr/bin/python3", "-c", $$$"""
            import asyncio, glob, json, nbformat
            from nbclient import NotebookClient
            async def run(path):
                notebook = nbformat.read(path, 4)
                await NotebookClient(notebook, timeout=300, startup_timeout=120, kernel_name='pyramids-csharp', resources={'metadata': {'path': {{{System.Text.Json.JsonSerializer.Serialize(Notebooks)}}}}}).async_execute()
                outputs = [o for c in notebook.cells if c.cell_type == 'code' for o in c.outputs]
                return sum(o.output_type == 'error' for o in outputs), sum('image/png' in o.get('data', {}) for o in outputs), sum('text/html' in o.get('data', {}) for o in outputs)
            async def main():
                return {path: await run(path) for path in sorted(glob.glob({{{System.Text.Json.JsonSerializer.Serialize(Path.Combine(Notebooks, "*.ipynb"))}}}))}
            print('SAID' + json.dumps(asyncio.run(main())))
            """);
        Assert.True(code == 0, output + errors);
        var said = JsonNode.Parse(output[(output.LastIndexOf("SAID", StringComparison.Ordinal) + 4)..])!.AsObject();
        Assert.Equal(Directory.EnumerateFiles(Notebooks, "*.ipynb").Order(), said.Select(n => n.Key).Order());
        Assert.All(said, notebook =>
        {
            Assert.Equal(0, notebook.Value![0]!.GetValue<int>());
            Assert.InRange(notebook.Value[1]!.GetValue<int>(), 1, 100);
            Assert.InRange(notebook.Value[2]!.GetValue<int>(), 1, 100);
        });
    }
}
