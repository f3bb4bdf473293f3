using System.Numerics;

namespace Kindred.ClickHouse;

/// <summary>Numbers of one width read as another, refusing what does not fit.</summary>
static class Numbers
{
    /// <summary>All of them at once, in an array of the type asked for; null where the two types are not both numbers.</summary>
    // The runtime lets int[] pass for uint[]: element types are compared, never arrays matched.
    public static Array? ConvertAll<T>(T[] values, Type to) =>
        typeof(T) == typeof(long) ? Each<long>(values, to)
        : typeof(T) == typeof(double) ? Each<double>(values, to)
        : typeof(T) == typeof(ulong) ? Each<ulong>(values, to)
        : typeof(T) == typeof(int) ? Each<int>(values, to)
        : typeof(T) == typeof(uint) ? Each<uint>(values, to)
        : typeof(T) == typeof(float) ? Each<float>(values, to)
        : typeof(T) == typeof(byte) ? Each<byte>(values, to)
        : typeof(T) == typeof(sbyte) ? Each<sbyte>(values, to)
        : typeof(T) == typeof(short) ? Each<short>(values, to)
        : typeof(T) == typeof(ushort) ? Each<ushort>(values, to)
        : typeof(T) == typeof(decimal) ? Each<decimal>(values, to)
        : typeof(T) == typeof(UInt128) ? Each<UInt128>(values, to)
        : typeof(T) == typeof(Int128) ? Each<Int128>(values, to)
        : typeof(T) == typeof(bool) ? Each<byte>(Array.ConvertAll(values, v => (byte)((bool)(object)v! ? 1 : 0)), to)
        : null;

    static Array? Each<TFrom>(Array values, Type to)
        where TFrom : INumber<TFrom> => Each((TFrom[])values, to);

    static Array? Each<TFrom>(TFrom[] values, Type to)
        where TFrom : INumber<TFrom> =>
        to == typeof(double) ? Each<TFrom, double>(values)
        : to == typeof(float) ? Each<TFrom, float>(values)
        : to == typeof(long) ? Each<TFrom, long>(values)
        : to == typeof(int) ? Each<TFrom, int>(values)
        : to == typeof(ulong) ? Each<TFrom, ulong>(values)
        : to == typeof(uint) ? Each<TFrom, uint>(values)
        : to == typeof(byte) ? Each<TFrom, byte>(values)
        : to == typeof(decimal) ? Each<TFrom, decimal>(values)
        : to == typeof(bool) ? Array.ConvertAll(values, v => !TFrom.IsZero(v))
        : to == typeof(double?) ? Array.ConvertAll(Each<TFrom, double>(values), v => (double?)v)
        : to == typeof(long?) ? Array.ConvertAll(Each<TFrom, long>(values), v => (long?)v)
        : to == typeof(int?) ? Array.ConvertAll(Each<TFrom, int>(values), v => (int?)v)
        : null;

    static TTo[] Each<TFrom, TTo>(TFrom[] values)
        where TFrom : INumber<TFrom>
        where TTo : INumber<TTo>
    {
        var converted = GC.AllocateUninitializedArray<TTo>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            converted[i] = TTo.CreateChecked(values[i]);
        }

        return converted;
    }
}
