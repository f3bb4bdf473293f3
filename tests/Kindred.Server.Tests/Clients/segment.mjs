import { Analytics } from '@segment/analytics-node';

const [host, writeKey] = process.argv.slice(2);
const timestamp = new Date('2026-03-01T12:00:00.000Z');
const analytics = new Analytics({ writeKey, host, flushAt: 3, flushInterval: 100 });
analytics.on('error', error => { console.error(error); process.exitCode = 1; });
analytics.track({ anonymousId: 'visitor', event: 'Product Viewed', timestamp, properties: { product_id: 'p1', price: 9.5, colour: 'red' } });
analytics.page({ anonymousId: 'visitor', name: 'Home', timestamp, properties: { url: 'https://shop.example/' } });
analytics.screen({ anonymousId: 'visitor', name: 'Start', timestamp });
analytics.identify({ userId: 'anna', anonymousId: 'visitor', timestamp, traits: { plan: 'gold' } });
analytics.group({ userId: 'anna', groupId: 'acme', timestamp, traits: { size: 5 } });
analytics.alias({ userId: 'anna', previousId: 'older', timestamp });
analytics.track({ userId: 'anna', event: 'Order Completed', timestamp, properties: { order_id: 'o1', revenue: 50, currency: 'EUR' } });
await analytics.closeAndFlush();
