using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.Json;
using YamlDotNet.Serialization;

namespace Kindred.Project;

/// <summary>A key of a mapping in the project file, and the property it fills.</summary>
sealed record ProjectKey(string Name, PropertyInfo Property, bool Required)
{
    public Type Type => Property.PropertyType;

    public string Description => Property.GetCustomAttribute<DescriptionAttribute>()!.Description;

    public ValueRuleAttribute? Rule => Property.GetCustomAttribute<ValueRuleAttribute>();

    public EventFieldKeysAttribute? FieldKeys => Property.GetCustomAttribute<EventFieldKeysAttribute>();
}

/// <summary>How the records of the project file are written in it; the reader, the writer and the JSON Schema all go by this.</summary>
static class ProjectShape
{
    public static IReadOnlyList<ProjectKey> KeysOf(Type record) =>
    [
        .. record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetCustomAttribute<DescriptionAttribute>() is not null)
            .Select(property => new ProjectKey(
                property.GetCustomAttribute<YamlMemberAttribute>()?.Alias ?? Snake(property.Name),
                property,
                property.GetCustomAttribute<RequiredMemberAttribute>() is not null)),
    ];

    /// <summary>The words of a choice, with the value each stands for.</summary>
    public static IReadOnlyList<(string Word, object Value)> WordsOf(Type choice) =>
    [
        .. choice.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field =>
            (field.GetCustomAttribute<EnumMemberAttribute>()?.Value ?? Snake(field.Name), field.GetValue(null)!)),
    ];

    /// <summary>The word for a value of a choice.</summary>
    public static string WordOf(Enum value) => WordsOf(value.GetType()).First(word => word.Value.Equals(value)).Word;

    /// <summary>The key that a lone value stands for where a mapping is expected, as a column name does for a field.</summary>
    public static string? ShorthandOf(Type record) =>
        record == typeof(FieldMapping) ? "column"
        : record == typeof(MissingRule) ? "action"
        : record == typeof(SegmentCondition) ? "segment"
        : record == typeof(EventStep) ? "did"
        : null;

    /// <summary>The records of which one can stand where <paramref name="family"/> is expected, each with the key that tells it; none for other types.</summary>
    public static IReadOnlyList<(string Key, Type Record)> MembersOf(Type family) =>
    [
        .. (family.GetCustomAttribute<FamilyAttribute>(inherit: false)?.Members ?? []).Select(member => (KeysOf(member).Single(key => key.Required).Name, member)),
    ];

    /// <summary>The type of the elements, where <paramref name="type"/> is a list.</summary>
    public static Type? ElementOf(Type type) => Argument(type, typeof(IReadOnlyList<>), 0);

    /// <summary>The type of the values, where <paramref name="type"/> is a mapping with free keys.</summary>
    public static Type? ValueOf(Type type) => Argument(type, typeof(IReadOnlyDictionary<,>), 1);

    static Type? Argument(Type type, Type open, int index) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == open ? type.GetGenericArguments()[index] : null;

    static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
