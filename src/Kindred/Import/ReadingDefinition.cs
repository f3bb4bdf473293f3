using System.Text.Json.Serialization;
using Kindred.Project;

namespace Kindred.Import;

/// <summary>All that decides how the rows of a source become events.</summary>
sealed record ReadingDefinition(
    SourceDefinition Source,
    string Timezone,
    IReadOnlyList<string> Blocked,
    IReadOnlyDictionary<string, MissingRule> Missing,
    IReadOnlyDictionary<string, Cap> Caps);

// Written out when the program is built: to look through the types takes every run a fifth of a second.
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ReadingDefinition))]
sealed partial class ReadingDefinitionJson : JsonSerializerContext;
