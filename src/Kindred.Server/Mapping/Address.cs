using System.Net;

namespace Kindred.Server.Mapping;

/// <summary>Addresses as they may be stored: of the network, not of the person.</summary>
static class Address
{
    /// <summary>An IPv4 address without its last byte, an IPv6 address without its last ten; null for what is no address.</summary>
    public static string? Shorten(string? address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
        {
            return null;
        }

        var bytes = (parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed).GetAddressBytes();
        bytes.AsSpan(bytes.Length == 4 ? 3 : 6).Clear();
        return new IPAddress(bytes).ToString();
    }
}
