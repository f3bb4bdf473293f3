import { PostHog } from 'posthog-node';

const [host, writeKey] = process.argv.slice(2);
const timestamp = new Date('2026-03-01T12:00:00.000Z');
const visitor = '0195a4b2-7c1d-7d3e-8f4a-5b6c7d8e9f01';
const client = new PostHog(writeKey, { host, flushAt: 3, flushInterval: 100 });
client.on('error', error => { console.error(error); process.exitCode = 1; });
client.capture({ distinctId: visitor, event: 'Product Viewed', timestamp, properties: { product_id: 'p1', price: 9.5, colour: 'red' } });
client.capture({ distinctId: visitor, event: '$pageview', timestamp, properties: { $current_url: 'https://shop.example/' } });
client.identify({ distinctId: 'anna', properties: { plan: 'gold' } });
client.alias({ distinctId: 'anna', alias: visitor });
client.groupIdentify({ groupType: 'company', groupKey: 'acme', properties: { size: 5 }, distinctId: 'anna' });
client.capture({ distinctId: 'anna', event: 'Order Completed', timestamp, properties: { order_id: 'o1', revenue: 50, currency: 'EUR' } });
await client.shutdown();
