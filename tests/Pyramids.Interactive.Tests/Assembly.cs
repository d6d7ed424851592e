// A running notebook takes what the process writes to the console, so tests that print must not run beside it.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
