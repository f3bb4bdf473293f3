using System.Collections;
using System.Reflection;

namespace Kindred.Numerics.Tests;

/// <summary>Inputs at the edge of what makes sense: refused with the name of what is wrong, or answered in numbers.</summary>
static class Answers
{
    /// <summary>The call is refused by an argument exception that names a parameter or an option.</summary>
    internal static void Refused(Func<object?> call)
    {
        var refusal = Assert.ThrowsAny<ArgumentException>(() => call());

        Assert.False(string.IsNullOrEmpty(refusal.ParamName), $"Refused without a name: {refusal.Message}");
    }

    /// <summary>The call is refused so, or no number of its answer is NaN.</summary>
    /// <returns>Whether it was answered.</returns>
    internal static bool RefusedOrNumbers(Func<object?> call)
    {
        object? answer;
        try
        {
            answer = call();
        }
        catch (ArgumentException refusal)
        {
            Assert.False(string.IsNullOrEmpty(refusal.ParamName), $"Refused without a name: {refusal.Message}");
            return false;
        }

        Assert.True(NaNIn(answer, "answer") is not { } place, $"{NaNIn(answer, "answer")} is NaN.");
        return true;
    }

    /// <summary>Where an answer holds NaN, or null; the standard error of a coefficient without a peak may be.</summary>
    static string? NaNIn(object? value, string name) => value switch
    {
        null or string or Delegate or Type => null,
        double number => double.IsNaN(number) ? name : null,
        float number => float.IsNaN(number) ? name : null,
        Numerics.Series.ArimaCoefficient coefficient => NaNIn(coefficient.Value, $"{name}.{coefficient.Name}"),
        IEnumerable items => items.Cast<object?>().Index().Select(item => NaNIn(item.Item, $"{name}[{item.Index}]")).FirstOrDefault(place => place is not null),
        _ when value.GetType().IsPrimitive || value is Enum => null,
        _ => Parts(value).Select(part => NaNIn(part.Value, $"{name}.{part.Name}")).FirstOrDefault(place => place is not null),
    };

    static IEnumerable<(string Name, object? Value)> Parts(object value)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
        var properties = value.GetType().GetProperties(Public).Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => (property.Name, property.GetValue(value)));
        return [.. properties, .. value.GetType().GetFields(Public).Select(field => (field.Name, field.GetValue(value)))];
    }
}
