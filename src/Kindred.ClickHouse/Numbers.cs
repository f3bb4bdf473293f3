using System.Numerics;

namespace Kindred.ClickHouse;

/// <summary>Numbers of one width read as another, refusing what does not fit.</summary>
static class Numbers
{
    // The tests on typeof are constant in each instantiation, so the compiler keeps only the branch that applies.
    public static bool Convert<TFrom, TTo>(TFrom value, out TTo number)
    {
        if (value is long i64)
        {
            return To(i64, out number);
        }

        if (value is ulong u64)
        {
            return To(u64, out number);
        }

        if (value is double f64)
        {
            return To(f64, out number);
        }

        return value switch
        {
            int i32 => To(i32, out number),
            uint u32 => To(u32, out number),
            float f32 => To(f32, out number),
            byte u8 => To(u8, out number),
            sbyte i8 => To(i8, out number),
            short i16 => To(i16, out number),
            ushort u16 => To(u16, out number),
            decimal d => To(d, out number),
            UInt128 u128 => To(u128, out number),
            Int128 i128 => To(i128, out number),
            bool b => To(b ? 1 : 0, out number),
            _ => No(out number),
        };
    }

    static bool To<TFrom, TTo>(TFrom value, out TTo number)
        where TFrom : INumber<TFrom>
    {
        object? boxed =
            typeof(TTo) == typeof(long) || typeof(TTo) == typeof(long?) ? long.CreateChecked(value)
            : typeof(TTo) == typeof(double) || typeof(TTo) == typeof(double?) ? double.CreateChecked(value)
            : typeof(TTo) == typeof(int) || typeof(TTo) == typeof(int?) ? int.CreateChecked(value)
            : typeof(TTo) == typeof(float) || typeof(TTo) == typeof(float?) ? float.CreateChecked(value)
            : typeof(TTo) == typeof(ulong) || typeof(TTo) == typeof(ulong?) ? ulong.CreateChecked(value)
            : typeof(TTo) == typeof(uint) ? uint.CreateChecked(value)
            : typeof(TTo) == typeof(byte) ? byte.CreateChecked(value)
            : typeof(TTo) == typeof(decimal) ? decimal.CreateChecked(value)
            : typeof(TTo) == typeof(bool) ? !TFrom.IsZero(value)
            : null;
        number = boxed is TTo converted ? converted : default!;
        return boxed is TTo;
    }

    static bool No<TTo>(out TTo number)
    {
        number = default!;
        return false;
    }
}
