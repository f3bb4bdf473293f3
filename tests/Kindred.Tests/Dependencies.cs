using System.Reflection;
using System.Reflection.Emit;

namespace Kindred.Tests;

/// <summary>Which types a type uses, in its declarations and in the code of its methods.</summary>
static class Dependencies
{
    const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => (int)(ushort)c.Value);

    public static IEnumerable<Type> Of(Type type) =>
        type.GetMembers(Own).SelectMany(Declared).Append(type.BaseType).Concat(type.GetInterfaces())
            .Concat(type.GetMembers(Own).OfType<MethodBase>().SelectMany(Called))
            .SelectMany(Parts);

    static IEnumerable<Type?> Declared(MemberInfo member) => member switch
    {
        FieldInfo field => [field.FieldType],
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(p => p.ParameterType)],
        ConstructorInfo constructor => constructor.GetParameters().Select(p => p.ParameterType),
        _ => [],
    };

    /// <summary>The types named by the instructions of a method.</summary>
    static IEnumerable<Type?> Called(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var instruction = Codes[code[at] == 0xFE ? 0xFE00 | code[at + 1] : code[at]];
            at += instruction.Size;
            if (instruction.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                var generics = method is ConstructorInfo ? null : method.GetGenericArguments();
                var member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), method.DeclaringType?.GetGenericArguments(), generics);
                yield return member as Type ?? member?.DeclaringType;
            }

            at += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    /// <summary>A type with what it is made of: elements of an array, arguments of a generic type.</summary>
    static IEnumerable<Type> Parts(Type? type) => type is null ? []
        : [type, .. Parts(type.GetElementType()), .. type.GetGenericArguments().Where(a => !a.IsGenericParameter).SelectMany(Parts)];
}
