import RudderAnalytics from '@rudderstack/rudder-sdk-node';

const [host, writeKey] = process.argv.slice(2);
const timestamp = new Date('2026-03-01T12:00:00.000Z');
const client = new RudderAnalytics(writeKey, { dataPlaneUrl: host, flushAt: 3, flushInterval: 100 });
const sent = [
  client.track.bind(client, { anonymousId: 'visitor', event: 'Product Viewed', timestamp, properties: { product_id: 'p1', price: 9.5, colour: 'red' } }),
  client.page.bind(client, { anonymousId: 'visitor', name: 'Home', timestamp, properties: { url: 'https://shop.example/' } }),
  client.screen.bind(client, { anonymousId: 'visitor', name: 'Start', timestamp }),
  client.identify.bind(client, { userId: 'anna', anonymousId: 'visitor', timestamp, traits: { plan: 'gold' } }),
  client.group.bind(client, { userId: 'anna', groupId: 'acme', timestamp, traits: { size: 5 } }),
  client.alias.bind(client, { userId: 'anna', previousId: 'older', timestamp }),
  client.track.bind(client, { userId: 'anna', event: 'Order Completed', timestamp, properties: { order_id: 'o1', revenue: 50, currency: 'EUR' } }),
];
for (const send of sent) {
  send();
}
await client.flush();
