using System.Text.Json.Serialization;

namespace Kindred.Runs;

/// <summary>How the report of a run is written and read, worked out when the program is built: to look through its types takes a run a fifth of a second.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RunReport))]
public sealed partial class RunReportJson : JsonSerializerContext;
