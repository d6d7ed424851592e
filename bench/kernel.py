#!/usr/bin/env python3
"""Start and overhead of the Jupyter kernel, through Jupyter's own client.

usage: kernel.py [--starts 3] [--cells 60] [PYRAMIDS ...]

PYRAMIDS is the command that starts the tool; default: the Release build of this repository. Needs python3-jupyter-client.
Prints the time from the start of the process to the first result, and the median time of a small cell, sent to answered.
"""
import argparse, os, pathlib, statistics, subprocess, tempfile, time

parser = argparse.ArgumentParser()
parser.add_argument("--starts", type=int, default=3)
parser.add_argument("--cells", type=int, default=60)
parser.add_argument("command", nargs="*")
options = parser.parse_args()
root = pathlib.Path(__file__).resolve().parent.parent
command = options.command or [str(root / "src/Pyramids.Tool/bin/Release/net10.0/Pyramids.Tool")]

with tempfile.TemporaryDirectory() as folder:
    subprocess.run([*command, "kernel", "install", "--prefix", folder], check=True, stdout=subprocess.DEVNULL)
    os.environ.update(JUPYTER_PATH=folder + "/share/jupyter", JUPYTER_RUNTIME_DIR=folder + "/run", JUPYTER_CONFIG_DIR=folder + "/config")
    from jupyter_client.manager import start_new_kernel

    def run(client, code, said=None):
        begun = time.perf_counter()
        reply = client.execute_interactive(code, timeout=120, output_hook=lambda message: said.append(message["content"]) if said is not None else None)
        assert reply["content"]["status"] == "ok", reply["content"]
        return time.perf_counter() - begun

    def processor(client):
        said = []
        run(client, "Console.Write(System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds)", said)
        return float("".join(content.get("text", "") for content in said))

    firsts, cells, used = [], [], []
    for _ in range(options.starts):
        begun = time.perf_counter()
        manager, client = start_new_kernel(kernel_name="pyramids-csharp", startup_timeout=120)
        run(client, "1 + 1")
        firsts.append(time.perf_counter() - begun)
        run(client, '#r "nuget: Pyramids.Interactive"\nusing Pyramids;')
        before = processor(client)
        cells += [run(client, f"var x{i} = {i}; x{i} + 1") for i in range(options.cells)]
        used.append((processor(client) - before) / options.cells)
        client.stop_channels()
        manager.shutdown_kernel(now=True)

print(f"kernel start to first result: {min(firsts):.2f} s at best, {statistics.median(firsts):.2f} s in the middle of {len(firsts)}")
print(f"cell overhead: {1000 * statistics.median(cells):.1f} ms in the middle of {len(cells)}, nine in ten below {1000 * sorted(cells)[int(.9 * len(cells))]:.1f} ms")
print(f"processor time of a cell, on all threads of the kernel: {statistics.median(used):.1f} ms")
print(f"machine load: {os.getloadavg()[0]:.1f}")
