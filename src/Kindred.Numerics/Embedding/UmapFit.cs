using System.Runtime.Intrinsics;
using Kindred.Numerics.Neighbors;

namespace Kindred.Numerics.Embedding;

/// <summary>A map of rows on the plane, on which new rows can be placed.</summary>
public sealed class UmapFit
{
    const int BlockRows = 64;
    const int PlacingEpochs = 100;
    const float PlacingRate = 0.25f;

    static readonly Vector256<float> Pull = UmapLayout.Lanes(0, 1);
    static readonly Vector256<float> Push = UmapLayout.Lanes(2, 7);

    readonly Matrix _rows;
    readonly float[] _x;
    readonly float[] _y;
    readonly UmapCurve _curve;
    readonly UmapOptions _options;

    internal UmapFit(Matrix rows, float[] x, float[] y, int[] order, UmapCurve curve, UmapOptions options)
    {
        (_rows, _x, _y, _curve, _options) = (rows, x, y, curve, options);
        Points = MapOrder.Restore(x, y, order);
    }

    /// <summary>Where each row is (n × 2).</summary>
    public Matrix Points { get; }

    /// <summary>Places new rows on the map, which stays as it is: each is drawn to its nearest rows from their weighted mean on, for 100 epochs.</summary>
    /// <remarks>A row's place depends on its values and on the fit alone, not on the rows it comes with (in umap-learn it does): the same row always gets the same place.</remarks>
    /// <param name="points">Rows with the columns of the fit, finite.</param>
    /// <exception cref="ArgumentException">The columns differ from the fit's, or a value is not finite or beyond ±10¹⁵.</exception>
    public Matrix Transform(Matrix points, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        points.ThrowIfOtherColumns(_rows.Columns, nameof(points));
        points.ThrowIfNotSquarable(nameof(points));
        var k = _options.Neighbors;
        var neighbors = NearestNeighbors.Of(points, _rows, k, cancellation);
        var (forces, places) = (new PlaneForces(_curve), new Matrix(points.Rows, 2));
        RowBlocks.For(points.Rows, BlockRows, (_, from, until) =>
        {
            var degrees = new float[k];
            for (var i = from; i < until; i++)
            {
                FuzzyDegrees.OfNew(neighbors.Distances.AsSpan(i * k, k), degrees);
                Place(forces, neighbors.Rows.AsSpan(i * k, k), degrees, places.Row(i));
            }
        }, cancellation);
        return places;
    }

    unsafe void Place(PlaneForces forces, ReadOnlySpan<int> near, ReadOnlySpan<float> degrees, Span<float> place)
    {
        var (x, y, sum) = (0f, 0f, 0f);
        for (var j = 0; j < near.Length; j++)
        {
            (x, y, sum) = (x + (degrees[j] * _x[near[j]]), y + (degrees[j] * _y[near[j]]), sum + degrees[j]);
        }

        (x, y) = (x / sum, y / sum);
        var dice = new VectorDice(new Rng(_options.Seed), _x.Length);
        fixed (float* placesX = _x, placesY = _y)
        {
            for (var epoch = 0; epoch < PlacingEpochs; epoch++)
            {
                var rate = PlacingRate * (1 - ((float)epoch / PlacingEpochs));
                for (var j = 0; j < near.Length; j++)
                {
                    if (MathF.Floor(epoch * degrees[j]) < MathF.Floor((epoch + 1) * degrees[j]))
                    {
                        forces.Move(ref x, ref y, placesX, placesY, dice.Next().WithElement(0, near[j]), Pull, Push, rate);
                    }
                }
            }
        }

        (place[0], place[1]) = (x, y);
    }
}
