using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Kindred.Server;

/// <summary>Sends metrics to an OpenTelemetry collector, as the standard variables of the environment say.</summary>
static class Exporting
{
    const string Service = "OTEL_SERVICE_NAME", Attributes = "OTEL_RESOURCE_ATTRIBUTES";

    static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Begins to send; null where no endpoint is named, or it is switched off.</summary>
    public static IDisposable? Start()
    {
        if (!Endpoints.Any(IsSet) || Environment.GetEnvironmentVariable("OTEL_SDK_DISABLED") == "true" || Environment.GetEnvironmentVariable("OTEL_METRICS_EXPORTER") == "none")
        {
            return null;
        }

        var named = IsSet(Service) || (Environment.GetEnvironmentVariable(Attributes) ?? "").Contains("service.name=", StringComparison.Ordinal);
        return Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddAttributes(named ? [] : [new("service.name", "kindred")]))
            .AddMeter(Telemetry.Name)
            .AddOtlpExporter()
            .Build();
    }

    static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
