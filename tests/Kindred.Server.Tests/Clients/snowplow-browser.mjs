import {
  enableActivityTracking, newTracker, setUserId, trackPageView, trackSelfDescribingEvent, trackStructEvent,
} from '@snowplow/browser-tracker';

const asked = new URLSearchParams(location.search);
const timestamp = { type: 'dtm', value: Date.parse('2026-03-01T12:00:00.000Z') };
const schema = name => `iglu:com.example/${name}/jsonschema/1-0-0`;
newTracker('shop', asked.get('host'), { appId: asked.get('key'), eventMethod: asked.has('get') ? 'get' : 'post' });
enableActivityTracking({ minimumVisitLength: 1, heartbeatDelay: 2 });
trackPageView();
trackSelfDescribingEvent({ event: { schema: schema('view_item'), data: { product_id: 'p1', price: 9.5, colour: 'red' } } });
trackStructEvent({ category: 'shop', action: 'Coupon Applied', label: 'SPRING', value: 3 });
setUserId('anna');
trackSelfDescribingEvent({ event: { schema: schema('purchase'), data: { order_id: 'o1', revenue: 50, currency: 'EUR' } }, timestamp });
window.sent = true;
