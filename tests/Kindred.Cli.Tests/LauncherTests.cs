namespace Kindred.Cli.Tests;

/// <summary>The launcher in a folder of its own, with tools that only write down how they were called.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LauncherTests : IDisposable
{
    const string Dotnet = """
        #!/usr/bin/env bash
        case $1 in
        --list-sdks) echo "${SDK:-10.0.100} [somewhere]" ;;
        publish)
            echo build >>"$CALLS"
            sleep 0.3
            [[ -z ${BROKEN:-} ]] || { echo "Program.cs(1,1): error CS0001: broken"; exit 1; }
            mkdir -p artifacts/publish/Kindred.Cli/release
            printf '#!/bin/sh\necho "$PWD: $*"; exit 7\n' >artifacts/publish/Kindred.Cli/release/Kindred.Cli
            chmod +x artifacts/publish/Kindred.Cli/release/Kindred.Cli ;;
        esac
        """;

    const string Node = """
        #!/usr/bin/env bash
        echo "${NODE:-v20.1.0}"
        """;

    const string Npm = """
        #!/usr/bin/env bash
        echo npm "$@" >>"$CALLS"
        mkdir -p node_modules
        touch node_modules/.package-lock.json
        """;

    readonly string _clone = Directory.CreateTempSubdirectory("kindred-launcher-").FullName;

    public LauncherTests()
    {
        Directory.CreateDirectory(Path.Combine(_clone, "build"));
        Directory.CreateDirectory(Path.Combine(_clone, "src"));
        foreach (var file in new[] { "kindred", "build/setup.sh", "package-lock.json", "global.json", "Directory.Build.props",
            "Directory.Packages.props", "BannedSymbols.txt", ".editorconfig" })
        {
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(_clone, file));
            File.SetLastWriteTimeUtc(Path.Combine(_clone, file), DateTime.UnixEpoch);
        }

        Write("src/Program.cs", "");
        Write("bin/dotnet", Dotnet);
        Write("bin/node", Node);
        Write("bin/npm", Npm);
    }

    public void Dispose() => Directory.Delete(_clone, recursive: true);

    [Fact]
    public async Task The_first_start_builds_and_the_second_only_starts()
    {
        var first = await StartAsync("run", "--as-of", "2011-12-10");
        var second = await StartAsync("run", "two words");

        Assert.Equal((7, $"{_clone}: run --as-of 2011-12-10\n"), (first.ExitCode, first.Output));
        Assert.Equal(new Run(7, $"{_clone}: run two words\n", ""), second);
        Assert.Equal(["npm ci --no-audit --no-fund --loglevel=error", "build"], Calls());
    }

    [Fact]
    public async Task A_changed_source_is_built_again_but_npm_is_left_alone()
    {
        await StartAsync();

        File.Delete(Path.Combine(_clone, "src/Program.cs"));
        await StartAsync();

        Assert.Equal(["npm", "build", "build"], Calls().Select(c => c.Split(' ')[0]));
    }

    [Fact]
    public async Task A_newer_sdk_builds_again_and_only_once()
    {
        await StartAsync();

        Directory.CreateDirectory(Path.Combine(_clone, "bin/sdk"));
        await StartAsync();
        await StartAsync();

        Assert.Equal(["npm", "build", "build"], Calls().Select(c => c.Split(' ')[0]));
    }

    [Fact]
    public async Task Starts_at_the_same_time_build_once()
    {
        await Task.WhenAll(StartAsync(), StartAsync(), StartAsync());

        Assert.Single(Calls(), "build");
    }

    [Fact]
    public async Task A_build_that_fails_shows_its_errors_and_is_tried_again()
    {
        var run = await StartAsync([], ("BROKEN", "yes"));
        var next = await StartAsync();

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("error CS0001: broken", run.Error, StringComparison.Ordinal);
        Assert.Equal(7, next.ExitCode);
    }

    [Theory]
    [InlineData("SDK", "9.0.300", "kindred: needs .NET SDK 10, found 9.0.300. Get it: ")]
    [InlineData("NODE", "v18.19.0", "kindred: needs Node.js 20 or newer, found v18.19.0. Get it: ")]
    [InlineData("NODE", "rubbish", "kindred: needs Node.js 20 or newer, found rubbish. Get it: ")]
    public async Task A_tool_that_is_missing_or_too_old_is_named_in_one_line(string tool, string version, string sentence)
    {
        var run = await StartAsync([], (tool, version));

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(sentence, run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
        Assert.Empty(Calls());
    }

    [Fact]
    public async Task Quiet_builds_without_a_word() => Assert.Equal("", (await StartAsync("run", "--quiet")).Error);

    [Fact]
    public async Task It_starts_through_a_link_from_any_folder()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_clone, "else where")).FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "k"), Path.Combine(_clone, "kindred"));

        var run = await Run.OfAsync(Path.Combine(folder, "k"), ["doctor"], folder, Environment());

        Assert.Equal((7, $"{folder}: doctor\n"), (run.ExitCode, run.Output));
    }

    Task<Run> StartAsync(params string[] arguments) => StartAsync(arguments, ("", ""));

    Task<Run> StartAsync(string[] arguments, (string Name, string Value) variable)
    {
        var environment = Environment();
        if (variable.Name != "")
        {
            environment.Add(variable.Name, variable.Value);
        }

        return Run.OfAsync(Path.Combine(_clone, "kindred"), arguments, _clone, environment);
    }

    Dictionary<string, string> Environment() => new()
    {
        ["PATH"] = $"{_clone}/bin:{System.Environment.GetEnvironmentVariable("PATH")}",
        ["CALLS"] = Path.Combine(_clone, "calls"),
    };

    string[] Calls() => File.Exists(Path.Combine(_clone, "calls")) ? File.ReadAllLines(Path.Combine(_clone, "calls")) : [];

    void Write(string file, string text)
    {
        var path = Path.Combine(_clone, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
