using System.Diagnostics;
using System.Text.Json;
using Kindred.Bench;

// Kindred.Bench KERNEL FILE.npy: runs one kernel on a file and prints seconds, processor seconds and quality as one JSON line.
if (args is not [var name, var file] || !Kernels.All.TryGetValue(name, out var kernel))
{
    Console.Error.WriteLine($"Usage: Kindred.Bench KERNEL FILE.npy, with one of the kernels {string.Join(", ", Kernels.All.Keys)}.");
    return 2;
}

var data = NpyArray.Read(file);
WarmUp(kernel(data.Head(2_000)));
var work = kernel(data);
GC.Collect();
var times = new List<(double Seconds, double Busy)>();
Func<Dictionary<string, double>> judge;
do
{
    var (cpu, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
    judge = work.Run();
    times.Add((Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds));
}
while (times.Sum(time => time.Seconds) < 0.3);

var (seconds, busy) = times.Order().ElementAt(times.Count / 2);
Console.WriteLine(JsonSerializer.Serialize(new { seconds, cpu = busy, quality = judge() }));
return 0;

// Compiles the code and lets the runtime optimise it in the background, for the peers' code comes optimised; on a busy machine that takes longer.
static void WarmUp(Work work)
{
    var (busy, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
    do
    {
        work.Run();
        Thread.Sleep(1);
    }
    while (Stopwatch.GetElapsedTime(start).TotalSeconds < 1 || (Environment.CpuUsage.TotalTime - busy).TotalSeconds < 1);
}
