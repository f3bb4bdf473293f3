import { newTracker, buildPageView, buildSelfDescribingEvent, buildStructEvent } from '@snowplow/node-tracker';

const [host, writeKey] = process.argv.slice(2);
const timestamp = { type: 'dtm', value: Date.parse('2026-03-01T12:00:00.000Z') };
const tracker = newTracker({ namespace: 'shop', appId: writeKey }, { endpoint: host, bufferSize: 1, eventMethod: 'post' });
tracker.setDomainUserId('visitor');
tracker.track(buildPageView({ pageUrl: 'https://shop.example/', pageTitle: 'Home' }), undefined, timestamp);
tracker.track(buildStructEvent({ category: 'shop', action: 'Coupon Applied', label: 'SPRING', value: 3 }), undefined, timestamp);
tracker.setUserId('anna');
const schema = 'iglu:com.example/purchase/jsonschema/1-0-0';
tracker.track(buildSelfDescribingEvent({ event: { schema, data: { order_id: 'o1', revenue: 50, currency: 'EUR' } } }), undefined, timestamp);
await tracker.flush?.();
