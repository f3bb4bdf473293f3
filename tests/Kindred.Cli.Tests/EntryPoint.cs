using System.Globalization;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Kindred.Cli.Tests;

/// <summary>Runs the tests, or what one of them does in a process of its own.</summary>
static class EntryPoint
{
    static async Task<int> Main(string[] args) => args switch
    {
        [KilledRun.Switch, var stage, var milliseconds, var folder] => await KilledRun.MainAsync(stage, int.Parse(milliseconds, CultureInfo.InvariantCulture), folder),
        _ when args.Any(a => a is "-automated" or "@@") => await ConsoleRunner.Run(args),
        _ => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    };
}
