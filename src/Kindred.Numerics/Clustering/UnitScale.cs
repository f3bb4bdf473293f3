using System.Numerics.Tensors;

namespace Kindred.Numerics.Clustering;

/// <summary>Keeps squared distances within single precision, whatever unit the values have.</summary>
static class UnitScale
{
    /// <summary>
    /// The rows, and 1, where squares can neither overflow nor vanish; else the rows divided by a power of two, which loses no digit, and
    /// that power, by which distances are to be multiplied.
    /// </summary>
    public static (Matrix Points, double Unit) Of(Matrix points)
    {
        var greatest = points.Rows == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<float>(points.Values));
        if (greatest is 0 or (> 1e-12f and < 1e15f))
        {
            return (points, 1);
        }

        var power = Math.ILogB(greatest);
        var scaled = new Matrix(points.Rows, points.Columns);
        for (var i = 0; i < scaled.Values.Length; i++)
        {
            scaled.Values[i] = (float)Math.ScaleB(points.Values[i], -power);
        }

        return (scaled, Math.ScaleB(1, power));
    }
}
