using Kindred.Cli;

return await CommandLine.RunAsync(args);
